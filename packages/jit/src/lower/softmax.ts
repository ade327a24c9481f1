/** Softmax and its kin by maxima, exponentials and sums, which fuse with what is around them. */
import { allocate, type Dense, dense, type OpName, type Slot, sizeOf } from '@miniflow/core/extend'
import { type Draft, opOf, type Rule } from './draft.js'

type Axes = readonly number[]

const filled = (like: Pick<Dense, 'shape' | 'dtype'>, value: number): Dense =>
  dense(like.shape, like.dtype, allocate(like.dtype, sizeOf(like.shape)).fill(value))

/** x less its shift along the axes, e to the power of that, and the sums of the powers. */
interface Shifted {
  readonly shift: Slot
  readonly below: Slot
  readonly powers: Slot
  readonly sums: Slot
}

/** A value for each place of the other axes, at all places of x. */
const along = (draft: Draft, x: Slot, axes: Axes, value: Slot): Slot =>
  draft.apply(opOf('broadcastTo', draft.aval(x).shape, axes), value)

/** exp(x - shift) and its sums, where the shift is the maximum so that exp <= 1, or 0 beside infinities. */
const shifted = (draft: Draft, x: Slot, axes: Axes): Shifted => {
  const top = draft.apply(opOf('max', axes), x)
  const zero = draft.constant(filled(draft.aval(top), 0))
  const shift = draft.apply(opOf('where'), draft.apply(opOf('isFinite'), top), top, zero)
  const below = draft.apply(opOf('sub'), x, along(draft, x, axes, shift))
  const powers = draft.apply(opOf('exp'), below)
  return { shift, below, powers, sums: draft.apply(opOf('sum', axes), powers) }
}

const isEmpty = (draft: Draft, x: Slot, axes: Axes): boolean =>
  axes.some(axis => draft.aval(x).shape[axis] === 0)

const softmax: Rule = (draft, { params }, [x = 0]) => {
  const axes = [params.axis as number]
  if (isEmpty(draft, x, axes)) return x
  const { powers, sums } = shifted(draft, x, axes)
  return draft.apply(opOf('div'), powers, along(draft, x, axes, sums))
}

const logSoftmax: Rule = (draft, { params }, [x = 0]) => {
  const axes = [params.axis as number]
  if (isEmpty(draft, x, axes)) return x
  const { below, sums } = shifted(draft, x, axes)
  return draft.apply(opOf('sub'), below, along(draft, x, axes, draft.apply(opOf('log'), sums)))
}

const logsumexp: Rule = (draft, { params }, [x = 0]) => {
  const axes = params.axes as Axes
  if (axes.length === 0) return x
  const { shape, dtype } = draft.aval(x)
  if (isEmpty(draft, x, axes)) {
    const kept = shape.filter((_, axis) => !axes.includes(axis))
    return draft.constant(filled({ shape: kept, dtype }, Number.NEGATIVE_INFINITY))
  }
  const { shift, sums } = shifted(draft, x, axes)
  return draft.apply(opOf('add'), shift, draft.apply(opOf('log'), sums))
}

export const softmaxRules: { readonly [name in OpName]?: readonly Rule[] } = {
  softmax: [softmax],
  logSoftmax: [logSoftmax],
  logsumexp: [logsumexp],
}
