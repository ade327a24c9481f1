/** Running products. */
import { countOf } from '../data/dtype.js'
import { optionsIn } from '../data/options.js'
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
import { axisLast } from './axis.js'
import { operand } from './door.js'

/** Columns of a matrix from one on, `count` of them. */
const columns = (x: Value, from: number, count: number): Value =>
  slice(x, [0, from], [x.shape[0] as number, count], [1, 1])

/**
 * Running products of rows, by multiplications alone. With those of the last `width` factors at hand,
 * the ones that lie `width` apart make those of the last 2 `width`.
 */
const running = (x: Value, width = 1): Value => {
  const n = x.shape[1] as number
  if (width >= n) return x
  const further = mul(columns(x, 0, n - width), columns(x, width, n - width))
  return running(apply(concatOp(1), columns(x, 0, width), further), 2 * width)
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
  const { rows, back } = axisLast(reshape(value, shape), along)
  const n = shape[along] as number
  return back(reshape(running(reshape(rows, [value.size / n, n])), rows.shape))
}
