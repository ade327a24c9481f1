/** Reductions over axes, running sums, and the softmax family. */
import { countOf } from '../data/dtype.js'
import { finiteIn, flagIn, optionsIn } from '../data/options.js'
import { onesAt, resolveAxes, resolveAxis, showShape, sizeOf } from '../data/shape.js'
import type {
  AlongAxis,
  AxisOptions,
  BoolReduction,
  Cumulative,
  Extremum,
  FloatReduction,
  IndexOptions,
  IndexReduction,
  ReduceOptions,
  Reduction,
} from '../data/signatures.js'
import { filled, like, type Value } from '../data/tensor.js'
import type { Operand, Tensor } from '../data/types.js'
import { orRaise, raise, reason } from '../error.js'
import { div, mul, sub } from '../ops/arithmetic.js'
import { repeatAlong, sum as total } from '../ops/broadcast.js'
import { equal } from '../ops/compare.js'
import { reshape, transpose } from '../ops/layout.js'
import { sqrtOp } from '../ops/pointwise.js'
import { allOp, anyOp, argmaxOp, argminOp, maxOp, minOp, cumsum as running } from '../ops/reduce.js'
import { astype, where } from '../ops/select.js'
import { concatOp, slice } from '../ops/slice.js'
import { logSoftmaxOp, logsumexpOp, softmaxOp } from '../ops/softmax.js'
import type { Op } from '../tape/op.js'
import { apply } from '../tape/record.js'
import { floating, operand } from './door.js'

/** Reduces over the axes that the options name, and keeps them as ones if asked to. */
const reduction =
  (
    where: string,
    door: (where: string, x: unknown) => Value,
    reduce: (x: Value, axes: readonly number[]) => Value,
  ) =>
  (x: Operand, options?: ReduceOptions): Tensor => {
    const { axis, keepdims = false } = optionsIn(where, options, ['axis', 'keepdims'])
    const kept = flagIn(where, 'keepdims', keepdims)
    const value = door(where, x)
    const axes = orRaise(where, resolveAxes(axis, value.rank))
    const result = reduce(value, axes)
    return kept ? reshape(result, onesAt(value.shape, axes)) : result
  }

const countOfAxes = (x: Value, axes: readonly number[]): number =>
  sizeOf(axes.map(axis => x.shape[axis] as number))

/** The largest of nothing does not exist; the axes are named as the user knows them. */
const ofSome =
  (where: string, make: (axes: readonly number[]) => Op) =>
  (x: Value, axes: readonly number[]): Value =>
    countOfAxes(x, axes) === 0 && axes.length > 0
      ? raise(
          where,
          reason(
            'shape',
            `shape ${showShape(x.shape)} has no elements along axes ${showShape(axes)}, and there is no ${where} of nothing.`,
          ),
        )
      : axes.length === 0
        ? x
        : apply(make(axes), x)

/**
 * The sum over `axis` (a number, a list, or all axes). Sums of bools count them, as int32.
 * @example sum(tensor([[1, 2], [3, 4]]), { axis: 0 }) // => [4, 6]
 */
export const sum: Reduction = reduction('sum', operand, (x, axes) =>
  total(x.dtype === 'bool' ? astype(x, 'int32') : x, axes),
)

/** Divided by a count, not multiplied by its inverse: the mean of equal whole numbers is exact. */
const shared = (x: Value, count: number): Value => div(x, like(x, count))

const average = (x: Value, axes: readonly number[]): Value =>
  shared(total(x, axes), countOfAxes(x, axes))

/**
 * The arithmetic mean over `axis`; NaN of nothing.
 * @example mean(tensor([1, 2, 6])) // => 3
 */
export const mean: FloatReduction = reduction('mean', floating, average)

/**
 * The product over `axis`, 1 of nothing. Halves are multiplied with each other until one is left,
 * so that zeros need no special case in any derivative: prod([0,2,3]) has gradient [6,0,0].
 * @example prod(tensor([2, 3, 4])) // => 24
 */
