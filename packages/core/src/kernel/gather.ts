/** Kernels that move elements to or from places named by an int32 tensor. */
import { allocate, type Values } from '../data/dtype.js'
import { sizeOf } from '../data/shape.js'
import { type Dense, dense, valuesOf } from '../data/tensor.js'
import type { DType, Shape } from '../data/types.js'
import { raise, reason } from '../error.js'

/** An index counted from the front; negative ones count from the back, as in NumPy. */
const resolve = (where: string, index: number, length: number, at: number): number => {
  const i = index < 0 ? index + length : index
  if (i >= 0 && i < length) return i
  return raise(
    where,
    reason(
      'index',
      `index ${index} (element ${at} of the indices) is outside of an axis of length ${length}.`,
      length === 0 ? 'The axis is empty.' : `Indices run from ${-length} to ${length - 1}.`,
    ),
  )
}

/**
 * x as [batch, before, length, after] and indices as [batch, count]: the shapes that `take` and its
 * transpose meet, whatever the ranks.
 */
interface Layout {
  readonly batch: number
  readonly before: number
  readonly length: number
  readonly after: number
  readonly count: number
}

export const layoutOf = (shape: Shape, indices: Shape, axis: number, batch: number): Layout => ({
  batch: sizeOf(shape.slice(0, batch)),
  before: sizeOf(shape.slice(batch, axis)),
  length: shape[axis] as number,
  after: sizeOf(shape.slice(axis + 1)),
  count: sizeOf(indices.slice(batch)),
})

/** Calls `move` with where each run of `after` elements lies in x and in the gathered array. */
const eachRun = (
  where: string,
  { batch, before, length, after, count }: Layout,
  indices: Values,
  move: (inX: number, inTaken: number) => void,
): void => {
  for (let b = 0; b < batch; b++)
    for (let i = 0; i < count; i++) {
      const index = resolve(where, indices[b * count + i] as number, length, i)
      for (let p = 0; p < before; p++)
        move(((b * before + p) * length + index) * after, ((b * before + p) * count + i) * after)
    }
}

export const take = (x: Dense, indices: Dense, layout: Layout, shape: Shape): Dense => {
  const from = valuesOf(x)
  const out = allocate(x.dtype, sizeOf(shape))
  eachRun('take', layout, valuesOf(indices), (a, b) => {
    out.set(from.subarray(a, a + layout.after), b)
  })
  return dense(shape, x.dtype, out)
}

export const scatterAdd = (g: Dense, indices: Dense, layout: Layout, shape: Shape): Dense => {
  const from = valuesOf(g)
  const out = allocate(g.dtype, sizeOf(shape))
  eachRun('take', layout, valuesOf(indices), (a, b) => {
    for (let i = 0; i < layout.after; i++)
      out[a + i] = (out[a + i] as number) + (from[b + i] as number)
  })
  return dense(shape, g.dtype, out)
}

/** Calls `move` with the place in x that each element of the indices names along `axis`. */
const eachPlace = (
  indices: Dense,
  axis: number,
  length: number,
  move: (inX: number, inIndices: number) => void,
): void => {
  const at = valuesOf(indices)
  const after = sizeOf(indices.shape.slice(axis + 1))
  const count = indices.shape[axis] as number
  for (let i = 0; i < at.length; i++) {
    const before = Math.floor(i / (after * count))
    const index = resolve('takeAlongAxis', at[i] as number, length, i)
    move((before * length + index) * after + (i % after), i)
  }
}

export const takeAlongAxis = (x: Dense, indices: Dense, axis: number): Dense => {
  const from = valuesOf(x)
  const out = allocate(x.dtype, indices.size)
  eachPlace(indices, axis, x.shape[axis] as number, (a, b) => {
    out[b] = from[a] as number
  })
  return dense(indices.shape, x.dtype, out)
}

export const scatterAddAlongAxis = (
  g: Dense,
  indices: Dense,
  axis: number,
  shape: Shape,
): Dense => {
  const from = valuesOf(g)
  const out = allocate(g.dtype, sizeOf(shape))
  eachPlace(indices, axis, shape[axis] as number, (a, b) => {
    out[a] = (out[a] as number) + (from[b] as number)
  })
  return dense(shape, g.dtype, out)
}

export const oneHot = (labels: Dense, depth: number, dtype: DType): Dense => {
  const from = valuesOf(labels)
  const out = allocate(dtype, from.length * depth)
  for (let i = 0; i < from.length; i++) {
    const label = from[i] as number
    if (label < 0 || label >= depth)
      raise(
        'oneHot',
        reason(
          'index',
          `label ${label} (element ${i}) does not fit depth ${depth}.`,
          `Labels are whole numbers from 0 to ${depth - 1}.`,
        ),
      )
    out[i * depth + label] = 1
  }
  return dense([...labels.shape, depth], dtype, out)
}

/** The order that sorts each row along the last axis; equals keep their order, NaN goes last. */
export const argsort = (x: Dense): Dense => {
  const values = valuesOf(x)
  const n = x.shape[x.rank - 1] as number
  const out = new Int32Array(values.length)
  for (let from = 0; from < values.length; from += n) {
    const row = values.subarray(from, from + n)
    const order = Int32Array.from({ length: n }, (_, i) => i)
    order.sort((i, j) => {
      const a = row[i] as number
      const b = row[j] as number
      return a < b
        ? -1
        : a > b
          ? 1
          : a === b
            ? 0
            : Number(Number.isNaN(a)) - Number(Number.isNaN(b))
    })
    out.set(order, from)
  }
  return dense(x.shape, 'int32', out)
}
