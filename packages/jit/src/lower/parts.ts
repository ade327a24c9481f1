/**
 * Parts of what was joined. Operations with several results pack them into one tensor, and their
 * derivatives add up such tensors with zeros elsewhere: here each part is found again by itself.
 */
import { allocate, type Dense, dense, type Slot, sizeOf } from '@miniflow/core/extend'
import { type Draft, opOf, type Rule } from './draft.js'
import { uniform } from './graph.js'

type Ints = readonly number[]

/** The elements [start, start + size) along one axis, and all along the others. */
interface Range {
  readonly axis: number
  readonly start: number
  readonly size: number
}

const zeros = ({ shape, dtype }: Pick<Dense, 'shape' | 'dtype'>): Dense =>
  dense(shape, dtype, allocate(dtype, sizeOf(shape)))

/** A slice that cuts along one axis alone, in steps of 1. */
const rangeOf = (shape: Ints, starts: Ints, sizes: Ints, steps: Ints): Range | undefined => {
  const cut = shape.flatMap((n, axis) => (sizes[axis] === n ? [] : [axis]))
  const [axis] = cut
  return axis === undefined || cut.length > 1 || steps.some(n => n !== 1)
    ? undefined
    : { axis, start: starts[axis] as number, size: sizes[axis] as number }
}

const sliced = (draft: Draft, x: Slot, { axis, start, size }: Range): Slot => {
  const { shape } = draft.aval(x)
  return draft.apply(
    opOf(
      'slice',
      shape.map((_, i) => (i === axis ? start : 0)),
      shape.map((n, i) => (i === axis ? size : n)),
      shape.map(() => 1),
    ),
    x,
  )
}

const ofConcat = (draft: Draft, parts: readonly Slot[], range: Range): Slot | undefined => {
  let at = 0
  for (const part of parts) {
    const n = draft.aval(part).shape[range.axis] as number
    if (range.start >= at && range.start + range.size <= at + n)
      return sliced(draft, part, { ...range, start: range.start - at })
    at += n
  }
  return undefined
}

const zerosIn = (draft: Draft, x: Slot, { axis, size }: Range): Slot => {
  const { shape, dtype } = draft.aval(x)
  return draft.constant(zeros({ shape: shape.map((n, i) => (i === axis ? size : n)), dtype }))
}

/** Where x was placed among zeros along the axis of the range alone. */
const ofPlace = (draft: Draft, x: Slot, range: Range): Slot | undefined => {
  const place = draft.made(x, 'place')
  if (place === undefined) return undefined
  const { shape, starts, steps } = place.op.params as { readonly [name: string]: Ints }
  const [placed] = place.args as readonly [Slot]
  const inner = draft.aval(placed).shape
  const whole = inner.every((n, axis) => axis === range.axis || n === shape?.[axis])
  if (!whole || steps?.some(n => n !== 1)) return undefined
  const first = starts?.[range.axis] as number
  const last = first + (inner[range.axis] as number)
  const end = range.start + range.size
  if (end <= first || range.start >= last) return zerosIn(draft, x, range)
  return range.start >= first && end <= last
    ? sliced(draft, placed, { ...range, start: range.start - first })
    : undefined
}

const isZero = (draft: Draft, x: Slot): boolean => Object.is(uniform(draft.at(x)), 0)

/** x + 0 is not x where x is -0, but (x + 0) + 0 is x + 0. */
const added = (draft: Draft, a: Slot, b: Slot): Slot => {
  for (const [x, y] of [
    [a, b],
    [b, a],
  ] as const) {
    if (!isZero(draft, y)) continue
    const sum = draft.made(x, 'add')
    if (isZero(draft, x) || sum?.args.some(arg => isZero(draft, arg))) return x
  }
  return draft.apply(opOf('add'), a, b)
}

/** Sums are gone into as deep as this. */
const DEPTH = 256

const part = (draft: Draft, x: Slot, range: Range, depth = 0): Slot | undefined => {
  const joined = draft.made(x, 'concat')
  if (joined?.op.params.axis === range.axis) return ofConcat(draft, joined.args, range)
  if (isZero(draft, x)) return zerosIn(draft, x, range)
  const sum = depth < DEPTH ? draft.made(x, 'add') : undefined
  if (sum === undefined) return ofPlace(draft, x, range)
  const [a, b] = sum.args.map(arg => part(draft, arg, range, depth + 1))
  return a === undefined || b === undefined ? undefined : added(draft, a, b)
}

/** A slice of what was joined along its axis, where it falls into one part. */
export const ofParts: Rule = (draft, op, [x = 0]) => {
  const { starts, sizes, steps } = op.params as { readonly [name: string]: Ints }
  const range = rangeOf(draft.aval(x).shape, starts as Ints, sizes as Ints, steps as Ints)
  return range && part(draft, x, range)
}