export const prod: Reduction = reduction('prod', operand, (x, axes) => {
  const kept = x.shape.map((_, axis) => axis).filter(axis => !axes.includes(axis))
  const shape = kept.map(axis => x.shape[axis] as number)
  const rows = reshape(transpose(astype(x, countOf(x.dtype)), [...kept, ...axes]), [
    ...shape,
    countOfAxes(x, axes),
  ])
  return reshape(multiplyHalves(rows), shape)
})

const multiplyHalves = (x: Value): Value => {
  const axis = x.rank - 1
  const n = x.shape[axis] as number
  if (n === 1) return x
  if (n === 0) return filled([...x.shape.slice(0, -1), 1], x.dtype, 1)
  const part = (from: number, length: number): Value => {
    const starts = x.shape.map((_, i) => (i === axis ? from : 0))
    const sizes = x.shape.map((m, i) => (i === axis ? length : m))
    return slice(
      x,
      starts,
      sizes,
      sizes.map(() => 1),
    )
  }
  const half = n >> 1
  const products = mul(part(0, half), part(half, half))
  return multiplyHalves(n % 2 === 0 ? products : apply(concatOp(axis), products, part(n - 1, 1)))
}

/**
 * The largest element over `axis`; at ties they share the derivative equally. Throws `ShapeError`
 * where there are no elements.
 * @example max(tensor([[1, 5], [3, 2]]), { axis: 1 }) // => [5, 3]
 */
export const max: Extremum = reduction('max', operand, ofSome('max', maxOp))

/**
 * The smallest element over `axis`; at ties they share the derivative equally. Throws `ShapeError`
 * where there are no elements.
 * @example min(tensor([[1, 5], [3, 2]]), { axis: 1 }) // => [1, 2]
 */
export const min: Extremum = reduction('min', operand, ofSome('min', minOp))

/** How many degrees of freedom a variance loses to the estimated mean: 0 by default, as in NumPy. */
interface SpreadOptions extends ReduceOptions {
  readonly ddof?: number | undefined
}

const squaredSpread = (x: Value, axes: readonly number[], ddof: number): Value => {
  const centred = sub(x, repeatAlong(average(x, axes), x.shape, axes))
  return shared(total(mul(centred, centred), axes), Math.max(0, countOfAxes(x, axes) - ddof))
}

const spread =
  (where: string, finish: (variance: Value) => Value) =>
  (x: Operand, options?: SpreadOptions): Tensor => {
    const { ddof = 0, ...axes } = optionsIn(where, options, ['axis', 'keepdims', 'ddof'])
    const lost = finiteIn(where, 'ddof', ddof)
    return reduction(where, floating, (value, over) => finish(squaredSpread(value, over, lost)))(
      x,
      axes,
    )
  }

/**
 * The mean squared distance from the mean over `axis`; divides by the count minus `ddof`, or by 0
 * where `ddof` is more: NaN, or Infinity.
 * @example variance(tensor([1, 3])) // => 1
 */
export const variance: FloatReduction<SpreadOptions> = spread('variance', x => x)

/** sqrt whose derivative at 0 is 0: the root is taken of 1 there, and then not selected. */
const rootOrZero = (x: Value): Value => {
  const zero = equal(x, like(x, 0))
  return where(zero, like(x, 0), apply(sqrtOp, where(zero, like(x, 1), x)))
}

/**
 * The standard deviation over `axis`; of equal numbers it is 0 with derivative 0.
 * @example std(tensor([1, 3])) // => 1
 */
export const std: FloatReduction<SpreadOptions> = spread('std', rootOrZero)

/**
 * The Euclidean norm over `axis`; at 0 its derivative is 0.
 * @example norm(tensor([3, 4])) // => 5
 */
export const norm: FloatReduction = reduction('norm', floating, (x, axes) =>
  rootOrZero(total(mul(x, x), axes)),
)

/**
 * log(sum(exp(x))) over `axis`, without overflow; -Infinity of nothing but -Infinity, with derivative 0.
 * @example logsumexp(tensor([1000, -Infinity])) // => 1000
 */
