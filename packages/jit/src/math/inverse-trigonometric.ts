/** Angles from their sines, cosines and tangents. */
import type { Expr } from '../wasm/code.js'
import { polynomial, type Reals } from './real.js'

const HALF_PI = Math.PI / 2
const QUARTER_PI = Math.PI / 4

/**
 * asin at |x| <= 1/2 is x + x z P(z) with z = x^2; above, with z = (1 - |x|) / 2, it is
 * pi / 2 - 2 asin sqrt z. Gives r = sqrt z (|x| below) and the rest r z P(z).
 */
const quarter = (R: Reals, x: Expr) => {
  const a = R.keep(R.abs(x))
  const outer = R.keep(R.less(0.5, a))
  const z = R.keep(R.choose(outer, R.mul(R.sub(1, a), 0.5), R.mul(a, a)))
  const r = R.keep(R.choose(outer, R.sqrt(z), a))
  const rest = R.keep(R.mul(R.mul(r, z), polynomial(R, R.coefficients.asin, z)))
  return { outer, r, rest }
}

export const asin = (R: Reals, x: Expr): Expr => {
  const { outer, r, rest } = quarter(R, x)
  const far = R.sub(HALF_PI, R.sub(R.mul(2, R.add(r, rest)), R.format.halfPiLow))
  return R.copySign(R.choose(outer, far, R.add(r, rest)), x)
}

/** pi / 2 - asin x; 2 asin sqrt z for x > 1/2 and pi minus that for x < -1/2. */
export const acos = (R: Reals, x: Expr): Expr => {
  const { outer, r, rest } = quarter(R, x)
  const negative = R.keep(R.less(x, 0))
  const twice = R.keep(R.mul(2, R.add(r, rest)))
  const far = R.choose(negative, R.sub(Math.PI, R.sub(twice, 2 * R.format.halfPiLow)), twice)
  const signedR = R.copySign(r, x)
  const near = R.sub(HALF_PI, R.add(signedR, R.sub(R.copySign(rest, x), R.format.halfPiLow)))
  return R.choose(outer, far, near)
}

const TAN_EIGHTH = Math.SQRT2 - 1
const TAN_THREE_EIGHTHS = Math.SQRT2 + 1

/**
 * The angle of (x, y), x and y >= 0 and not both 0 or infinite: with q the quotient of y by x below
 * tan(pi / 8), of y - x by y + x to 3 pi / 8, of -x by y above, it is 0, pi / 4 or pi / 2, plus atan q.
 */
const firstQuadrant = (R: Reals, y: Expr, x: Expr): Expr => {
  const low = R.keep(R.atMost(y, R.mul(x, TAN_EIGHTH)))
  const high = R.keep(R.less(R.mul(x, TAN_THREE_EIGHTHS), y))
  const pick = (a: Expr, b: Expr, c: Expr): Expr => R.keep(R.choose(low, a, R.choose(high, c, b)))
  const top = pick(y, R.sub(y, x), R.neg(x))
  const bottom = pick(x, R.add(y, x), y)
  const q = R.keep(R.div(top, bottom))
  const z = R.keep(R.mul(q, q))
  const rest = R.mul(R.mul(q, z), polynomial(R, R.coefficients.atan, z))
  const base = pick(R.number(0), R.number(QUARTER_PI), R.number(HALF_PI))
  const baseLow = pick(R.number(0), R.number(R.format.halfPiLow / 2), R.number(R.format.halfPiLow))
  return R.add(base, R.add(q, R.add(rest, baseLow)))
}

export const atan = (R: Reals, x: Expr): Expr =>
  R.copySign(firstQuadrant(R, R.keep(R.abs(x)), R.number(1)), x)

/** The angle of the point (x, y), from -pi to pi; zeros and infinities as `Math.atan2` has them. */
export const atan2 = (R: Reals, y: Expr, x: Expr): Expr => {
  const inf = Number.POSITIVE_INFINITY
  const absX = R.keep(R.abs(x))
  const absY = R.keep(R.abs(y))
  const bothInfinite = R.keep(R.both(R.equal(absX, inf), R.equal(absY, inf)))
  const bothZero = R.both(R.equal(absX, 0), R.equal(absY, 0))
  const isLarge = R.either(R.less(R.format.huge, absX), R.less(R.format.huge, absY))
  const scale = R.keep(R.choose(isLarge, 0.25, 1))
  const a = R.keep(R.choose(bothInfinite, 1, R.mul(absY, scale)))
  const b = R.keep(R.choose(R.either(bothInfinite, bothZero), 1, R.mul(absX, scale)))
  const angle = R.keep(firstQuadrant(R, a, b))
  const leftward = R.less(R.copySign(1, x), 0)
  const turned = R.sub(Math.PI, R.sub(angle, 2 * R.format.halfPiLow))
  const result = R.copySign(R.choose(leftward, turned, angle), y)
  return R.choose(R.either(R.differs(x, x), R.differs(y, y)), Number.NaN, result)
}
