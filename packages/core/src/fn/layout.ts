/** Rearranging: other shapes, other orders, parts and joins of tensors. */
import * as E from 'fp-ts/lib/Either.js'
import { integersIn, optionsIn, shapeIn } from '../data/options.js'
import {
  broadcastShapes,
  checkSize,
  range,
  resolveAxes,
  resolveAxis,
  sameShape,
  showShape,
  sizeOf,
} from '../data/shape.js'
import type {
  AxesOptions,
  BroadcastTo,
  ExpandDims,
  Flip,
  Moveaxis,
  Ravel,
  Reshape,
  Squeeze,
  Swapaxes,
  Tile,
  Transpose,
} from '../data/signatures-array.js'
import type { Value } from '../data/tensor.js'
import type { Operand, Shape, Tensor } from '../data/types.js'
import { orRaise, raise, reason } from '../error.js'
import { broadcastTo as broadcast } from '../ops/broadcast.js'
import { transpose as permute, reshape as reshaped } from '../ops/layout.js'
import { flip as reverse } from '../ops/slice.js'
import { operand } from './door.js'

/** A shape with at most one -1, worked out from the number of elements. */
const completed = (x: Value, given: unknown): Shape => {
  const list = Array.isArray(given) ? (given as readonly number[]) : []
  const unknown = list.filter(n => n === -1).length
  if (unknown === 0) return shapeIn('reshape', given)
  const known = sizeOf(list.filter(n => n !== -1))
  const missing = known === 0 ? 0 : x.size / known
  if (unknown > 1 || !Number.isInteger(missing))
    raise(
      'reshape',
      reason(
        'shape',
        unknown > 1
          ? `shape ${showShape(list)} has ${unknown} axes of -1; expected one at the most.`
          : `${showShape(x.shape)} has ${x.size} elements, which ${known} does not divide for ${showShape(list)}.`,
      ),
    )
  return shapeIn(
    'reshape',
    list.map(n => (n === -1 ? missing : n)),
  )
}

/**
 * The same elements in order under another shape; one axis may be -1. Throws `ShapeError` when the
 * number of elements differs.
 * @example reshape(arange(4), [2, -1]) // => [[0, 1], [2, 3]]
 */
export const reshape: Reshape = (x: Operand, shape: Shape): Tensor => {
  const value = operand('reshape', x)
  return reshaped(value, completed(value, shape))
}

/**
 * All elements in order as one axis.
 * @example ravel(tensor([[1, 2], [3, 4]])) // => [1, 2, 3, 4]
 */
export const ravel: Ravel = (x: Operand): Tensor => {
  const value = operand('ravel', x)
  return reshaped(value, [value.size])
}

/**
 * The axes in another order; reversed when no order is given.
 * @example transpose(tensor([[1, 2], [3, 4]])) // => [[1, 3], [2, 4]]
 */
export const transpose: Transpose = (x: Operand, axes?: readonly number[]): Tensor => {
  const value = operand('transpose', x)
  const order =
    axes === undefined
      ? undefined
      : integersIn('transpose', 'axes', axes).map(axis =>
          orRaise('transpose', resolveAxis(axis, value.rank)),
        )
  if (order !== undefined && (order.length !== value.rank || new Set(order).size !== value.rank))
    raise(
      'transpose',
      reason(
        'shape',
        `axes [${String(axes)}] are not an order of the ${value.rank} axes of ${showShape(value.shape)}.`,
        'Name each axis once.',
      ),
    )
  return permute(value, order ?? range(value.rank).toReversed())
}

/**
 * Two axes exchanged.
 * @example swapaxes(tensor([[1, 2], [3, 4]]), 0, 1) // => [[1, 3], [2, 4]]
 */
export const swapaxes: Swapaxes = (x: Operand, axis1: number, axis2: number): Tensor => {
  const value = operand('swapaxes', x)
  const i = orRaise('swapaxes', resolveAxis(axis1, value.rank))
  const j = orRaise('swapaxes', resolveAxis(axis2, value.rank))
  return permute(
    value,
    range(value.rank).map(axis => (axis === i ? j : axis === j ? i : axis)),
  )
}

