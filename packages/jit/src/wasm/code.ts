/** Expressions: what computes a value, as a tree of instructions. A bare number is a constant. */
import { atomics, type LoadName, laneLoads, laneReplacements, lanes, loads } from './accesses.js'
import { float32Bytes, float64Bytes, signed, unsigned } from './bytes.js'
import { codeBytes, instructions, type PlainName, type ValueType } from './instructions.js'

/** An instruction: its name, its immediates as text shows them, its bytes. */
export interface Instruction {
  readonly name: string
  readonly immediates: readonly (number | bigint | string)[]
  readonly bytes: readonly number[]
}

/** A sequence of instructions, nested as it was built. */
export type Code = Instruction | readonly Code[]

/** What computes one value of a type. It has no name and is computed where it stands, each time. */
export interface Expr<T extends ValueType = ValueType> {
  readonly type: T
  readonly code: Code
}

export type Arg = Expr | number

const floatText = (x: number): string =>
  Number.isNaN(x) ? 'nan' : Object.is(x, -0) ? '-0' : String(x).replace('Infinity', 'inf')

/** Instructions are values: those that were made before are taken again, for the sake of speed. */
export const interned = <K>(make: (key: K) => Instruction): ((key: K) => Instruction) => {
  const made = new Map<K, Instruction>()
  return key => {
    const known = made.get(key)
    if (known !== undefined) return known
    const instruction = make(key)
    if (made.size < KEPT) made.set(key, instruction)
    return instruction
  }
}

/** Instructions of one kind that are kept. */
const KEPT = 4096

const constants = {
  i32: interned(
    (x: number): Instruction => ({
      name: 'i32.const',
      immediates: [x | 0],
      bytes: [0x41, ...signed(x | 0)],
    }),
  ),
  i64: (x: number | bigint): Instruction => ({
    name: 'i64.const',
    immediates: [BigInt.asIntN(64, BigInt(x))],
    bytes: [0x42, ...signed(BigInt.asIntN(64, BigInt(x)))],
  }),
  f32: (x: number): Instruction => ({
    name: 'f32.const',
    immediates: [floatText(Math.fround(x))],
    bytes: [0x43, ...float32Bytes(x)],
  }),
  f64: (x: number): Instruction => ({
    name: 'f64.const',
    immediates: [floatText(x)],
    bytes: [0x44, ...float64Bytes(x)],
  }),
}

/** A constant. Vectors have none of their own: splat one, or load it (see `pool.ts`). */
export const constant = <T extends Exclude<ValueType, 'v128'>>(type: T, x: number): Expr<T> => ({
  type,
  code: constants[type](x),
})

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

const codeOf = (type: ValueType, x: Arg, where: string): Code =>
  typeof x !== 'number' && x.type === type ? x.code : operand(type, x, where).code

/** What applies an instruction that has no immediates. Written out by the number of operands, for the sake of speed. */
const applying = (name: PlainName): ((...args: readonly Arg[]) => Expr) => {
  const { code, operands, result } = instructions[name]
  const instruction: Instruction = { name, immediates: [], bytes: code }
  const [first, second, third] = operands as readonly [ValueType, ValueType, ValueType]
  const one = (x: Arg): Expr => ({ type: result, code: [codeOf(first, x, name), instruction] })
  const two = (x: Arg, y: Arg): Expr => ({
    type: result,
    code: [codeOf(first, x, name), codeOf(second, y, name), instruction],
  })
  const three = (x: Arg, y: Arg, z: Arg): Expr => ({
    type: result,
    code: [codeOf(first, x, name), codeOf(second, y, name), codeOf(third, z, name), instruction],
  })
  return [one, two, three][operands.length - 1] as (...args: readonly Arg[]) => Expr
}

type Family<Prefix extends string> = {
  readonly [K in PlainName as K extends `${Prefix}.${infer Method}` ? Method : never]: (
    ...args: readonly Arg[]
  ) => Expr
}

const family = <Prefix extends string>(prefix: Prefix): Family<Prefix> =>
  Object.fromEntries(
    (Object.keys(instructions) as PlainName[])
      .filter(name => name.startsWith(`${prefix}.`))
      .map(name => [name.slice(prefix.length + 1), applying(name)]),
  ) as Family<Prefix>

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

/** The immediates of a memory access: alignment as a power of two, and an unsigned offset. */
export const memarg = (bytes: number, offset: number, align: number = bytes): readonly number[] => {
  if (offset < 0) throw new Error(`an offset of ${offset}: offsets are unsigned`)
  return [...unsigned(31 - Math.clz32(Math.min(align, bytes))), ...unsigned(offset)]
}

/** What reads or writes memory at each offset, by the name of the instruction. */
export const accesses = <N extends string>(
  table: { readonly [name in N]: { readonly code: number; readonly bytes: number } },
): ((name: N, offset: number) => Instruction) => {
  const byName = new Map<N, (offset: number) => Instruction>()
  return (name, offset) => {
    const known = byName.get(name)
    if (known !== undefined) return known(offset)
    const { code, bytes } = table[name]
    const made = interned(
      (at: number): Instruction => ({
        name,
        immediates: [`offset=${at}`],
        bytes: [...codeBytes(code), ...memarg(bytes, at)],
      }),
    )
    byName.set(name, made)
    return made(offset)
  }
}

const loading = accesses(loads)

/** Reads memory at `address + offset`. */
export const load = <N extends LoadName>(
  name: N,
  address: Arg,
  offset = 0,
): Expr<(typeof loads)[N]['type']> => {
  const { type } = loads[name]
  return { type, code: [operand('i32', address, name).code, loading(name, offset)] }
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
      operand('i32', address, name).code,
      operand('v128', vector, name).code,
      {
        name,
        immediates: [`offset=${offset}`, lane],
        bytes: [...codeBytes(code), ...memarg(bytes, offset), lane],
      },
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
  return {
    type,
    code: [
      operand('v128', vector, name).code,
      { name, immediates: [lane], bytes: [...codeBytes(code), lane] },
    ],
  }
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
    code: [
      operand('v128', vector, name).code,
      operand(type, value, name).code,
      { name, immediates: [lane], bytes: [...codeBytes(code), lane] },
    ],
  }
}

/** Sixteen bytes chosen from the 32 of a and b. */
export const shuffle = (a: Arg, b: Arg, bytes: readonly number[]): Expr<'v128'> => ({
  type: 'v128',
  code: [
    operand('v128', a, 'shuffle').code,
    operand('v128', b, 'shuffle').code,
    { name: 'i8x16.shuffle', immediates: bytes, bytes: [0xfd, 0x0d, ...bytes] },
  ],
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
    operand(a.type, b, 'select').code,
    operand('i32', condition, 'select').code,
    a.type === 'v128'
      ? { name: 'select', immediates: ['(result v128)'], bytes: [0x1c, 1, 0x7b] }
      : { name: 'select', immediates: [], bytes: [0x1b] },
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
      operand('i32', address, name).code,
      ...values.map(value => operand(type, value, name).code),
      {
        name,
        immediates: [`offset=${offset}`],
        bytes: [...codeBytes(code), ...memarg(bytes, offset)],
      },
    ],
  }
}
