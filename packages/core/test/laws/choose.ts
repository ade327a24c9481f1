/** Parameters of operations, chosen by the raw material of a case. */
import { modulo, type Raw, type Shape, sizeOf } from './raw.js'

export const pick = (raw: Raw, at: number, n: number): number =>
  modulo(raw.picks[at] as number, Math.max(1, n))

/** A shape with one axis at least. */
export const withAxis = ({ shape }: Raw): Shape => (shape.length === 0 ? [2] : shape)

/** A shape in which no axis is empty. */
export const nonempty = (shape: Shape): Shape => shape.map(n => Math.max(1, n))

/** Some of the axes in ascending order. */
export const someAxes = ({ flags }: Raw, shape: Shape): readonly number[] =>
  shape.map((_, axis) => axis).filter(axis => flags[axis])

export const dropAxes = (shape: Shape, axes: readonly number[]): Shape =>
  shape.filter((_, axis) => !axes.includes(axis))

export const permutation = (raw: Raw, shape: Shape): readonly number[] =>
  shape
    .map((_, axis) => axis)
    .sort((i, j) => (raw.picks[i] as number) - (raw.picks[j] as number) || i - j)

/** Another shape of the same size. */
export const regrouped = (raw: Raw, shape: Shape): Shape =>
  [[sizeOf(shape)], [...shape, 1], shape.toReversed(), [1, ...shape]][pick(raw, 0, 4)] as Shape

/** Where a slice of each axis begins, how long it is and how it steps. */
export interface Cut {
  readonly starts: readonly number[]
  readonly sizes: Shape
  readonly steps: readonly number[]
}

export const cut = (raw: Raw, shape: Shape): Cut => {
  const parts = shape.map((n, axis) => {
    const step = [1, 2, -1, -2][pick(raw, axis, 4)] as number
    const size = pick(raw, 3 + axis, Math.ceil(n / Math.abs(step)) + 1)
    const room = n - (size === 0 ? 0 : (size - 1) * Math.abs(step) + 1)
    const first = size === 0 ? 0 : pick(raw, 6 + axis, room + 1)
    return { start: step > 0 || size === 0 ? first : n - 1 - first, size, step }
  })
  return {
    starts: parts.map(({ start }) => start),
    sizes: parts.map(({ size }) => size),
    steps: parts.map(({ step }) => step),
  }
}

export const replaced = (shape: Shape, axis: number, n: number): Shape => shape.with(axis, n)
