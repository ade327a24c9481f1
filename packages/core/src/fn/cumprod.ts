/** Running products. */
import { countOf } from '../data/dtype.js'
import { resolveAxis } from '../data/shape.js'
import type { AxisOptions, Cumulative } from '../data/signatures.js'
import type { Value } from '../data/tensor.js'
import type { Operand, Tensor } from '../data/types.js'
import { orRaise } from '../error.js'
import { mul } from '../ops/arithmetic.js'
import { reshape } from '../ops/layout.js'
import { astype } from '../ops/select.js'
import { concatOp, slice } from '../ops/slice.js'
import { apply } from '../tape/record.js'
import { operand } from './door.js'
import { optionsIn } from './options.js'

/** Every `step`-th of the rows of [before, n, after] from one on, `count` of them. */
const rows = (x: Value, from: number, count: number, step: number): Value => {
  const [before, , after] = x.shape as readonly [number, number, number]
  return slice(x, [0, from, 0], [before, count, after], [1, step, 1])
}

const joined = (...xs: readonly Value[]): Value => {
  const some = xs.filter(x => x.shape[1] !== 0)
  return some.length === 1 ? (some[0] as Value) : apply(concatOp(1), ...some)
}

/** The rows of a and b in turn. */
const alternating = (a: Value, b: Value): Value => {
  const [before, n, after] = a.shape as readonly [number, number, number]
  const beside = (x: Value): Value => reshape(x, [before, n, 1, after])
  return reshape(apply(concatOp(2), beside(a), beside(b)), [before, 2 * n, after])
}

/**
 * Running products of [before, n, after] along n, by multiplications alone: those of the pairs x0 x1,
 * x2 x3, ... are every second one of the answer, and the others are one factor more.
 */
const running = (x: Value): Value => {
  const n = x.shape[1] as number
  if (n < 2) return x
  const half = n >> 1
  const odd = running(mul(rows(x, 0, half, 2), rows(x, 1, half, 2)))
  const more = (n - 1) >> 1
  const before = rows(odd, 0, more, 1)
  const even = mul(before, rows(x, 2, more, 2))
  return joined(rows(x, 0, 1, 1), alternating(before, even), rows(odd, more, half - more, 1))
}

/**
 * Running products along `axis`; along all elements in order, if absent. They are made of
 * multiplications alone, so that derivatives of any order are right at zeros too.
 * @example cumprod(tensor([1, 2, 3, 4]), { axis: 0 }) // => [ 1,  2,  6, 24]
 */
export const cumprod: Cumulative = (x: Operand, options?: AxisOptions): Tensor => {
  const { axis } = optionsIn('cumprod', options, ['axis'])
  const given = operand('cumprod', x)
  const value = astype(given, countOf(given.dtype))
  const { shape, along } =
    axis === undefined
      ? { shape: [value.size], along: 0 }
      : { shape: value.shape, along: orRaise('cumprod', resolveAxis(axis, value.rank)) }
  if (value.size === 0) return reshape(value, shape)
  const columns = shape.slice(along + 1).reduce((a, b) => a * b, 1)
  const n = shape[along] as number
  return reshape(running(reshape(value, [value.size / (n * columns), n, columns])), shape)
}
