/**
 * Where an element of a node stands, for each place of a loop: every axis of the node is an affine form
 * of the loop's indices. Views (broadcast, transpose, slice, flip, reshape) rewrite forms and move nothing.
 */
import { sizeOf } from '@miniflow/core/extend'

/** offset + the sum of strides[k] * index[k] over the axes of the loop. */
export interface Form {
  readonly offset: number
  readonly strides: readonly number[]
}

/** A form for each axis of a node. */
export type Access = readonly Form[]

const zeroForm = (loop: readonly number[]): Form => ({ offset: 0, strides: loop.map(() => 0) })

const plus = (a: Form, b: Form, times: number): Form => ({
  offset: a.offset + times * b.offset,
  strides: a.strides.map((s, k) => s + times * (b.strides[k] as number)),
})

/** The row-major place that forms for the axes of a shape name. */
export const flat = (shape: readonly number[], access: Access, loop: readonly number[]): Form => {
  let form = zeroForm(loop)
  shape.forEach((n, axis) => {
    form = plus(plus(zeroForm(loop), form, n), access[axis] as Form, 1)
  })
  return form
}

/** The forms of a shape's axes from that of the place; nothing where some axis is not affine. */
export const split = (
  shape: readonly number[],
  { offset, strides }: Form,
  loop: readonly number[],
): Access | undefined => {
  const steps = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)))
  const offsets = shape.map(() => 0)
  const parts = shape.map(() => loop.map(() => 0))
  const most = shape.map(() => 0)
  const least = shape.map(() => 0)
  let rest = offset
  if (offset < 0) return undefined
  shape.forEach((_, axis) => {
    const step = steps[axis] as number
    if (step === 0) return
    offsets[axis] = Math.floor(rest / step)
    rest -= (offsets[axis] as number) * step
  })
  for (const [k, stride] of strides.entries()) {
    const n = loop[k] as number
    if (stride === 0 || n <= 1) continue
    const axis = shape.findIndex(
      (size, a) =>
        size > 1 && (steps[a] as number) <= Math.abs(stride) && stride % (steps[a] as number) === 0,
    )
    if (axis < 0) return undefined
    const along = stride / (steps[axis] as number)
    ;(parts[axis] as number[])[k] = along
    if (along > 0) most[axis] = (most[axis] as number) + along * (n - 1)
    else least[axis] = (least[axis] as number) + along * (n - 1)
  }
  // An axis that runs over its end would carry into the next.
  const fits = shape.every(
    (n, axis) =>
      (offsets[axis] as number) + (least[axis] as number) >= 0 &&
      (offsets[axis] as number) + (most[axis] as number) < Math.max(n, 1),
  )
  return fits
    ? shape.map((_, axis) => ({
        offset: offsets[axis] as number,
        strides: parts[axis] as number[],
      }))
    : undefined
}

/** The access to x where the access is to a reshape of x. */
export const throughReshape = (
  from: readonly number[],
  to: readonly number[],
  access: Access,
  loop: readonly number[],
): Access | undefined => split(from, flat(to, access, loop), loop)

export const throughTranspose = (permutation: readonly number[], access: Access): Access =>
  permutation.map((_, axis) => access[permutation.indexOf(axis)] as Form)

/** The axes of the result that are new have no place in x. */
export const throughBroadcast = (axes: readonly number[], access: Access): Access =>
  access.filter((_, axis) => !axes.includes(axis))

export const throughSlice = (
  starts: readonly number[],
  steps: readonly number[],
  access: Access,
): Access =>
  access.map(({ offset, strides }, axis) => {
    const step = steps[axis] as number
    return {
      offset: (starts[axis] as number) + step * offset,
      strides: strides.map(s => step * s),
    }
  })

export const throughFlip = (
  axes: readonly number[],
  shape: readonly number[],
  access: Access,
): Access =>
  access.map((form, axis) =>
    axes.includes(axis)
      ? {
          offset: (shape[axis] as number) - 1 - form.offset,
          strides: form.strides.map(s => -s),
        }
      : form,
  )

/** The loop that goes through a shape, refined so that other shapes of the same size have forms in it. */
export const loopOver = (
  shape: readonly number[],
  others: readonly (readonly number[])[],
): readonly number[] => {
  const total = sizeOf(shape)
  // Products of the last axes: each must divide the next larger one.
  let bounds = suffixes(shape)
  for (const other of others) {
    const joined = [...new Set([...bounds, ...suffixes(other)])].sort((a, b) => a - b)
    if (joined.every((n, i) => i === 0 || n % (joined[i - 1] as number) === 0)) bounds = joined
  }
  const ends = [...new Set([...bounds, total])].sort((a, b) => b - a)
  return ends.map((n, i) => n / (ends[i + 1] ?? 1)).filter(n => n !== 1)
}

const suffixes = (shape: readonly number[]): readonly number[] =>
  shape.map((_, axis) => sizeOf(shape.slice(axis))).filter(n => n > 1)

/** The forms of a shape's axes where the loop goes through it in order. */
export const inOrder = (shape: readonly number[], loop: readonly number[]): Access | undefined => {
  const strides = loop.map((_, k) => sizeOf(loop.slice(k + 1)))
  return split(shape, { offset: 0, strides }, loop)
}
