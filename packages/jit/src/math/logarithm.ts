/** The logarithm and what is made of it. */
import type { Expr } from '../wasm/code.js'
import { exponential } from './exponential.js'
import { polynomial, type Reals } from './real.js'

/**
 * log x + correction for 0 < x < Infinity, where the correction is beyond the last digit of x. With x = 2^k (1 + f)
 * and s = f / (2 + f), log(1 + f) = f - h + s (h + R(s^2)), h = f^2 / 2 (fdlibm's arrangement: f is
 * exact, and everything else is small beside it).
 */
const positive = (R: Reals, x: Expr, correction?: Expr): Expr => {
  const small = R.keep(R.less(x, R.format.smallestNormal))
  const normal = R.keep(R.choose(small, R.mul(x, 2 ** R.format.raise), x))
  const { exponent, significand } = R.split(normal)
  const k = R.keep(R.sub(exponent, R.only(small, R.format.raise)))
  const f = R.keep(R.sub(significand, 1))
  const s = R.keep(R.div(f, R.add(f, 2)))
  const z = R.keep(R.mul(s, s))
  const h = R.keep(R.mul(R.mul(f, f), 0.5))
  const series = R.mul(z, polynomial(R, R.coefficients.log, z))
  const low = R.mul(k, R.format.ln2Low)
  const tail = R.add(
    R.mul(s, R.add(h, series)),
    correction === undefined ? low : R.add(low, correction),
  )
  return R.sub(R.mul(k, R.format.ln2High), R.sub(R.sub(h, tail), f))
}

/** What stands at the ends: -Infinity at 0, NaN below, Infinity and NaN themselves. */
const withEnds = (R: Reals, x: Expr, inside: Expr): Expr => {
  const above = R.choose(R.less(x, Number.POSITIVE_INFINITY), inside, x)
  const below = R.choose(R.equal(x, 0), Number.NEGATIVE_INFINITY, Number.NaN)
  return R.choose(R.less(0, x), above, below)
}

export const log = (R: Reals, x: Expr): Expr => withEnds(R, x, positive(R, x))

/** log u + c / u with u = 1 + x rounded, and c what the rounding lost. x itself where it is tiny. */
export const log1p = (R: Reals, x: Expr): Expr => {
  const u = R.keep(R.add(1, x))
  const lost = R.choose(R.less(1, x), R.sub(1, R.sub(u, x)), R.sub(x, R.sub(u, 1)))
  const inside = withEnds(R, u, positive(R, u, R.div(lost, u)))
  return R.choose(R.less(R.abs(x), R.format.tiny), x, inside)
}

/** max(x, 0) + log(1 + e^-|x|) */
export const softplus = (R: Reals, x: Expr): Expr => {
  const tail = log1p(R, R.keep(exponential(R, R.keep(R.neg(R.abs(x))))))
  return R.add(R.only(R.less(0, x), x), tail)
}

/** Where x^2 + 1 and x^2 - 1 round to x^2: log x + log 2, with log x = log(1 + (x - 1)). */
const isLarge = (R: Reals, x: Expr): Expr => R.keep(R.less(R.format.large, x))

/** log(1 + t) with t = |x| + x^2 / (1 + sqrt(1 + x^2)). */
export const asinh = (R: Reals, x: Expr): Expr => {
  const a = R.keep(R.abs(x))
  const large = isLarge(R, a)
  const square = R.keep(R.mul(a, a))
  const near = R.add(a, R.div(square, R.add(1, R.sqrt(R.add(1, square)))))
  const t = R.keep(R.choose(large, R.sub(a, 1), near))
  const value = R.add(log1p(R, t), R.only(large, Math.LN2))
  return R.copySign(value, x)
}

/** log(1 + t + sqrt(2 t + t^2)) with t = x - 1. */
export const acosh = (R: Reals, x: Expr): Expr => {
  const large = isLarge(R, x)
  const t = R.keep(R.sub(x, 1))
  const near = R.add(t, R.sqrt(R.add(R.mul(t, 2), R.mul(t, t))))
  const value = log1p(R, R.keep(R.choose(large, t, near)))
  return R.choose(R.less(x, 1), Number.NaN, R.add(value, R.only(large, Math.LN2)))
}

/** log(1 + 2|x| / (1 - |x|)) / 2 */
export const atanh = (R: Reals, x: Expr): Expr => {
  const a = R.keep(R.abs(x))
  const t = R.keep(R.div(R.mul(a, 2), R.sub(1, a)))
  return R.copySign(R.mul(0.5, log1p(R, t)), x)
}
