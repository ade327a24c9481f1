/** Extremes and truth over some axes, their places, and running sums. `sum` is in broadcast.ts. */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { dropAxes, showShape } from '../data/shape.js'
import type { Aval, Dense, Value } from '../data/tensor.js'
import { type Reason, refuse } from '../error.js'
import * as K from '../kernel/kernels.js'
import type { Op } from '../tape/op.js'
import { apply } from '../tape/record.js'
import { div, scaled } from './arithmetic.js'
import { repeatAlong, sum } from './broadcast.js'
import { equal } from './compare.js'
import { constant, linear, next } from './define.js'
import { astype } from './select.js'

/** The largest (smallest) of no numbers does not exist. */
const wantSome = (x: Aval, axes: readonly number[]): E.Either<Reason, Aval> =>
  axes.some(axis => x.shape[axis] === 0)
    ? refuse(
        'shape',
        `shape ${showShape(x.shape)} has no elements along axes ${showShape(axes)}, and there is no extreme of nothing.`,
      )
    : E.right(x)

/**
 * dm = the mean of dx over the places where x is the extreme: at ties they share equally. What is not
 * the extreme takes no part, be the cotangent infinite.
 */
const extreme = (name: 'max' | 'min', axes: readonly number[]): Op => ({
  name,
  params: { axes },
  shape: x =>
    E.map((y: Aval) => ({ shape: dropAxes(y.shape, axes), dtype: y.dtype }))(wantSome(x, axes)),
  kernel: x => K[name](x as Dense, axes),
  partial: (_, [x], out) => {
    const primal = x as Value
    const mask = astype(equal(primal, repeatAlong(out, primal.shape, axes)), primal.dtype)
    const count = sum(mask, axes)
    return O.some({
      push: t => div(sum(scaled(t, mask), axes), count),
      pull: g => scaled(repeatAlong(div(g, count), primal.shape, axes), mask),
    })
  },
  batch: () => extreme(name, axes.map(next)),
})

export const maxOp = (axes: readonly number[]): Op => extreme('max', axes)
export const minOp = (axes: readonly number[]): Op => extreme('min', axes)

/** The index of the first extreme along an axis. */
const place = (name: 'argmax' | 'argmin', axis: number): Op => ({
  name,
  params: { axis },
  shape: x =>
    E.map((y: Aval): Aval => ({ shape: dropAxes(y.shape, [axis]), dtype: 'int32' }))(
      wantSome(x, [axis]),
    ),
  kernel: x => K[name](x as Dense, axis),
  partial: constant,
  batch: () => place(name, next(axis)),
})

export const argmaxOp = (axis: number): Op => place('argmax', axis)
export const argminOp = (axis: number): Op => place('argmin', axis)

const truth = (name: 'any' | 'all', axes: readonly number[]): Op => ({
  name,
  params: { axes },
  shape: x => E.right({ shape: dropAxes(x.shape, axes), dtype: 'bool' }),
  kernel: x => K[name](x as Dense, axes),
  partial: constant,
  batch: () => truth(name, axes.map(next)),
})

export const anyOp = (axes: readonly number[]): Op => truth('any', axes)
export const allOp = (axes: readonly number[]): Op => truth('all', axes)

/** Running sums along an axis; the transpose runs from the other end. */
export const cumsumOp = (axis: number, reverse: boolean): Op =>
  linear(
    {
      name: 'cumsum',
      params: { axis, reverse },
      shape: ({ shape, dtype }) => E.right({ shape, dtype }),
      kernel: x => K.cumsum(x as Dense, axis, reverse),
      batch: () => cumsumOp(next(axis), reverse),
    },
    () => ({ push: t => cumsum(t, axis, reverse), pull: g => cumsum(g, axis, !reverse) }),
  )

export const cumsum = (x: Value, axis: number, reverse: boolean): Value =>
  apply(cumsumOp(axis, reverse), x)