/**
 * One axis moved to another place; the others keep their order.
 * @example moveaxis(zeros([2, 3, 4]), 0, -1).shape // => 3,4,2
 */
export const moveaxis: Moveaxis = (x: Operand, source: number, destination: number): Tensor => {
  const value = operand('moveaxis', x)
  const from = orRaise('moveaxis', resolveAxis(source, value.rank))
  const to = orRaise('moveaxis', resolveAxis(destination, value.rank))
  const others = range(value.rank).filter(axis => axis !== from)
  return permute(value, others.toSpliced(to, 0, from))
}

/**
 * A new axis of length 1 at `axis`.
 * @example expandDims(tensor([1, 2]), 1) // => [[1], [2]]
 */
export const expandDims: ExpandDims = (x: Operand, axis: number): Tensor => {
  const value = operand('expandDims', x)
  const at = orRaise('expandDims', resolveAxis(axis, value.rank + 1))
  return reshaped(value, value.shape.toSpliced(at, 0, 1))
}

/**
 * Without axes of length 1: those named, or all of them. Throws `ShapeError` for a longer axis.
 * @example squeeze(tensor([[1, 2]])) // => [1, 2]
 */
export const squeeze: Squeeze = (x: Operand, options?: AxesOptions): Tensor => {
  const { axis } = optionsIn('squeeze', options, ['axis'])
  const value = operand('squeeze', x)
  const axes =
    axis === undefined
      ? range(value.rank).filter(i => value.shape[i] === 1)
      : orRaise('squeeze', resolveAxes(axis, value.rank))
  const long = axes.find(i => value.shape[i] !== 1)
  if (long !== undefined)
    raise(
      'squeeze',
      reason(
        'shape',
        `axis ${long} of ${showShape(value.shape)} has length ${value.shape[long]}; only axes of length 1 can go.`,
      ),
    )
  return reshaped(
    value,
    value.shape.filter((_, i) => !axes.includes(i)),
  )
}

/**
 * Repeats axes of length 1 and missing leading axes up to a shape, as NumPy does.
 * @example broadcastTo(tensor([1, 2]), [2, 2]) // => [[1, 2], [1, 2]]
 */
export const broadcastTo: BroadcastTo = (x: Operand, shape: Shape): Tensor => {
  const value = operand('broadcastTo', x)
  const target = shapeIn('broadcastTo', shape)
  const common = broadcastShapes(value.shape, target)
  if (E.isLeft(common) || !sameShape(common.right, target))
    raise(
      'broadcastTo',
      reason(
        'shape',
        `shape ${showShape(value.shape)} does not broadcast to ${showShape(target)}.`,
        'Each axis, counted from the last, must be equal or 1.',
      ),
    )
  return broadcast(value, target)
}

/**
 * The elements in reverse order along `axis` (a number, a list, or all axes).
 * @example flip(tensor([1, 2, 3])) // => [3, 2, 1]
 */
export const flip: Flip = (x: Operand, options?: AxesOptions): Tensor => {
  const { axis } = optionsIn('flip', options, ['axis'])
  const value = operand('flip', x)
  const axes = orRaise('flip', resolveAxes(axis, value.rank))
  return axes.length === 0 ? value : reverse(value, axes)
}

/**
 * x repeated along each axis; more repetitions than axes add axes in front.
 * @example tile(tensor([1, 2]), [2]) // => [1, 2, 1, 2]
 */
export const tile: Tile = (x: Operand, repetitions: readonly number[]): Tensor => {
  const value = operand('tile', x)
  const times = shapeIn('tile', repetitions)
  const rank = Math.max(times.length, value.rank)
  const shape = [...range(rank - value.rank).map(() => 1), ...value.shape]
  const counts = [...range(rank - times.length).map(() => 1), ...times]
  const tiled = shape.map((n, i) => n * (counts[i] as number))
  orRaise('tile', checkSize(tiled))
  const between = reshaped(
    value,
    shape.flatMap(n => [1, n]),
  )
  const repeated = broadcast(
    between,
    shape.flatMap((n, i) => [counts[i] as number, n]),
  )
  return reshaped(repeated, tiled)
}
