/** Parts and joins: slices, padding, tensors cut apart and put together. */

import { integersIn, numberIn, optionsIn } from '../data/options.js'
import { quoted } from '../data/quote.js'
import { checkSize, range, resolveAxis, sameShape, showShape } from '../data/shape.js'
import type { AxisOptions } from '../data/signatures.js'
import type {
  AxesOptions,
  Concat,
  Pad,
  Roll,
  Slice,
  Split,
  Stack,
} from '../data/signatures-array.js'
import { filled, type Value } from '../data/tensor.js'
import { nameOf } from '../data/tree.js'
import type { Operand, Tensor } from '../data/types.js'
import { orRaise, raise, reason } from '../error.js'
import { broadcastTo } from '../ops/broadcast.js'
import { reshape as reshaped } from '../ops/layout.js'
import { where } from '../ops/select.js'
import { concatOp, slice as cut, place } from '../ops/slice.js'
import { apply } from '../tape/record.js'
import { alike, numberAs, operand } from './door.js'

const several = (where: string, xs: unknown): readonly Value[] => {
  if (!Array.isArray(xs) || xs.length === 0)
    raise(
      where,
      reason(
        'argument',
        `got ${nameOf(xs)}; expected a list of tensors.`,
        `Give at least one tensor: ${where}([x, y], { axis: 0 }).`,
      ),
    )
  // Array.from sees the holes of a sparse array, which map would pass over.
  return alike(where, Array.from(xs as readonly unknown[]))
}

/** Very many operands are joined in groups: an engine takes only so many arguments at once. */
const GROUP = 1000

const inGroups = (values: readonly Value[], axis: number): Value =>
  values.length <= GROUP
    ? apply(concatOp(axis), ...values)
    : inGroups(
        range(Math.ceil(values.length / GROUP)).map(i =>
          inGroups(values.slice(i * GROUP, (i + 1) * GROUP), axis),
        ),
        axis,
      )

/** Operands one after the other; shapes may differ along the axis alone. */
const joined = (where: string, values: readonly Value[], axis: number): Value => {
  const [first] = values as readonly [Value]
  for (const x of values)
    if (x.rank !== first.rank || x.shape.some((n, i) => i !== axis && n !== first.shape[i]))
      raise(
        where,
        reason(
          'shape',
          `shapes ${showShape(first.shape)} and ${showShape(x.shape)} differ elsewhere than along axis ${axis}.`,
          `Name the axis along which they may differ: ${where}(xs, { axis: 1 }).`,
        ),
      )
  const length = values.reduce((n, x) => n + (x.shape[axis] as number), 0)
  orRaise(where, checkSize(first.shape.with(axis, length)))
  return values.length === 1 ? first : inGroups(values, axis)
}

/**
 * Tensors one after the other along `axis` (default 0).
 * @example concat([tensor([1, 2]), tensor([3])]) // => [1, 2, 3]
 */
export const concat: Concat = (xs: readonly Tensor[], options?: AxisOptions): Tensor => {
  const values = several('concat', xs)
  const { axis = 0 } = optionsIn('concat', options, ['axis'])
  const rank = (values[0] as Value).rank
  return joined('concat', values, orRaise('concat', resolveAxis(axis, rank)))
}

/**
 * Tensors of one shape side by side along a new `axis` (default 0).
 * @example stack([tensor([1, 2]), tensor([3, 4])]) // => [[1, 2], [3, 4]]
 */
export const stack: Stack = (xs: readonly Operand[], options?: AxisOptions): Tensor => {
  const values = several('stack', xs)
  const { axis = 0 } = optionsIn('stack', options, ['axis'])
  const [first] = values as readonly [Value]
  const at = orRaise('stack', resolveAxis(axis, first.rank + 1))
  const other = values.find(x => !sameShape(x.shape, first.shape))
  if (other !== undefined)
    raise(
      'stack',
      reason(
        'shape',
        `shapes ${showShape(first.shape)} and ${showShape(other.shape)} differ; all must be equal.`,
        'Use concat to join tensors along an axis they have.',
      ),
    )
  return joined(
    'stack',
    values.map(x => reshaped(x, x.shape.toSpliced(at, 0, 1))),
    at,
  )
}

/** The part of x from `from` to `to` along an axis. */
const part = (x: Value, axis: number, from: number, to: number): Value =>
  cut(
    x,
    x.shape.map((_, i) => (i === axis ? from : 0)),
    x.shape.map((n, i) => (i === axis ? to - from : n)),
    x.shape.map(() => 1),
  )

/**
 * Parts along `axis` (default 0): a number of equal parts, or cuts before the given indices.
 * @example split(arange(4), 2) // => [0, 1],[2, 3]
 */
export const split: Split = (
  x: Operand,
  sections: number | readonly number[],
  options?: AxisOptions,
): readonly Tensor[] => {
  const { axis = 0 } = optionsIn('split', options, ['axis'])
  const value = operand('split', x)
  const along = orRaise('split', resolveAxis(axis, value.rank))
  const n = value.shape[along] as number
  if (
    typeof sections === 'number' &&
    !(Number.isInteger(n / sections) && Number.isInteger(sections) && sections >= 1)
  )
    raise(
      'split',
      reason(
        'shape',
        `axis ${along} of length ${n} does not divide into ${sections} equal parts.`,
        'Give the indices to cut at instead: split(x, [2, 5]).',
      ),
    )
  const cuts =
    typeof sections === 'number'
      ? range(sections - 1).map(i => ((i + 1) * n) / sections)
      : integersIn('split', 'the cuts', sections).map(i =>
          Math.min(n, Math.max(0, i < 0 ? i + n : i)),
        )
  const ends = [...cuts, n]
  return ends.map((end, i) =>
    part(
      value,
      along,
      i === 0 ? 0 : (ends[i - 1] as number),
      Math.max(end, i === 0 ? 0 : (ends[i - 1] as number)),
    ),
  )
}

