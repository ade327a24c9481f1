/** broadcastTo and sum: each is the other's transpose. */
import * as E from 'fp-ts/lib/Either.js'
import { countOf } from '../data/dtype.js'
import { dropAxes, sameShape, showShape } from '../data/shape.js'
import { type Dense, dense, filled, type Value, valuesOf } from '../data/tensor.js'
import type { Shape } from '../data/types.js'
import { refuse } from '../error.js'
import * as K from '../kernel/kernels.js'
import { repeated } from '../kernel/strided.js'
import type { Op } from '../tape/op.js'
import { apply } from '../tape/record.js'
import { linear, next } from './define.js'
import { reshape } from './layout.js'

/** Repeats a tensor along new axes: `axes` of the result are new, the others are the operand's. */
export const broadcastOp = (shape: Shape, axes: readonly number[]): Op =>
  linear(
    {
      name: 'broadcastTo',
      params: { shape, axes },
      shape: x =>
        sameShape(x.shape, dropAxes(shape, axes))
          ? E.right({ shape, dtype: x.dtype })
          : refuse('shape', `shape ${showShape(x.shape)} does not repeat to ${showShape(shape)}.`),
      kernel: x => repeat(x as Dense, shape, axes),
      batch: size => broadcastOp([size, ...shape], axes.map(next)),
    },
    () => ({ push: t => repeatAlong(t, shape, axes), pull: g => sum(g, axes) }),
  )

/** Sums over some axes, which are gone from the result. */
export const sumOp = (axes: readonly number[]): Op =>
  linear(
    {
      name: 'sum',
      params: { axes },
      shape: x => E.right({ shape: dropAxes(x.shape, axes), dtype: countOf(x.dtype) }),
      kernel: x => K.sum(x as Dense, axes),
      batch: () => sumOp(axes.map(next)),
    },
    x => ({ push: t => sum(t, axes), pull: g => repeatAlong(g, x.shape, axes) }),
  )

const repeat = (x: Dense, shape: Shape, axes: readonly number[]): Dense => {
  const values = valuesOf(x)
  return values.length === 1
    ? filled(shape, x.dtype, values[0] as number)
    : dense(shape, x.dtype, K.readStrided(values, x.dtype, repeated(shape, axes)))
}

/** `sum`, and nothing at all where there is nothing to sum over. */
export const sum = (x: Value, axes: readonly number[]): Value =>
  axes.length === 0 ? x : apply(sumOp(axes), x)

/** The transpose of `sum`: puts the axes back in and repeats along them. */
export const repeatAlong = (x: Value, shape: Shape, axes: readonly number[]): Value =>
  axes.length === 0 ? x : apply(broadcastOp(shape, axes), x)

/** NumPy's broadcast of x to a shape that it fits: axes of length 1 and missing axes repeat. */
export const broadcastTo = (x: Value, shape: Shape): Value => {
  if (sameShape(x.shape, shape)) return x
  const missing = shape.length - x.rank
  const axes = shape.flatMap((n, axis) =>
    axis < missing || (x.shape[axis - missing] === 1 && n !== 1) ? [axis] : [],
  )
  return repeatAlong(reshape(x, dropAxes(shape, axes)), shape, axes)
}
