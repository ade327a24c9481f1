/** Runtime shapes: sizes, strides, axes and broadcasting of lists of axis lengths. */
import * as E from 'fp-ts/lib/Either.js'
import { type Reason, refuse } from '../error.js'
import { quoted } from './quote.js'
import type { Shape } from './types.js'

export const sizeOf = (shape: Shape): number => {
  let size = 1
  for (const n of shape) size *= n
  return size
}

/** Row-major strides: how far apart in memory neighbours along each axis lie. */
export const stridesOf = (shape: Shape): readonly number[] => {
  const strides = new Array<number>(shape.length)
  let step = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step
    step *= shape[axis] ?? 1
  }
  return strides
}

export const sameShape = (a: Shape, b: Shape): boolean => {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false
  return true
}

export const showShape = (shape: Shape): string => `[${shape.join(',')}]`

export const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

/** An axis counted from the front; negative ones count from the back. */
export const resolveAxis = (axis: number, rank: number): E.Either<Reason, number> => {
  if (!Number.isInteger(axis))
    return refuse('argument', `axis is ${quoted(axis)}; expected a whole number.`)
  if (axis >= -rank && axis < rank) return E.right(axis < 0 ? axis + rank : axis)
  return rank === 0
    ? refuse('shape', `axis ${axis} of a scalar, which has no axes.`)
    : refuse(
        'shape',
        `axis ${axis} does not exist: the tensor has ${rank === 1 ? '1 axis' : `${rank} axes`}.`,
        `Use a whole number from ${-rank} to ${rank - 1}.`,
      )
}

/** The axes of a reduction in ascending order: all of them when none are named. */
export const resolveAxes = (
  axes: number | readonly number[] | undefined,
  rank: number,
): E.Either<Reason, readonly number[]> => {
  if (axes === undefined) return E.right(range(rank))
  const list = typeof axes === 'number' ? [axes] : axes
  if (!Array.isArray(list))
    return refuse(
      'argument',
      `axis is ${quoted(list)}; expected a number or a list of numbers.`,
      'Leave it out for all axes.',
    )
  const resolved: number[] = []
  for (const axis of list as readonly number[]) {
    const one = resolveAxis(axis, rank)
    if (E.isLeft(one)) return one
    if (resolved.includes(one.right))
      return refuse('shape', `axis ${axis} is named twice in [${String(axes)}].`, 'Name each once.')
    resolved.push(one.right)
  }
  return E.right(resolved.sort((a, b) => a - b))
}

export const dropAxes = (shape: Shape, axes: readonly number[]): readonly number[] =>
  shape.filter((_, axis) => !axes.includes(axis))

/** The shape with the named axes kept as ones, as `keepdims` asks for. */
export const onesAt = (shape: Shape, axes: readonly number[]): readonly number[] =>
  shape.map((n, axis) => (axes.includes(axis) ? 1 : n))

/** NumPy's rule: align shapes at their last axes; equal lengths or a 1 on either side fit. */
export const broadcastShapes = (a: Shape, b: Shape): E.Either<Reason, Shape> => {
  if (sameShape(a, b)) return E.right(a)
  const rank = Math.max(a.length, b.length)
  const shape = new Array<number>(rank)
  for (let back = 1; back <= rank; back++) {
    const m = a[a.length - back] ?? 1
    const n = b[b.length - back] ?? 1
    if (m !== n && m !== 1 && n !== 1)
      return refuse(
        'shape',
        `shapes ${showShape(a)} and ${showShape(b)} do not broadcast: ${whichAxes(back)} are ${m} and ${n}.`,
        cure(a, b) ?? cure(b, a),
      )
    shape[rank - back] = m === 1 ? n : m
  }
  return E.right(shape)
}

const whichAxes = (back: number): string => (back === 1 ? 'last axes' : `axes ${-back}`)

/** One number per row is the commonest slip: [2,3] with [2] wants [2,1]. */
const cure = (a: Shape, b: Shape): string | undefined =>
  b.length === 1 && a.length === 2 && a[0] === b[0]
    ? `To use one number per row, reshape ${showShape(b)} to [${b[0]},1].`
    : undefined

/** 2^31 - 1: element counts beyond this do not fit an int32 index. */
const MAX_SIZE = 2147483647

/** A shape, if few enough elements have it for one array to hold. */
export const checkSize = (shape: Shape): E.Either<Reason, Shape> =>
  sizeOf(shape) <= MAX_SIZE && shape.every(n => n <= MAX_SIZE)
    ? E.right(shape)
    : refuse(
        'shape',
        `shape ${showShape(shape)} is too large; one array holds at most ${MAX_SIZE} elements.`,
      )

/** A shape a user wrote: whole numbers, none negative, and few enough elements to hold. */
export const checkShape = (shape: unknown): E.Either<Reason, Shape> => {
  if (!Array.isArray(shape))
    return refuse(
      'shape',
      `got ${quoted(shape)} where a shape is expected.`,
      typeof shape === 'number'
        ? `A shape is a list: write [${shape}].`
        : 'A shape is a list of whole numbers such as [2, 3]; a scalar has shape [].',
    )
  const lengths: readonly unknown[] = Array.from(shape)
  const bad = lengths.findIndex(n => !Number.isInteger(n) || (n as number) < 0)
  if (bad >= 0)
    return refuse(
      'shape',
      `axis ${bad} of shape ${quoted(lengths)} is ${quoted(lengths[bad])}.`,
      'An axis length is a whole number from 0 on.',
    )
  return checkSize(shape)
}
