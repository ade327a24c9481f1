/** Powers, extremes, angles and remainders of two operands. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import { like, type Value } from '../data/tensor.js'
import * as K from '../kernel/kernels.js'
import type { BinaryName } from '../kernel/names.js'
import type { Op } from '../tape/op.js'
import { apply } from '../tape/record.js'
import { add, div, mul, neg, scale, times } from './arithmetic.js'
import { equal, greater, logicalAndOp } from './compare.js'
import { pointwise2, wantFloat, wantNumbers, wantSame } from './define.js'
import { floorOp, logOp } from './pointwise.js'
import { astype, stopGradientOp, where } from './select.js'

const binary = (
  name: BinaryName,
  shape: Op['shape'],
  slopes: Parameters<typeof pointwise2>[3],
): Op => pointwise2(name, shape, (x, y) => K.binary(name, x, y), slopes)

const isZero = (x: Value): Value => equal(x, like(x, 0))

/** x, and 1 at the places given, whose values do not matter. */
const clearOf = (places: Value, x: Value): Value => where(places, like(x, 1), x)

/**
 * d x^y = y x^(y-1) dx + x^y log(x) dy. The first factor is 0 where x = y = 0, and the second where
 * x = 0, so that neither 0 * Infinity comes up; at x = 0 the first does not depend on y either, so
 * that derivatives of second order do not depend on which comes first.
 */
export const powOp: Op = binary('pow', wantNumbers, [
  (x, y) => {
    const zero = isZero(x)
    const exponent = where(zero, apply(stopGradientOp, y), y)
    const base = clearOf(apply(logicalAndOp, zero, isZero(y)), x)
    return scale(mul(exponent, apply(powOp, base, add(exponent, like(y, -1)))))
  },
  (x, _, out) => scale(mul(out, apply(logOp, clearOf(isZero(x), x)))),
])

/** 1 where x > y, 1/2 where they are equal, else 0: at a tie the two share. */
const share = (x: Value, y: Value): Value =>
  add(astype(greater(x, y), x.dtype), times(astype(equal(x, y), x.dtype), 0.5))

export const maximumOp: Op = binary('maximum', wantNumbers, [
  (x, y) => scale(share(x, y)),
  (x, y) => scale(share(y, x)),
])

export const minimumOp: Op = binary('minimum', wantNumbers, [
  (x, y) => scale(share(y, x)),
  (x, y) => scale(share(x, y)),
])

/** x / (x^2 + y^2), and 0 of every order at the origin, where the angle has no derivative. */
const turn = (x: Value, y: Value): Value => {
  const radius = add(mul(x, x), mul(y, y))
  const origin = isZero(radius)
  return where(origin, like(x, 0), div(x, clearOf(origin, radius)))
}

/** d atan2(y, x) = (x dy - y dx) / (x^2 + y^2) */
export const atan2Op: Op = binary('atan2', (x, y) => pipe(wantSame(x, y), E.chain(wantFloat)), [
  (y, x) => scale(turn(x, y)),
  (y, x) => scale(neg(turn(y, x))),
])

/** x mod y = x - y floor(x / y), with the sign of y: d = dx - floor(x / y) dy between the jumps. */
export const modOp: Op = binary('mod', wantNumbers, [
  () => O.some({ push: t => t, pull: g => g }),
  (x, y) => scale(neg(apply(floorOp, div(x, y)))),
])
