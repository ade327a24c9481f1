/** slice and place are each other's transpose; flip is its own; concat is made of places. */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { allocate } from '../data/dtype.js'
import { sameShape, showShape, sizeOf } from '../data/shape.js'
import { type Aval, type Dense, dense, type Value, valuesOf } from '../data/tensor.js'
import type { Shape } from '../data/types.js'
import { refuse } from '../error.js'
import * as K from '../kernel/kernels.js'
import { sliced, type View } from '../kernel/strided.js'
import type { Op } from '../tape/op.js'
import { apply } from '../tape/record.js'
import { linear, next } from './define.js'

/** Every steps[i]-th element from starts[i] on, sizes[i] of them; steps may be negative. */
export const sliceOp = (starts: readonly number[], sizes: Shape, steps: readonly number[]): Op =>
  linear(
    {
      name: 'slice',
      params: { starts, sizes, steps },
      shape: x => E.right({ shape: sizes, dtype: x.dtype }),
      kernel: x => read(x as Dense, sliced(x.shape, starts, sizes, steps)),
      batch: size => sliceOp([0, ...starts], [size, ...sizes], [1, ...steps]),
    },
    x => ({
      push: t => slice(t, starts, sizes, steps),
      pull: g => place(g, x.shape, starts, steps),
    }),
  )

/** Zeros of a shape with the operand at every steps[i]-th place from starts[i] on. */
export const placeOp = (shape: Shape, starts: readonly number[], steps: readonly number[]): Op =>
  linear(
    {
      name: 'place',
      params: { shape, starts, steps },
      shape: x => E.right({ shape, dtype: x.dtype }),
      kernel: x => {
        const out = allocate(x.dtype, sizeOf(shape))
        K.writeStrided(valuesOf(x), out, sliced(shape, starts, x.shape, steps))
        return dense(shape, x.dtype, out)
      },
      batch: size => placeOp([size, ...shape], [0, ...starts], [1, ...steps]),
    },
    x => ({
      push: t => place(t, shape, starts, steps),
      pull: g => slice(g, starts, x.shape, steps),
    }),
  )

/** The elements in reverse order along some axes. */
export const flipOp = (axes: readonly number[]): Op =>
  linear(
    {
      name: 'flip',
      params: { axes },
      shape: ({ shape, dtype }) => E.right({ shape, dtype }),
      kernel: x => {
        const backwards = (axis: number): boolean => axes.includes(axis)
        const starts = x.shape.map((n, axis) => (backwards(axis) ? n - 1 : 0))
        const steps = x.shape.map((_, axis) => (backwards(axis) ? -1 : 1))
        return read(x as Dense, sliced(x.shape, starts, x.shape, steps))
      },
      batch: () => flipOp(axes.map(next)),
    },
    () => ({ push: t => flip(t, axes), pull: g => flip(g, axes) }),
  )

const without = (shape: Shape, axis: number): Shape => shape.filter((_, i) => i !== axis)

/** Operands one after the other along an axis. */
export const concatOp = (axis: number): Op => ({
  name: 'concat',
  params: { axis },
  shape: (first, ...others) => {
    for (const x of others) {
      if (
        !sameShape(without(x.shape, axis), without(first.shape, axis)) ||
        x.shape.length !== first.shape.length
      )
        return refuse(
          'shape',
          `shapes ${showShape(first.shape)} and ${showShape(x.shape)} differ elsewhere than along axis ${axis}.`,
        )
      if (x.dtype !== first.dtype)
        return refuse('dtype', `got dtypes ${first.dtype} and ${x.dtype}.`)
    }
    return E.right({ shape: joined([first, ...others], axis), dtype: first.dtype })
  },
  kernel: (...xs) => {
    const shape = joined(xs, axis)
    const out = allocate((xs[0] as Dense).dtype, sizeOf(shape))
    const steps = shape.map(() => 1)
    const starts = shape.map(() => 0)
    for (const x of xs) {
      K.writeStrided(valuesOf(x), out, sliced(shape, starts, x.shape, steps))
      starts[axis] = (starts[axis] as number) + (x.shape[axis] as number)
    }
    return dense(shape, (xs[0] as Dense).dtype, out)
  },
  partial: (i, xs) => {
    const x = xs[i] as Value
    const starts = startOf(xs, i, axis)
    const steps = starts.map(() => 1)
    return O.some({
      push: t => place(t, joined(xs, axis), starts, steps),
      pull: g => slice(g, starts, x.shape, steps),
    })
  },
  batch: () => concatOp(next(axis)),
})

const joined = (xs: readonly Aval[], axis: number): Shape =>
  (xs[0] as Aval).shape.map((n, i) =>
    i === axis ? xs.reduce((total, x) => total + (x.shape[axis] as number), 0) : n,
  )

const startOf = (xs: readonly Aval[], i: number, axis: number): readonly number[] => {
  const before = xs.slice(0, i).reduce((total, x) => total + (x.shape[axis] as number), 0)
  return (xs[0] as Aval).shape.map((_, a) => (a === axis ? before : 0))
}

const read = (x: Dense, view: View): Dense =>
  dense(view.shape, x.dtype, K.readStrided(valuesOf(x), x.dtype, view))

export const slice = (
  x: Value,
  starts: readonly number[],
  sizes: Shape,
  steps: readonly number[],
): Value => apply(sliceOp(starts, sizes, steps), x)

export const place = (
  x: Value,
  shape: Shape,
  starts: readonly number[],
  steps: readonly number[],
): Value => apply(placeOp(shape, starts, steps), x)

export const flip = (x: Value, axes: readonly number[]): Value => apply(flipOp(axes), x)
