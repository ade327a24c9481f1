/** Real numbers and truth values drawn from a key. */
import { isFloat } from '../data/dtype.js'
import { dtypeIn, dtypeNamed, finiteIn, optionsIn, shapeIn } from '../data/options.js'
import { broadcastShapes, sameShape, showShape } from '../data/shape.js'
import { isDense, like, type Value, valuesOf } from '../data/tensor.js'
import type { DType, FloatDType, Operand, Shape, Tensor } from '../data/types.js'
import { orRaise, raise, reason } from '../error.js'
import { clip, maximum as larger } from '../fn/binary.js'
import { floating } from '../fn/door.js'
import { erf } from '../kernel/erf.js'
import { add, times } from '../ops/arithmetic.js'
import { broadcastTo } from '../ops/broadcast.js'
import { lessOp } from '../ops/compare.js'
import { erfinvOp } from '../ops/pointwise.js'
import { bitsOp, uniformOp } from '../ops/random.js'
import { astype } from '../ops/select.js'
import { apply } from '../tape/record.js'
import { type Key, keyIn } from './key.js'

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

export const unit = (where: string, k: Value, shape: Shape, dtype: FloatDType): Value =>
  apply(uniformOp(shapeIn(where, shape), dtype), keyIn(where, k))

/** Uniform on [low, high): u (high - low) + low, where rounding must not fall below low. */
export const between = (u: Value, low: number, high: number): Value => {
  const round = u.dtype === 'float32' ? Math.fround : Number
  const start = round(low)
  return low === 0 && high === 1
    ? u
    : larger(add(times(u, round(round(high) - start)), like(u, start)), start)
}

/** The ends of a range, whose length the dtype must hold too. */
const rangeIn = (
  where: string,
  dtype: FloatDType,
  low: unknown,
  high: unknown,
): readonly [number, number] => {
  const from = finiteIn(where, 'low', low)
  const to = finiteIn(where, 'high', high)
  const round = dtype === 'float32' ? Math.fround : Number
  return from <= to && Number.isFinite(round(round(to) - round(from)))
    ? [from, to]
    : raise(
        where,
        reason(
          'argument',
          from > to
            ? `low is ${from} and high is ${to}; expected low below high.`
            : `${dtype} does not hold the distance from ${from} to ${to}.`,
        ),
      )
}

/**
 * Uniform on [low, high), default [0, 1); float32 (23 bits) unless asked for.
 * @example random.uniform(random.key(0), [1]) // => [0.947667]
 */
export const uniform = <const S extends Shape, D extends FloatDType = 'float32'>(
  k: Key,
  shape: readonly [...S],
  options?: UniformOptions<D>,
): Tensor<[...S], D> => {
  const where = 'random.uniform'
  const { low = 0, high = 1, dtype } = optionsIn(where, options, ['low', 'high', 'dtype'])
  const float = floatNamed(where, dtype)
  const range = rangeIn(where, float, low, high)
  return between(unit(where, k, shape, float), ...range) as Tensor
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
const chanceIn = (where: string, p: unknown): Value => {
  const chance = astype(floating(where, p), 'float32')
  const wrong = isDense(chance) ? valuesOf(chance).find(x => !(x >= 0 && x <= 1)) : undefined
  return wrong === undefined
    ? chance
    : raise(
        where,
        reason(
          'argument',
          `p ${chance.rank === 0 ? 'is' : 'holds'} ${wrong}; a probability is a number from 0 to 1.`,
        ),
      )
}

/**
 * true with probability p (default 1/2), a number or a tensor that broadcasts to the shape.
 * @example random.bernoulli(random.key(0), [1], 0.3) // => [false]
 */
export const bernoulli = <const S extends Shape>(
  k: Key,
  shape: readonly [...S],
  p: Operand = 0.5,
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
 * Normal with mean 0 and variance 1, given that it lies between low and high (default -2 and 2), in
 * standard deviations: sqrt(2) erfinv(u) of a u that is uniform between the two ends' erf.
 * @example random.truncatedNormal(random.key(0), [2, 3]).shape // => 2,3
 */
export const truncatedNormal = <const S extends Shape, D extends FloatDType = 'float32'>(
  k: Key,
  shape: readonly [...S],
  options?: UniformOptions<D>,
): Tensor<[...S], D> => {
  const where = 'random.truncatedNormal'
  const { low = -2, high = 2, dtype } = optionsIn(where, options, ['low', 'high', 'dtype'])
  const float = floatNamed(where, dtype)
  const [from, to] = rangeIn(where, float, low, high)
  const u = between(unit(where, k, shape, float), erf(from / Math.SQRT2), erf(to / Math.SQRT2))
  return clip(times(apply(erfinvOp, u), Math.SQRT2), from, to) as Tensor
}
