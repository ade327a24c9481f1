/** The error function and its inverse. */
import type { Expr } from '../wasm/code.js'
import { exponential } from './exponential.js'
import { log } from './logarithm.js'
import { product } from './pair.js'
import { branch, polynomial, type Reals } from './real.js'

/** x P(x^2), for |x| up to 1. */
const centre = (R: Reals, x: Expr): Expr =>
  R.mul(x, polynomial(R, R.coefficients.erf, R.keep(R.mul(x, x))))

/**
 * e^(-x^2) Q((x - 1) / (x + 1)) / x for x >= 1/2, where Q varies little (the variable is that of
 * M. Shepherd and J. Laframboise, 1981); x^2 is a pair, since its rounding would be magnified.
 */
const tail = (R: Reals, x: Expr): Expr => {
  const t = R.keep(R.div(R.sub(x, 1), R.add(x, 1)))
  const square = product(R, x, x)
  const decay = exponential(R, R.keep(R.neg(square.high)), 0, R.keep(R.neg(square.low)))
  return R.mul(decay, R.div(polynomial(R, R.coefficients.erfc, t), x))
}

/** From here on erf is 1. */
const ONE = 6

export const erf = (R: Reals, x: Expr): Expr => {
  const a = R.keep(R.clamp(R.keep(R.abs(x)), 0, ONE))
  const near = R.keep(R.atMost(a, 1))
  const value = branch(
    R,
    near,
    () => centre(R, a),
    () => R.sub(1, tail(R, a)),
  )
  return R.copySign(value, x)
}

/** 1 - erf x without cancellation: the tail for x >= 1/2, 2 minus that for x <= -1/2. */
export const erfc = (R: Reals, x: Expr): Expr => {
  const a = R.keep(R.clamp(R.keep(R.abs(x)), 0, R.format.erfcZero))
  const near = R.keep(R.less(a, 0.5))
  return branch(
    R,
    near,
    () => R.sub(1, centre(R, x)),
    () => {
      const far = R.keep(tail(R, a))
      return R.choose(R.less(x, 0), R.sub(2, far), far)
    },
  )
}

/**
 * x P(w) with w = -log((1 - x)(1 + x)), P by pieces (the form is that of M. Giles, "Approximating the
 * erfinv function", 2010).
 */
export const erfinv = (R: Reals, x: Expr): Expr => {
  const w = R.keep(R.neg(log(R, R.keep(R.mul(R.sub(1, x), R.add(1, x))))))
  const { erfinvCentre, erfinvMiddle, erfinvTail } = R.coefficients
  const outer = (): Expr => {
    const s = R.keep(R.sqrt(w))
    const middle = polynomial(R, erfinvMiddle, R.keep(R.sub(s, 3.25)))
    const tail = polynomial(R, erfinvTail, R.keep(R.sub(s, 5)))
    return R.choose(R.less(s, 4), middle, tail)
  }
  const centre = (): Expr => polynomial(R, erfinvCentre, R.keep(R.sub(w, 3.125)))
  const inside = R.mul(x, branch(R, R.keep(R.less(w, 6.25)), centre, outer))
  const end = R.equal(R.abs(x), 1)
  return R.choose(end, R.mul(x, Number.POSITIVE_INFINITY), inside)
}
