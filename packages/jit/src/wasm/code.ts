/** Expressions: the bytes of the instructions that compute a value. A bare number is a constant. */
import { atomics, type LoadName, laneLoads, laneReplacements, lanes, loads } from './accesses.js'
import { type Bytes, float32Bytes, float64Bytes, signed, signed64, unsigned } from './bytes.js'
import { codeBytes, groups, type PlainName, type ValueType } from './instructions.js'

/** What computes one value of a type. It has no name and is computed where it stands, each time. */
export interface Expr<T extends ValueType = ValueType> {
  readonly type: T
  readonly code: Bytes
}

export type Arg = Expr | number

const constants = {
  i32: (x: number): Bytes => [0x41, signed(x | 0)],
  i64: (x: number | bigint): Bytes => [0x42, signed64(BigInt.asIntN(64, BigInt(x)))],
  f32: (x: number): Bytes => [0x43, float32Bytes(x)],
  f64: (x: number): Bytes => [0x44, float64Bytes(x)],
}

/** Small whole numbers, which most constants are, are made once. */
const small: Expr<'i32'>[] = []
const SMALL = 4096

const whole = (x: number): Expr<'i32'> => {
  if (!(x >= 0 && x < SMALL)) return { type: 'i32', code: constants.i32(x) }
  small[x] ??= { type: 'i32', code: constants.i32(x) }
  return small[x]
}

/** A constant. Vectors have none of their own: splat one, or load it (see `pool.ts`). */
export const constant = <T extends Exclude<ValueType, 'v128'>>(type: T, x: number): Expr<T> =>
  (type === 'i32' ? whole(x) : { type, code: constants[type](x) }) as Expr<T>

export const i64Constant = (x: bigint): Expr<'i64'> => ({ type: 'i64', code: constants.i64(x) })

/** An operand: what is not of the type that is expected is a mistake of ours, and thrown at once. */
export const operand = <T extends ValueType>(type: T, x: Arg, where: string): Expr<T> => {
  if (typeof x === 'number') {
    if (type === 'v128') throw new Error(`${where}: a number where a vector is expected`)
    return constant(type as Exclude<ValueType, 'v128'>, x) as Expr as Expr<T>
  }
  if (x.type !== type) throw new Error(`${where}: ${x.type} where ${type} is expected`)
  return x as Expr<T>
}

/** The code of an operand of a type. */
export const codeOf = (type: ValueType, x: Arg, where: string): Bytes =>
  typeof x !== 'number' && x.type === type ? x.code : operand(type, x, where).code

type Applying = (...args: readonly Arg[]) => Expr

/** What applies an instruction that has no immediates. Written out by the number of operands, for the sake of speed. */
const applying = (
  name: string,
  code: Bytes,
  operands: readonly ValueType[],
  type: ValueType,
): Applying => {
  const [first, second, third] = operands as readonly [ValueType, ValueType, ValueType]
  if (operands.length === 1)
    return ((x: Arg) => ({ type, code: [codeOf(first, x, name), code] })) as Applying
  if (operands.length === 2)
    return ((x: Arg, y: Arg) => ({
      type,
      code: [codeOf(first, x, name), codeOf(second, y, name), code],
    })) as Applying
  return ((x: Arg, y: Arg, z: Arg) => ({
    type,
    code: [codeOf(first, x, name), codeOf(second, y, name), codeOf(third, z, name), code],
  })) as Applying
}

type Family<Prefix extends string> = {
  readonly [K in PlainName as K extends `${Prefix}.${infer Method}` ? Method : never]: Applying
}

/** Every instruction by what stands before and after the dot of its name. */
const families = new Map<string, { [method: string]: Applying }>()

for (const { operands, result, codes } of groups)
  for (const name in codes) {
    const dot = name.indexOf('.')
    const prefix = name.slice(0, dot)
    const family = families.get(prefix) ?? {}
    families.set(prefix, family)
    family[name.slice(dot + 1)] = applying(name, codeBytes(codes[name] as number), operands, result)
  }

const family = <Prefix extends string>(prefix: Prefix): Family<Prefix> =>
  families.get(prefix) as unknown as Family<Prefix>

