/** Sorted along an axis: the elements, the order that sorts them, and the largest ones. */

import { flagIn, optionsIn, wholeIn } from '../data/options.js'
import { resolveAxis, showShape } from '../data/shape.js'
import type { Argsort, Sort, SortOptions, TopK } from '../data/signatures-more.js'
import { like, type Value } from '../data/tensor.js'
import type { Tensor } from '../data/types.js'
import { orRaise, raise, reason } from '../error.js'
import { sub } from '../ops/arithmetic.js'
import { argsortOp, takeAlongAxisOp } from '../ops/gather.js'
import { flip, slice } from '../ops/slice.js'
import { apply } from '../tape/record.js'
import { axisLast } from './axis.js'
import { tensorOnly } from './door.js'

const last = (x: Value): number => x.rank - 1

/**
 * The order of the last axis. From the largest down it is the ascending order of the reversed row,
 * read backwards: so equals keep their order here too.
 */
const order = (x: Value, descending: boolean): Value => {
  if (!descending) return apply(argsortOp, x)
  const backwards = flip(apply(argsortOp, flip(x, [last(x)])), [last(x)])
  return sub(like(backwards, (x.shape[last(x)] as number) - 1), backwards)
}

const choose = (rows: Value, indices: Value): Value =>
  apply(takeAlongAxisOp(last(rows)), rows, indices)

const rowsIn = (where: string, x: unknown, options: SortOptions | undefined) => {
  const { axis = -1, descending = false } = optionsIn(where, options, ['axis', 'descending'])
  const value = tensorOnly(where, x)
  return {
    ...axisLast(value, orRaise(where, resolveAxis(axis, value.rank))),
    descending: flagIn(where, 'descending', descending),
  }
}

/**
 * The elements along `axis` (default -1) in ascending order, or `descending`; NaN counts as the
 * largest. The derivative follows each element to its place; equals keep their order.
 * @example sort(tensor([3, 1, 2])) // => [1, 2, 3]
 */
export const sort: Sort = (x: Tensor, options?: SortOptions): Tensor => {
  const { rows, back, descending } = rowsIn('sort', x, options)
  return back(choose(rows, order(rows, descending)))
}

/**
 * The indices that sort x along `axis` (default -1), as int32; equals keep their order, NaN counts as
 * the largest. `takeAlongAxis` with them gives what `sort` gives.
 * @example argsort(tensor([3, 1, 2])) // => [1, 2, 0]
 */
export const argsort: Argsort = (x: Tensor, options?: SortOptions): Tensor => {
  const { rows, back, descending } = rowsIn('argsort', x, options)
  return back(order(rows, descending))
}

/**
 * The k largest elements along the last axis, from the largest down, and their indices (int32); of
 * equals the first come first, NaN counts as the largest. Throws `ShapeError` when k is more than the
 * axis has.
 * @example topK(tensor([5, 1, 7, 3]), 2).values // => [7, 5]
 * @example topK(tensor([5, 1, 7, 3]), 2).indices // => [2, 0]
 */
export const topK: TopK = (x: Tensor, k: number): { values: Tensor; indices: Tensor } => {
  const value = tensorOnly('topK', x)
  const n = value.shape[last(value)]
  wholeIn('topK', 'k', k, 0)
  if (n === undefined || k > n)
    raise(
      'topK',
      reason(
        'shape',
        `the ${k} largest of ${showShape(value.shape)} were asked for; ${n === undefined ? 'a scalar has no axis' : `its last axis has ${n} elements`}.`,
      ),
    )
  const all = order(value, true)
  const indices = slice(
    all,
    all.shape.map(() => 0),
    [...all.shape.slice(0, -1), k],
    all.shape.map(() => 1),
  )
  return { values: choose(value, indices), indices }
}
