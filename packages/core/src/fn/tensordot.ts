/** Products of tensors summed over pairs of axes. */
import { countOf } from '../data/dtype.js'
import { integersIn } from '../data/options.js'
import { range, resolveAxis, showShape } from '../data/shape.js'
import type { Tensordot, TensordotAxes } from '../data/signatures-more.js'
import type { Value } from '../data/tensor.js'
import { nameOf } from '../data/tree.js'
import type { Tensor } from '../data/types.js'
import { orRaise, raise, reason } from '../error.js'
import { contract } from './contract.js'
import { alike, tensorOnly } from './door.js'

/** The axes of both operands that are summed over together. */
type Pairs = readonly [readonly number[], readonly number[]]

const innermost = (a: Value, b: Value, n: number): Pairs =>
  Number.isInteger(n) && n >= 0 && n <= Math.min(a.rank, b.rank)
    ? [range(n).map(i => a.rank - n + i), range(n)]
    : raise(
        'tensordot',
        reason(
          'argument',
          `axes is ${n} for shapes ${showShape(a.shape)} and ${showShape(b.shape)}; expected a number of axes that both have.`,
        ),
      )

const named = (x: Value, axes: unknown): readonly number[] =>
  integersIn('tensordot', 'axes', axes).map(axis => orRaise('tensordot', resolveAxis(axis, x.rank)))

const pairsIn = (a: Value, b: Value, axes: unknown): Pairs => {
  if (typeof axes === 'number') return innermost(a, b, axes)
  const lists: readonly unknown[] = Array.isArray(axes) ? axes : []
  if (lists.length !== 2)
    return raise(
      'tensordot',
      reason(
        'argument',
        `axes are ${nameOf(axes)}; expected a number or two lists.`,
        'Write [[axes of a], [axes of b]], as in [[1], [0]].',
      ),
    )
  const [left, right] = [named(a, lists[0]), named(b, lists[1])]
  if (left.length !== right.length || [left, right].some(l => new Set(l).size !== l.length))
    raise(
      'tensordot',
      reason(
        'argument',
        `axes [${left}] and [${right}] do not pair up: both lists must name equally many, each once.`,
      ),
    )
  return [left, right]
}

/**
 * The product of a and b summed over pairs of axes: the last `axes` of a with the first of b (default
 * 2), or those of two lists, [[axes of a], [axes of b]]. The other axes of a come first in the result,
 * then those of b.
 *
 * Throws `ShapeError` where axes of a pair differ in length.
 * @example tensordot(tensor([[1, 2], [3, 4]]), tensor([1, 1]), 1) // => [3, 7]
 * @example tensordot(tensor([[1, 2], [3, 4]]), tensor([1, 1]), [[0], [0]]) // => [4, 6]
 */
export const tensordot: Tensordot = (a: Tensor, b: Tensor, axes: TensordotAxes = 2): Tensor => {
  const [x, y] = alike(
    'tensordot',
    [tensorOnly('tensordot', a), tensorOnly('tensordot', b)],
    countOf,
  ) as readonly [Value, Value]
  const [left, right] = pairsIn(x, y, axes)
  left.forEach((i, n) => {
    const j = right[n] as number
    if (x.shape[i] !== y.shape[j])
      raise(
        'tensordot',
        reason(
          'shape',
          `axis ${i} of ${showShape(x.shape)} and axis ${j} of ${showShape(y.shape)} are ${x.shape[i]} and ${y.shape[j]} long; the axes of a pair must be equal.`,
        ),
      )
  })
  const ours = range(x.rank).map(i => `a${i}`)
  const theirs = range(y.rank).map(j => {
    const n = right.indexOf(j)
    return n < 0 ? `b${j}` : `a${left[n]}`
  })
  const free = [
    ...ours.filter(label => !theirs.includes(label)),
    ...theirs.filter(label => !ours.includes(label)),
  ]
  return contract('tensordot', { value: x, labels: ours }, { value: y, labels: theirs }, free).value
}
