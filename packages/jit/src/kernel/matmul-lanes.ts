/** Arithmetic on vectors of the elements of a matrix product. */
import type { DType } from '@miniflow/core'
import type { Body } from '../wasm/body.js'
import {
  type Arg,
  type Expr,
  f32x4,
  f64x2,
  i32x4,
  load,
  loadLane,
  shuffle32,
} from '../wasm/code.js'

/** How elements of one kind are read, multiplied and written, `count` to a vector. */
export interface Lanes {
  readonly key: string
  readonly bytes: 4 | 8
  readonly count: 4 | 2
  readonly scalar: 'f32' | 'f64' | 'i32'
  readonly zero: () => Expr
  /** One element of memory in all lanes. */
  readonly splat: (address: Arg, offset: number) => Expr
  readonly add: (x: Arg, y: Arg) => Expr
  /** Where a sum and a product are two instructions. */
  readonly multiply?: (x: Arg, y: Arg) => Expr
  /** sum + x y */
  readonly multiplyAdd: (sum: Expr, x: Expr, y: Expr) => Expr
}

const float32 = (relaxed: boolean): Lanes => ({
  key: relaxed ? 'f32r' : 'f32',
  bytes: 4,
  count: 4,
  scalar: 'f32',
  zero: () => f32x4.splat(0),
  splat: (address, offset) => load('v128.load32_splat', address, offset),
  add: f32x4.add,
  ...(relaxed ? {} : { multiply: f32x4.mul }),
  multiplyAdd: relaxed
    ? (sum, x, y) => f32x4.relaxed_madd(x, y, sum)
    : (sum, x, y) => f32x4.add(sum, f32x4.mul(x, y)),
})

const float64 = (relaxed: boolean): Lanes => ({
  key: relaxed ? 'f64r' : 'f64',
  bytes: 8,
  count: 2,
  scalar: 'f64',
  zero: () => f64x2.splat(0),
  splat: (address, offset) => load('v128.load64_splat', address, offset),
  add: f64x2.add,
  ...(relaxed ? {} : { multiply: f64x2.mul }),
  multiplyAdd: relaxed
    ? (sum, x, y) => f64x2.relaxed_madd(x, y, sum)
    : (sum, x, y) => f64x2.add(sum, f64x2.mul(x, y)),
})

/** Products and sums modulo 2^32, so that their order does not matter. */
const int32: Lanes = {
  key: 'i32',
  bytes: 4,
  count: 4,
  scalar: 'i32',
  zero: () => i32x4.splat(0),
  splat: (address, offset) => load('v128.load32_splat', address, offset),
  add: i32x4.add,
  multiply: i32x4.mul,
  multiplyAdd: (sum, x, y) => i32x4.add(sum, i32x4.mul(x, y)),
}

export const lanesOf = (dtype: DType, relaxed: boolean): Lanes => {
  switch (dtype) {
    case 'float32':
      return float32(relaxed)
    case 'float64':
      return float64(relaxed)
    case 'int32':
      return int32
    case 'bool':
      throw new Error('matmul: products of bool')
  }
}

/** The first `valid` elements at an address, 0 in the lanes after them; nothing beyond them is read. */
export const loadFirst = (
  { bytes, count }: Lanes,
  valid: number,
  address: Arg,
  offset: number,
): Expr => {
  if (valid >= count) return load('v128.load', address, offset)
  if (bytes === 8) return load('v128.load64_zero', address, offset)
  if (valid === 1) return load('v128.load32_zero', address, offset)
  const pair = load('v128.load64_zero', address, offset)
  return valid === 2 ? pair : loadLane('v128.load32_lane', address, offset + 8, pair, 2)
}

/** Writes the first `valid` lanes. The vector is computed once or more: keep it before. */
export const storeFirst = (
  body: Body,
  { bytes, count }: Lanes,
  valid: number,
  address: Arg,
  offset: number,
  vector: Expr,
): void => {
  if (valid >= count) body.store('v128.store', address, offset, vector)
  else if (bytes === 8) body.storeLane('v128.store64_lane', address, offset, vector, 0)
  else {
    if (valid >= 2) body.storeLane('v128.store64_lane', address, offset, vector, 0)
    if (valid % 2 === 1)
      body.storeLane('v128.store32_lane', address, offset + 4 * (valid - 1), vector, valid - 1)
  }
}

/** The transpose of `count` vectors; each may stand several times in the result, so they are locals. */
export const transposed = (
  body: Body,
  { count }: Lanes,
  rows: readonly Expr[],
): readonly Expr[] => {
  const [a, b, c, d] = rows as readonly [Expr, Expr, Expr, Expr]
  if (count === 2) return [shuffle32(a, b, [0, 1, 4, 5]), shuffle32(a, b, [2, 3, 6, 7])]
  const lowAB = body.keep(shuffle32(a, b, [0, 4, 1, 5]))
  const lowCD = body.keep(shuffle32(c, d, [0, 4, 1, 5]))
  const highAB = body.keep(shuffle32(a, b, [2, 6, 3, 7]))
  const highCD = body.keep(shuffle32(c, d, [2, 6, 3, 7]))
  return [
    shuffle32(lowAB, lowCD, [0, 1, 4, 5]),
    shuffle32(lowAB, lowCD, [2, 3, 6, 7]),
    shuffle32(highAB, highCD, [0, 1, 4, 5]),
    shuffle32(highAB, highCD, [2, 3, 6, 7]),
  ]
}
