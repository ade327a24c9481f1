/** softmax, logSoftmax and logsumexp, each with its derivative from its own result. */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { dropAxes } from '../data/shape.js'
import { type Dense, like, type Value } from '../data/tensor.js'
import * as S from '../kernel/softmax.js'
import type { Op } from '../tape/op.js'
import { apply } from '../tape/record.js'
import { mul, sub } from './arithmetic.js'
import { repeatAlong, sum } from './broadcast.js'
import { isFinite } from './compare.js'
import { next, wantFloat } from './define.js'
import { expOp } from './pointwise.js'
import { where } from './select.js'

/** The sum along an axis, repeated along it. */
const spread = (x: Value, axis: number): Value => repeatAlong(sum(x, [axis]), x.shape, [axis])

/** s = softmax x: ds = s (dx - sum s dx), which is symmetric. */
export const softmaxOp = (axis: number): Op => ({
  name: 'softmax',
  params: { axis },
  shape: wantFloat,
  kernel: x => S.softmax(x as Dense, axis),
  partial: (_, __, out) => {
    const jacobian = (t: Value): Value => mul(out, sub(t, spread(mul(out, t), axis)))
    return O.some({ push: jacobian, pull: jacobian })
  },
  batch: () => softmaxOp(next(axis)),
})

/** l = log softmax x: dl = dx - sum(softmax dx). */
export const logSoftmaxOp = (axis: number): Op => ({
  name: 'logSoftmax',
  params: { axis },
  shape: wantFloat,
  kernel: x => S.logSoftmax(x as Dense, axis),
  partial: (_, __, out) => {
    const probabilities = apply(expOp, out)
    return O.some({
      push: t => sub(t, spread(mul(probabilities, t), axis)),
      pull: g => sub(g, mul(probabilities, spread(g, axis))),
    })
  },
  batch: () => logSoftmaxOp(next(axis)),
})

/** l = log sum exp x: dl = sum exp(x - l) dx, and 0 where l is infinite. */
export const logsumexpOp = (axes: readonly number[]): Op => ({
  name: 'logsumexp',
  params: { axes },
  shape: x => E.map(() => ({ shape: dropAxes(x.shape, axes), dtype: x.dtype }))(wantFloat(x)),
  kernel: x => S.logsumexp(x as Dense, axes),
  partial: (_, [x], out) => {
    const primal = x as Value
    const shift = repeatAlong(where(isFinite(out), out, like(out, 0)), primal.shape, axes)
    const known = repeatAlong(isFinite(out), primal.shape, axes)
    const safe = where(known, sub(primal, shift), like(primal, Number.NEGATIVE_INFINITY))
    const weights = apply(expOp, safe)
    return O.some({
      push: t => sum(mul(weights, t), axes),
      pull: g => mul(weights, repeatAlong(g, primal.shape, axes)),
    })
  },
  batch: () => logsumexpOp(axes.map(next)),
})
