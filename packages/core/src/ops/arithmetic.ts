/** Addition, subtraction, multiplication, division and negation: what every derivative is made of. */

import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import type { Value } from '../data/tensor.js'
import { like } from '../data/tensor.js'
import * as K from '../kernel/kernels.js'
import type { Adjoint, Op } from '../tape/op.js'
import { apply } from '../tape/record.js'
import { pointwise, pointwise2, wantFloat, wantNumber, wantNumbers, wantSame } from './define.js'

const identity: Adjoint = { push: t => t, pull: g => g }
const negation: Adjoint = { push: t => neg(t), pull: g => neg(g) }

/**
 * Multiplication by w, which is its own transpose: the derivative of every pointwise function. Zeros
 * are strong: a tangent or cotangent of exactly 0 stays 0 where the derivative w is infinite or NaN,
 * and a derivative of exactly 0 lets nothing through. So what `where` did not select leaves no
 * trace, to any order; plain products would give 0 * Infinity = NaN.
 */
export const scale = (w: Value): O.Option<Adjoint> => {
  const multiply = (t: Value): Value => scaled(t, w)
  return O.some({ push: multiply, pull: multiply })
}

/** Division by w, its own transpose too, with the same strong zero. */
export const unscale = (w: Value): O.Option<Adjoint> => {
  const divide = (t: Value): Value => apply(unscaleOp, t, w)
  return O.some({ push: divide, pull: divide })
}

/** d(x + y) = dx + dy */
export const addOp: Op = pointwise2('add', wantNumbers, (x, y) => K.binary('add', x, y), [
  () => O.some(identity),
  () => O.some(identity),
])

/** d(x - y) = dx - dy */
export const subOp: Op = pointwise2('sub', wantNumbers, (x, y) => K.binary('sub', x, y), [
  () => O.some(identity),
  () => O.some(negation),
])

/** d(xy) = y dx + x dy */
export const mulOp: Op = pointwise2('mul', wantNumbers, (x, y) => K.binary('mul', x, y), [
  (_, y) => scale(y),
  x => scale(x),
])

/** d(x/y) = dx/y - (x/y) dy/y */
export const divOp: Op = pointwise2(
  'div',
  (x, y) => pipe(wantSame(x, y), E.chain(wantFloat)),
  (x, y) => K.binary('div', x, y),
  [(_, y) => unscale(y), (_, y, out) => scale(neg(div(out, y)))],
)

/** t w, and 0 where either is 0: d = w dt + t dw, as for a product. */
export const scaleOp: Op = pointwise2('scale', wantNumbers, K.scale, [
  (_, w) => scale(w),
  t => scale(t),
])

/** t / w, and 0 where t is 0: d = dt/w - (t/w) dw/w, as for a quotient. */
export const unscaleOp: Op = pointwise2(
  'unscale',
  (t, w) => pipe(wantSame(t, w), E.chain(wantFloat)),
  K.unscale,
  [(_, w) => unscale(w), (_, w, out) => scale(neg(apply(unscaleOp, out, w)))],
)

/** d(-x) = -dx */
export const negOp: Op = pointwise(
  'neg',
  wantNumber,
  x => K.unary('neg', x),
  () => O.some(negation),
)

export const add = (x: Value, y: Value): Value => apply(addOp, x, y)
export const sub = (x: Value, y: Value): Value => apply(subOp, x, y)
export const mul = (x: Value, y: Value): Value => apply(mulOp, x, y)
export const div = (x: Value, y: Value): Value => apply(divOp, x, y)
export const scaled = (t: Value, w: Value): Value => apply(scaleOp, t, w)
export const neg = (x: Value): Value => apply(negOp, x)

/** x times a number. */
export const times = (x: Value, c: number): Value => mul(x, like(x, c))
