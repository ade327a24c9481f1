/** Random numbers from splittable keys: the same key gives the same bits, everywhere. */
import { isFloat } from './data/dtype.js'
import { broadcastShapes, resolveAxis, sameShape, showShape } from './data/shape.js'
import { dense, isTensor, like, scalar, type Value } from './data/tensor.js'
import { nameOf } from './data/tree.js'
import type { DType, FloatDType, Operand, Shape, Tensor } from './data/types.js'
import { orRaise, raise, reason } from './error.js'
import { maximum as larger } from './fn/binary.js'
import { floating, tensorOnly } from './fn/door.js'
import { dtypeIn, dtypeNamed, optionsIn, shapeIn } from './fn/options.js'
import { add, times } from './ops/arithmetic.js'
import { broadcastTo } from './ops/broadcast.js'
import { lessOp } from './ops/compare.js'
import { argsortOp, takeOp } from './ops/gather.js'
import { reshape } from './ops/layout.js'
import { erfinvOp } from './ops/pointwise.js'
import { bitsOp, foldInOp, splitOp, uniformOp } from './ops/random.js'
import { astype } from './ops/select.js'
import { slice } from './ops/slice.js'
import { apply } from './tape/record.js'

/** The state of a generator: two 32-bit words. It is a tensor, so it traces and saves like one. */
export type Key = Tensor<[2], 'int32'>

/**
 * The key of a seed, a whole number from -(2^53 - 1) to 2^53 - 1.
 * @example random.key(42) // => [ 0, 42]
 */
export const key = (seed: number): Key =>
  Number.isSafeInteger(seed)
    ? (dense([2], 'int32', Int32Array.of(Math.floor(seed / 2 ** 32), seed)) as Value as Key)
    : raise(
        'random.key',
        reason('argument', `the seed is ${nameOf(seed)}; expected a whole number below 2^53.`),
      )

const keyIn = (where: string, k: unknown): Value =>
  isTensor(k) && k.dtype === 'int32' && sameShape(k.shape, [2])
    ? k
    : raise(
        where,
        reason(
          'argument',
          `got ${nameOf(k)} for a key; expected int32[2].`,
          'Make one with random.key(seed), and several with random.split(key, n).',
        ),
      )

/** As many keys as asked for, where the number is known. */
export type Keys<N extends number, Known extends readonly Key[] = readonly []> = number extends N
  ? readonly Key[]
  : Known['length'] extends N
    ? Known
    : Known['length'] extends 32
      ? readonly Key[]
      : Keys<N, readonly [...Known, Key]>

/**
 * n new keys (default 2), independent of one another and of what else is drawn from the key.
 * @example random.split(random.key(0)).length // => 2
 */
export const split = <const N extends number = 2>(k: Key, n: N = 2 as N): Keys<N> => {
  const [count] = shapeIn('random.split', [n]) as readonly [number]
  const words = apply(splitOp(count), keyIn('random.split', k))
  return Array.from({ length: count }, (_, i) =>
    reshape(slice(words, [i, 0], [1, 2], [1, 1]), [2]),
  ) as readonly Value[] as readonly Key[] as Keys<N>
}

/** A word to mix in: numbers from -2^31 to 2^32 - 1 have one each. */
const wordIn = (data: unknown): Value => {
  if (typeof data === 'number' && ((data | 0) === data || data >>> 0 === data))
    return scalar(data | 0, 'int32')
  return isTensor(data) && data.dtype === 'int32' && data.rank === 0
    ? data
    : raise(
        'random.foldIn',
        reason(
          'argument',
          `got ${nameOf(data)} to mix in; expected a whole number of 32 bits or a tensor int32[].`,
        ),
      )
}

/**
 * The key with a number mixed in, such as the count of a loop; a whole number of 32 bits, or an
 * int32 scalar.
 * @example random.foldIn(random.key(0), 1) // => [928981903, -841280227]
 */
export const foldIn = (k: Key, data: number | Tensor<[], 'int32'>): Key =>
  apply(foldInOp, keyIn('random.foldIn', k), wordIn(data)) as Key

/** A dtype for real draws. */
interface FloatOption<D extends FloatDType> {
  readonly dtype?: D | undefined
}

interface UniformOptions<D extends FloatDType> extends FloatOption<D> {
  readonly low?: number | undefined
  readonly high?: number | undefined
}

const floatNamed = (where: string, dtype: DType = 'float32'): FloatDType =>
  isFloat(dtypeNamed(where, dtype))
    ? (dtype as FloatDType)
    : raise(where, reason('dtype', `got ${dtype}; expected float32 or float64.`))

/**
 * Random 32-bit words as int32, each of 2^32 values equally likely.
 * @example random.bits(random.key(0), [1]) // => [-224768089]
 */
export const bits = <const S extends Shape>(
  k: Key,
  shape: readonly [...S],
): Tensor<[...S], 'int32'> =>
  apply(bitsOp(shapeIn('random.bits', shape)), keyIn('random.bits', k)) as Tensor

