/** Quotients, roots and logarithms without infinities: 0 where the formula has no finite value. */
import { floatOf } from '../data/dtype.js'
import type { Division, FloatElementwise } from '../data/signatures.js'
import { like, type Value } from '../data/tensor.js'
import type { Operand, Tensor } from '../data/types.js'
import { div, mul } from '../ops/arithmetic.js'
import { equal, lessEqualOp, logicalAndOp, logicalOrOp } from '../ops/compare.js'
import { logOp, sqrtOp } from '../ops/pointwise.js'
import { where } from '../ops/select.js'
import { apply } from '../tape/record.js'
import { floating, pair } from './door.js'

/**
 * f(x), and 0 at the places given: there f is taken at 1 instead and not selected, so that it has
 * derivative 0 of every order and nothing infinite meets it.
 */
const except = (places: Value, x: Value, f: (clear: Value) => Value): Value =>
  where(places, like(x, 0), f(where(places, like(x, 1), x)))

/**
 * a / b, and 0 where b is 0, with all derivatives 0 there.
 * @example safeDiv(tensor([1, 2]), tensor([4, 0])) // => [0.25, 0.00]
 */
export const safeDiv: Division = (a: Operand, b: Operand): Tensor => {
  const [x, y] = pair('safeDiv', a, b, floatOf)
  return except(equal(y, like(y, 0)), y, clear => div(x, clear))
}

/**
 * The square root, and 0 at and below 0 with all derivatives 0 there: for numbers that only rounding
 * makes negative, and roots whose slope at 0 is not wanted.
 * @example safeSqrt(tensor([4, 0, -1])) // => [2, 0, 0]
 */
export const safeSqrt: FloatElementwise = (x: Operand): Tensor => {
  const value = floating('safeSqrt', x)
  const places = apply(lessEqualOp, value, like(value, 0))
  return except(places, value, clear => apply(sqrtOp, clear))
}

/**
 * x log(y), and 0 where x is 0 and log(y) is not finite, with all derivatives 0 there: the terms of
 * an entropy. Where x is 0 and y is above 0, the derivative in x is log(y) as everywhere.
 * @example xlogy(tensor([0, 2]), tensor([0, 1])) // => [0, 0]
 */
export const xlogy: Division = (x: Operand, y: Operand): Tensor => {
  const [a, b] = pair('xlogy', x, y, floatOf)
  const endless = apply(
    logicalOrOp,
    apply(lessEqualOp, b, like(b, 0)),
    equal(b, like(b, Number.POSITIVE_INFINITY)),
  )
  const places = apply(logicalAndOp, equal(a, like(a, 0)), endless)
  return except(places, b, clear => mul(a, apply(logOp, clear)))
}
