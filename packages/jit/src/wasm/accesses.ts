/** Instructions with immediates: reading and writing memory, and lanes of vectors. */

/** Instructions that read memory: the type of what they give, and the bytes that they touch. */
export const loads = {
  'i32.load': { code: 0x28, type: 'i32', bytes: 4 },
  'i64.load': { code: 0x29, type: 'i64', bytes: 8 },
  'f32.load': { code: 0x2a, type: 'f32', bytes: 4 },
  'f64.load': { code: 0x2b, type: 'f64', bytes: 8 },
  'i32.load8_s': { code: 0x2c, type: 'i32', bytes: 1 },
  'i32.load8_u': { code: 0x2d, type: 'i32', bytes: 1 },
  'i32.load16_s': { code: 0x2e, type: 'i32', bytes: 2 },
  'i32.load16_u': { code: 0x2f, type: 'i32', bytes: 2 },
  'i32.atomic.load': { code: 0xfe010, type: 'i32', bytes: 4 },
  'i64.atomic.load': { code: 0xfe011, type: 'i64', bytes: 8 },
  'v128.load': { code: 0xfd000, type: 'v128', bytes: 16 },
  'v128.load8x8_u': { code: 0xfd002, type: 'v128', bytes: 8 },
  'v128.load32x2_s': { code: 0xfd005, type: 'v128', bytes: 8 },
  'v128.load8_splat': { code: 0xfd007, type: 'v128', bytes: 1 },
  'v128.load32_splat': { code: 0xfd009, type: 'v128', bytes: 4 },
  'v128.load64_splat': { code: 0xfd00a, type: 'v128', bytes: 8 },
  'v128.load32_zero': { code: 0xfd05c, type: 'v128', bytes: 4 },
  'v128.load64_zero': { code: 0xfd05d, type: 'v128', bytes: 8 },
} as const

export type LoadName = keyof typeof loads

/** Instructions that write memory. */
export const stores = {
  'i32.store': { code: 0x36, type: 'i32', bytes: 4 },
  'i64.store': { code: 0x37, type: 'i64', bytes: 8 },
  'f32.store': { code: 0x38, type: 'f32', bytes: 4 },
  'f64.store': { code: 0x39, type: 'f64', bytes: 8 },
  'i32.store8': { code: 0x3a, type: 'i32', bytes: 1 },
  'i32.store16': { code: 0x3b, type: 'i32', bytes: 2 },
  'i32.atomic.store': { code: 0xfe017, type: 'i32', bytes: 4 },
  'i64.atomic.store': { code: 0xfe018, type: 'i64', bytes: 8 },
  'v128.store': { code: 0xfd00b, type: 'v128', bytes: 16 },
} as const

export type StoreName = keyof typeof stores

/** Reading one lane from memory: the bytes of the lane. */
export const laneLoads = {
  'v128.load8_lane': { code: 0xfd054, bytes: 1 },
  'v128.load32_lane': { code: 0xfd056, bytes: 4 },
  'v128.load64_lane': { code: 0xfd057, bytes: 8 },
} as const

/** Writing one lane to memory. */
export const laneStores = {
  'v128.store8_lane': { code: 0xfd058, bytes: 1 },
  'v128.store32_lane': { code: 0xfd05a, bytes: 4 },
  'v128.store64_lane': { code: 0xfd05b, bytes: 8 },
} as const

/** One lane of a vector, and the type of it. */
export const lanes = {
  'i8x16.extract_lane_s': { code: 0xfd015, type: 'i32' },
  'i8x16.extract_lane_u': { code: 0xfd016, type: 'i32' },
  'i32x4.extract_lane': { code: 0xfd01b, type: 'i32' },
  'i64x2.extract_lane': { code: 0xfd01d, type: 'i64' },
  'f32x4.extract_lane': { code: 0xfd01f, type: 'f32' },
  'f64x2.extract_lane': { code: 0xfd021, type: 'f64' },
} as const

/** A vector with another value in one lane. */
export const laneReplacements = {
  'i8x16.replace_lane': { code: 0xfd017, type: 'i32' },
  'i32x4.replace_lane': { code: 0xfd01c, type: 'i32' },
  'i64x2.replace_lane': { code: 0xfd01e, type: 'i64' },
  'f32x4.replace_lane': { code: 0xfd020, type: 'f32' },
  'f64x2.replace_lane': { code: 0xfd022, type: 'f64' },
} as const

/** Read, change and write in one, by one or two operands: the result is what was there before. */
export const atomics = {
  'i32.atomic.rmw.add': { code: 0xfe01e, type: 'i32', bytes: 4 },
  'i64.atomic.rmw.cmpxchg': { code: 0xfe049, type: 'i64', bytes: 8 },
} as const