const unit = (where: string, k: Value, shape: Shape, dtype: FloatDType): Value =>
  apply(uniformOp(shapeIn(where, shape), dtype), keyIn(where, k))

/** Uniform on [low, high): u (high - low) + low, where rounding must not fall below low. */
const between = (u: Value, low: number, high: number): Value => {
  const round = u.dtype === 'float32' ? Math.fround : Number
  const start = round(low)
  return low === 0 && high === 1
    ? u
    : larger(add(times(u, round(round(high) - start)), like(u, start)), start)
}

const bound = (name: string, x: number): number =>
  Number.isFinite(x)
    ? x
    : raise('random.uniform', reason('argument', `${name} is ${nameOf(x)}; expected a number.`))

/**
 * Uniform on [low, high), default [0, 1); float32 (23 bits) unless asked for.
 * @example random.uniform(random.key(0), [1]) // => [0.9476670]
 */
export const uniform = <const S extends Shape, D extends FloatDType = 'float32'>(
  k: Key,
  shape: readonly [...S],
  options?: UniformOptions<D>,
): Tensor<[...S], D> => {
  const where = 'random.uniform'
  const { low = 0, high = 1, dtype } = optionsIn(where, options, ['low', 'high', 'dtype'])
  return between(
    unit(where, k, shape, floatNamed(where, dtype)),
    bound('low', low),
    bound('high', high),
  ) as Tensor
}

/** The float next to -1 on the way to 0: the inverse error function is infinite at -1. */
const ABOVE_MINUS_ONE = { float32: -1 + 2 ** -24, float64: -1 + 2 ** -53 } as const

/**
 * Normal with mean 0 and variance 1: sqrt(2) erfinv(u) of a uniform u on (-1, 1).
 * @example random.normal(random.key(0), [2, 3]).shape // => 2,3
 */
export const normal = <const S extends Shape, D extends FloatDType = 'float32'>(
  k: Key,
  shape: readonly [...S],
  options?: FloatOption<D>,
): Tensor<[...S], D> => {
  const dtype = floatNamed('random.normal', dtypeIn('random.normal', options, 'float32'))
  const u = between(unit('random.normal', k, shape, dtype), ABOVE_MINUS_ONE[dtype], 1)
  return times(apply(erfinvOp, u), Math.SQRT2) as Tensor
}

/** A probability as float32, as the draws that it is compared with. */
const chanceIn = (where: string, p: unknown): Value =>
  typeof p === 'number' && !(p >= 0 && p <= 1)
    ? raise(where, reason('argument', `p is ${p}; a probability is a number from 0 to 1.`))
    : astype(floating(where, p), 'float32')

/**
 * true with probability p, a number or a tensor that broadcasts to the shape.
 * @example random.bernoulli(random.key(0), 0.3, [1]) // => [false]
 */
export const bernoulli = <const S extends Shape>(
  k: Key,
  p: Operand,
  shape: readonly [...S],
): Tensor<[...S], 'bool'> => {
  const where = 'random.bernoulli'
  const u = unit(where, k, shape, 'float32')
  const chance = chanceIn(where, p)
  const common = orRaise(where, broadcastShapes(chance.shape, u.shape))
  if (!sameShape(common, u.shape))
    raise(
      where,
      reason(
        'shape',
        `p of shape ${showShape(chance.shape)} does not broadcast to ${showShape(u.shape)}.`,
      ),
    )
  return apply(lessOp, u, broadcastTo(chance, u.shape)) as Tensor
}

/**
 * The numbers 0 to n - 1 in random order (int32), or the rows of a tensor in random order: sorted by
 * random words, often enough that equal words hardly matter.
 * @example random.permutation(random.key(0), 4).shape // => 4
 */
export const permutation: {
  <N extends number>(k: Key, n: N): Tensor<[N], 'int32'>
  <S extends Shape, D extends DType>(k: Key, x: Tensor<S, D>): Tensor<S, D>
} = (k: Key, x: Operand): Tensor => {
  const where = 'random.permutation'
  const start = keyIn(where, k) as Key
  if (typeof x === 'number') return shuffled(where, start, shapeIn(where, [x])[0] as number)
  const rows = tensorOnly(where, x)
  const count = rows.shape[orRaise(where, resolveAxis(0, rows.rank))] as number
  return apply(takeOp(0, 0), rows, shuffled(where, start, count))
}

const shuffled = (where: string, k: Key, n: number): Value => {
  const rounds = Math.ceil((3 * Math.log(Math.max(1, n))) / Math.log(2 ** 32 - 1))
  let order: Value = dense(
    [n],
    'int32',
    Int32Array.from({ length: n }, (_, i) => i),
  )
  let rest = k
  for (let round = 0; round < rounds; round++) {
    const [next, now] = split(rest) as readonly [Key, Key]
    rest = next
    // Adding -2^31 turns the order of unsigned words into that of int32.
    const words = apply(bitsOp([n]), keyIn(where, now))
    const ranks = apply(argsortOp, add(words, like(words, -(2 ** 31))))
    order = apply(takeOp(0, 0), order, ranks)
  }
  return order
}