/** The instructions by type: `f32.add(x, y)`, `f32x4.mul(x, y)`, `i32.shl(i, 2)`. */
export const i32: Family<'i32'> = family('i32')
export const i64: Family<'i64'> = family('i64')
export const f32: Family<'f32'> = family('f32')
export const f64: Family<'f64'> = family('f64')
export const v128: Family<'v128'> = family('v128')
export const i8x16: Family<'i8x16'> = family('i8x16')
export const i16x8: Family<'i16x8'> = family('i16x8')
export const i32x4: Family<'i32x4'> = family('i32x4')
export const i64x2: Family<'i64x2'> = family('i64x2')
export const f32x4: Family<'f32x4'> = family('f32x4')
export const f64x2: Family<'f64x2'> = family('f64x2')

/** What reads or writes so many bytes of memory: its code, and an unsigned offset. It is aligned to that size. */
export const access = (code: number, bytes: number, offset: number): Bytes => {
  if (offset < 0) throw new Error(`an offset of ${offset}: offsets are unsigned`)
  return [codeBytes(code), 31 - Math.clz32(bytes), unsigned(offset)]
}

/** Reads memory at `address + offset`. */
export const load = <N extends LoadName>(
  name: N,
  address: Arg,
  offset = 0,
): Expr<(typeof loads)[N]['type']> => {
  const { type, code, bytes } = loads[name]
  return { type, code: [codeOf('i32', address, name), access(code, bytes, offset)] }
}

/** Reads one lane of a vector from memory. */
export const loadLane = (
  name: keyof typeof laneLoads,
  address: Arg,
  offset: number,
  vector: Arg,
  lane: number,
): Expr<'v128'> => {
  const { code, bytes } = laneLoads[name]
  return {
    type: 'v128',
    code: [
      codeOf('i32', address, name),
      codeOf('v128', vector, name),
      access(code, bytes, offset),
      lane,
    ],
  }
}

/** One lane of a vector. */
export const extract = <N extends keyof typeof lanes>(
  name: N,
  vector: Arg,
  lane: number,
): Expr<(typeof lanes)[N]['type']> => {
  const { code, type } = lanes[name]
  return { type, code: [codeOf('v128', vector, name), codeBytes(code), lane] }
}

/** A vector with another value in one lane. */
export const replace = (
  name: keyof typeof laneReplacements,
  vector: Arg,
  lane: number,
  value: Arg,
): Expr<'v128'> => {
  const { code, type } = laneReplacements[name]
  return {
    type: 'v128',
    code: [codeOf('v128', vector, name), codeOf(type, value, name), codeBytes(code), lane],
  }
}

/** Sixteen bytes chosen from the 32 of a and b. */
export const shuffle = (a: Arg, b: Arg, bytes: readonly number[]): Expr<'v128'> => ({
  type: 'v128',
  code: [codeOf('v128', a, 'shuffle'), codeOf('v128', b, 'shuffle'), 0xfd, 0x0d, bytes],
})

/** Four 32-bit lanes chosen from the eight of a and b. */
export const shuffle32 = (a: Arg, b: Arg, lanes32: readonly number[]): Expr<'v128'> =>
  shuffle(
    a,
    b,
    lanes32.flatMap(lane => [0, 1, 2, 3].map(byte => 4 * lane + byte)),
  )

/** `condition` (an i32) is not 0: a, else b; both are computed. */
export const select = <T extends ValueType>(a: Expr<T>, b: Expr<T>, condition: Arg): Expr<T> => ({
  type: a.type,
  code: [
    a.code,
    codeOf(a.type, b, 'select'),
    codeOf('i32', condition, 'select'),
    a.type === 'v128' ? [0x1c, 1, 0x7b] : 0x1b,
  ],
})

/**
 * Changes memory at `address + offset` and gives what was there before: adds a value, or, where the first
 * value is what is there, writes the second.
 */
export const atomic = <N extends keyof typeof atomics>(
  name: N,
  address: Arg,
  offset: number,
  ...values: readonly Arg[]
): Expr<(typeof atomics)[N]['type']> => {
  const { code, type, bytes } = atomics[name]
  return {
    type,
    code: [
      codeOf('i32', address, name),
      ...values.map(value => codeOf(type, value, name)),
      access(code, bytes, offset),
    ],
  }
}