export const logsumexp: FloatReduction = reduction('logsumexp', floating, (x, axes) =>
  axes.length === 0 ? x : apply(logsumexpOp(axes), x),
)

const truth =
  (where: string, make: (axes: readonly number[]) => Op) => (x: Value, axes: readonly number[]) =>
    apply(
      make(axes),
      x.dtype === 'bool'
        ? x
        : raise(
            where,
            reason(
              'dtype',
              `got ${x.dtype}; expected bool.`,
              'Compare first, as in greater(x, 0).',
            ),
          ),
    )

/**
 * Whether any element over `axis` is true; false of nothing.
 * @example any(tensor([false, true])) // => true
 */
export const any: BoolReduction = reduction('any', operand, truth('any', anyOp))

/**
 * Whether all elements over `axis` are true; true of nothing.
 * @example all(tensor([false, true])) // => false
 */
export const all: BoolReduction = reduction('all', operand, truth('all', allOp))

/** The place along one axis, or in the order of memory when no axis is named. */
const place =
  (where: string, make: (axis: number) => Op) =>
  (x: Operand, options?: IndexOptions): Tensor => {
    const { axis, keepdims = false } = optionsIn(where, options, ['axis', 'keepdims'])
    const kept = flagIn(where, 'keepdims', keepdims)
    const value = operand(where, x)
    const find = (row: Value, along: number): Value =>
      ofSome(where, ([only]) => make(only as number))(row, [along])
    if (axis === undefined) {
      const found = find(reshape(value, [value.size]), 0)
      return kept
        ? reshape(
            found,
            value.shape.map(() => 1),
          )
        : found
    }
    const along = orRaise(where, resolveAxis(axis, value.rank))
    const found = find(value, along)
    return kept ? reshape(found, onesAt(value.shape, [along])) : found
  }

/**
 * The index of the first largest element along `axis` (of all elements in order, if absent); int32.
 * @example argmax(tensor([[1, 5], [3, 2]]), { axis: 1 }) // => [1, 0]
 */
export const argmax: IndexReduction = place('argmax', argmaxOp)

/**
 * The index of the first smallest element along `axis` (of all elements in order, if absent); int32.
 * @example argmin(tensor([4, 2, 2])) // => 1
 */
export const argmin: IndexReduction = place('argmin', argminOp)

/**
 * Running sums along `axis`; along all elements in order, if absent.
 * @example cumsum(tensor([1, 2, 3]), { axis: 0 }) // => [1, 3, 6]
 */
export const cumsum: Cumulative = (x: Operand, options?: AxisOptions): Tensor => {
  const { axis } = optionsIn('cumsum', options, ['axis'])
  const value = operand('cumsum', x)
  const numbers = value.dtype === 'bool' ? astype(value, 'int32') : value
  return axis === undefined
    ? running(reshape(numbers, [numbers.size]), 0, false)
    : running(numbers, orRaise('cumsum', resolveAxis(axis, value.rank)), false)
}

const alongAxis =
  (where: string, make: (axis: number) => Op) =>
  (x: Operand, options?: AxisOptions): Tensor => {
    const { axis = -1 } = optionsIn(where, options, ['axis'])
    const value = floating(where, x)
    return apply(make(orRaise(where, resolveAxis(axis, value.rank))), value)
  }

/**
 * exp(x) / sum(exp(x)) along `axis` (default: the last): each row is a distribution.
 * @example softmax(tensor([[0, 0], [1, 1]])) // => [[0.5, 0.5], [0.5, 0.5]]
 */
export const softmax: AlongAxis = alongAxis('softmax', softmaxOp)

/**
 * log(softmax(x)) along `axis` (default: the last), finite for any finite x.
 * @example logSoftmax(tensor([1000, 0])) // => [    0, -1000]
 */
export const logSoftmax: AlongAxis = alongAxis('logSoftmax', logSoftmaxOp)
