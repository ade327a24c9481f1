/** What faults do to values: written in operations, so that they trace and have derivatives. */
import { sizeOf } from '../../src/data/shape.js'
import { dense, like, type Value } from '../../src/data/tensor.js'
import { add, mul, sub, times } from '../../src/ops/arithmetic.js'
import { equal } from '../../src/ops/compare.js'
import { reshape, transpose } from '../../src/ops/layout.js'
import { stopGradientOp, where } from '../../src/ops/select.js'
import { concatOp, slice } from '../../src/ops/slice.js'
import { apply } from '../../src/tape/record.js'

const isFloat = ({ dtype }: Value): boolean => dtype === 'float32' || dtype === 'float64'

export const double = (x: Value): Value => times(x, 2)

export const negative = (x: Value): Value => times(x, -1)

export const detached = (x: Value): Value => (isFloat(x) ? apply(stopGradientOp, x) : x)

/** x with a derivative of the wrong sign. */
export const turned = (x: Value): Value => (isFloat(x) ? sub(double(detached(x)), x) : x)

/** x with twice its derivative. */
export const steep = (x: Value): Value => (isFloat(x) ? sub(double(x), detached(x)) : x)

/** The last two axes exchanged, where that leaves the shape as it is. */
export const exchanged = (x: Value): Value => {
  const last = x.rank - 1
  if (x.rank < 2 || x.shape[last] !== x.shape[last - 1]) return x
  const axes = x.shape.map((_, axis) => axis)
  return transpose(x, [...axes.slice(0, -2), last, last - 1])
}

/** Elements of an axis moved on by one, the last to the front. */
export const rolled = (x: Value, axis: number): Value => {
  const n = x.shape[axis]
  if (n === undefined || n < 2) return x
  const part = (from: number, count: number): Value => {
    const starts = x.shape.map((_, i) => (i === axis ? from : 0))
    const sizes = x.shape.map((m, i) => (i === axis ? count : m))
    return slice(
      x,
      starts,
      sizes,
      x.shape.map(() => 1),
    )
  }
  return apply(concatOp(axis), part(n - 1, 1), part(0, n - 1))
}

/** The first example in the place of all. */
export const firstOnly = (x: Value): Value => {
  const [n = 0] = x.shape
  if (n < 2) return x
  const first = slice(
    x,
    x.shape.map(() => 0),
    [1, ...x.shape.slice(1)],
    x.shape.map(() => 1),
  )
  return apply(concatOp(0), ...Array.from({ length: n }, () => first))
}

/** x at one of its elements, and 0 elsewhere. */
const only = (x: Value, at: number): Value => {
  const size = sizeOf(x.shape)
  const mask = Float64Array.from({ length: size }, (_, i) => (i === at ? 1 : 0))
  return mul(x, reshape(dense([size], 'float64', mask) as Value, x.shape))
}

/** Larger linear maps are left as they are: their columns would take too long. */
const LARGEST = 12

/**
 * A linear map that forgets to accumulate: of the contributions of several elements to one, the last
 * is kept.
 */
export const overwriting =
  (map: (x: Value) => Value) =>
  (x: Value): Value => {
    const size = sizeOf(x.shape)
    if (size > LARGEST || x.dtype !== 'float64') return map(x)
    const columns = Array.from({ length: size }, (_, at) => map(only(x, at)))
    return columns.reduce(
      (kept, column) => where(equal(column, like(column, 0)), kept, column),
      map(times(x, 0)),
    )
  }

/** x without its first element. */
export const beheaded = (x: Value): Value =>
  sizeOf(x.shape) === 0 || x.dtype !== 'float64' ? x : add(x, negative(only(x, 0)))