/** Where a slice begins and how many elements it has, by Python's rules for one axis. */
const span = (n: number, start: number, end: number, step: number): readonly [number, number] => {
  const clampTo = (i: number, low: number, high: number): number =>
    Math.min(high, Math.max(low, i < 0 ? i + n : i))
  const [from, to] =
    step > 0
      ? [clampTo(start, 0, n), clampTo(end, 0, n)]
      : [clampTo(start, -1, n - 1), clampTo(end, -1, n - 1)]
  return [from, Math.max(0, Math.ceil((to - from) / step))]
}

/**
 * x[starts[0]:ends[0]:strides[0], ...]: one start and end for each leading axis, whole axes after
 * them. Negative ones count from the back, ends beyond the axis stop at it, strides may be negative.
 * @example slice(arange(5), [1], [-1]) // => [1, 2, 3]
 * @example slice(arange(5), [0], [5], [2]) // => [0, 2, 4]
 */
export const slice: Slice = (
  x: Operand,
  starts: readonly number[],
  ends: readonly number[],
  strides?: readonly number[],
): Tensor => {
  const value = operand('slice', x)
  const from = integersIn('slice', 'starts', starts)
  const to = integersIn('slice', 'ends', ends)
  const steps = strides === undefined ? from.map(() => 1) : integersIn('slice', 'strides', strides)
  if (from.length !== to.length || steps.length !== from.length || from.length > value.rank)
    raise(
      'slice',
      reason(
        'shape',
        `got ${from.length} starts, ${to.length} ends and ${steps.length} strides for shape ${showShape(value.shape)}.`,
        'Give one of each for every axis, or for the first few.',
      ),
    )
  if (steps.includes(0))
    raise(
      'slice',
      reason('argument', `strides [${String(steps)}] hold 0; a stride goes somewhere.`),
    )
  const spans = value.shape.map((n, axis) =>
    axis < from.length
      ? span(n, from[axis] as number, to[axis] as number, steps[axis] as number)
      : ([0, n] as const),
  )
  return cut(
    value,
    spans.map(([first, count]) => (count === 0 ? 0 : first)),
    spans.map(([, count]) => count),
    value.shape.map((_, axis) => steps[axis] ?? 1),
  )
}

const isWidth = (w: unknown): boolean =>
  Array.isArray(w) && w.length === 2 && Array.from(w).every(n => Number.isSafeInteger(n) && n >= 0)

/**
 * x with `value` (default 0) added before and after each axis.
 * @example pad(tensor([1, 2]), [[1, 2]]) // => [0, 1, 2, 0, 0]
 */
export const pad: Pad = (
  x: Operand,
  widths: readonly (readonly [number, number])[],
  options?: { readonly value?: number | undefined },
): Tensor => {
  const { value: given = 0 } = optionsIn('pad', options, ['value'])
  const value = numberIn('pad', 'value', given)
  const inner = operand('pad', x)
  if (!Array.isArray(widths) || widths.length !== inner.rank || !widths.every(isWidth))
    raise(
      'pad',
      reason(
        'shape',
        `widths ${quoted(widths)} do not fit ${showShape(inner.shape)}.`,
        'Give [before, after] for each axis, whole numbers from 0 on.',
      ),
    )
  const shape = inner.shape.map((n, i) => {
    const [before, after] = widths[i] as readonly [number, number]
    return before + n + after
  })
  orRaise('pad', checkSize(shape))
  const starts = widths.map(([before]) => before)
  const steps = starts.map(() => 1)
  const placed = place(inner, shape, starts, steps)
  if (value === 0) return placed
  const inside = place(filled(inner.shape, 'bool', 1), shape, starts, steps)
  const outside = numberAs('pad', value, inner.dtype)
  if (outside.dtype !== inner.dtype)
    raise('pad', reason('dtype', `got the number ${value} to pad a bool tensor with.`))
  return where(inside, placed, broadcastTo(outside, shape))
}

/**
 * The elements moved along `axis` by `shift` places, those that fall off come back at the start;
 * without an axis, all elements in order.
 * @example roll(arange(4), 1) // => [3, 0, 1, 2]
 */
export const roll: Roll = (
  x: Operand,
  shift: number | readonly number[],
  options?: AxesOptions,
): Tensor => {
  const { axis } = optionsIn('roll', options, ['axis'])
  const value = operand('roll', x)
  const shifts = integersIn('roll', 'shifts', typeof shift === 'number' ? [shift] : shift)
  if (axis === undefined) {
    const total = shifts.reduce((a, b) => a + b, 0)
    return reshaped(rolled(reshaped(value, [value.size]), 0, total), value.shape)
  }
  const axes = integersIn('roll', 'axes', typeof axis === 'number' ? [axis] : axis)
  if (shifts.length !== 1 && shifts.length !== axes.length)
    raise(
      'roll',
      reason(
        'shape',
        `got ${shifts.length} shifts for ${axes.length} axes; expected one for each.`,
      ),
    )
  return axes.reduce(
    (y, a, i) =>
      rolled(y, orRaise('roll', resolveAxis(a, value.rank)), shifts[i] ?? (shifts[0] as number)),
    value,
  )
}

const rolled = (x: Value, axis: number, shift: number): Value => {
  const n = x.shape[axis] as number
  const by = n === 0 ? 0 : ((shift % n) + n) % n
  return by === 0 ? x : apply(concatOp(axis), part(x, axis, n - by, n), part(x, axis, 0, n - by))
}
