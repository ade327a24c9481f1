/** Powers x^y = e^(y log x), and what `**` says about zeros, infinities and negative bases. */
import type { Expr } from '../wasm/code.js'
import { double, powerLogarithm } from './coefficients.js'
import { exponential } from './exponential.js'
import { log } from './logarithm.js'
import { type Pair, product } from './pair.js'
import { polynomial, type Reals } from './real.js'

/** The sum of two doubles of which the first is larger (or 0), and of something small. */
const sum = (R: Reals, x: Expr, y: Expr, small: Expr): Pair => {
  const high = R.keep(R.add(x, y))
  return { high, low: R.keep(R.add(R.add(R.sub(x, high), y), small)) }
}

const TWO_THIRDS = 2 / 3
const TWO_THIRDS_LOW = 3.700743415417188e-17

/**
 * log x of 0 < x < Infinity to about 2^-63: with x = 2^k m and s = (m - 1) / (m + 1),
 * log m = (2 s / 3) (3 + z + z^2 P(z)), z = s^2, where s, z and the sum are pairs.
 */
const logarithm = (R: Reals, x: Expr): Pair => {
  const small = R.keep(R.less(x, R.format.smallestNormal))
  const { exponent, significand } = R.split(
    R.keep(R.choose(small, R.mul(x, 2 ** R.format.raise), x)),
  )
  const k = R.keep(R.sub(exponent, R.only(small, R.format.raise)))
  const m = R.keep(significand)
  const f = R.keep(R.sub(m, 1))
  const bottom = R.keep(R.add(m, 1))
  const bottomLow = R.sub(m, R.sub(bottom, 1))
  const s = R.keep(R.div(f, bottom))
  const back = product(R, s, bottom)
  const error = R.sub(R.sub(R.sub(f, back.high), back.low), R.mul(s, bottomLow))
  const sLow = R.keep(R.div(error, bottom))
  const z = product(R, s, s)
  const zLow = R.add(z.low, R.mul(R.mul(2, s), sLow))
  const series = R.mul(R.mul(z.high, z.high), polynomial(R, powerLogarithm, z.high))
  const t = sum(R, R.number(3), z.high, R.add(zLow, series))
  const st = product(R, s, t.high)
  const stLow = R.keep(R.add(st.low, R.add(R.mul(s, t.low), R.mul(sLow, t.high))))
  const q = product(R, st.high, R.keep(R.number(TWO_THIRDS)))
  const qLow = R.add(q.low, R.add(R.mul(st.high, TWO_THIRDS_LOW), R.mul(stLow, TWO_THIRDS)))
  const whole = R.keep(R.mul(k, R.format.ln2High))
  const rough = sum(R, whole, q.high, R.add(qLow, R.mul(k, R.format.ln2Low)))
  return sum(R, rough.high, rough.low, R.number(0))
}

/** e^(y log a): in pairs for double precision, plainly for results of float32. */
const magnitude = (R: Reals, a: Expr, y: Expr): Expr => {
  if (R.coefficients !== double) return exponential(R, R.keep(R.mul(y, log(R, a))))
  // |log a| is at least 2^-53 or 0: from |y| = 2^64 on the result does not change.
  const bounded = R.keep(R.clamp(y, -(2 ** 66), 2 ** 66))
  const l = logarithm(R, a)
  const p = product(R, bounded, l.high)
  // Where the first part is beyond the bounds of e^x, the second is large and does not matter.
  const low = R.clamp(R.keep(R.add(p.low, R.mul(bounded, l.low))), -1e-6, 1e-6)
  return exponential(R, p.high, 0, R.keep(low))
}

export const pow = (R: Reals, x: Expr, y: Expr): Expr => {
  const inf = Number.POSITIVE_INFINITY
  const a = R.keep(R.abs(x))
  const unbounded = R.keep(R.either(R.equal(a, 0), R.equal(a, inf)))
  // The sign of log a, times the sign of y: towards infinity or 0.
  const atEnd = R.choose(R.agree(R.less(1, a), R.less(0, y)), inf, 0)
  const steep = R.keep(R.both(R.equal(R.abs(y), inf), R.differs(a, 1)))
  const plain = magnitude(R, R.keep(R.choose(unbounded, 1, a)), R.keep(R.choose(steep, 1, y)))
  const size = R.keep(R.choose(R.either(unbounded, steep), atEnd, plain))
  const half = R.keep(R.mul(y, 0.5))
  const whole = R.equal(R.trunc(y), y)
  const odd = R.both(whole, R.differs(R.trunc(half), half))
  const negative = R.less(R.copySign(1, x), 0)
  const signed = R.choose(R.both(negative, odd), R.neg(size), size)
  const fraction = R.both(R.both(R.less(x, 0), R.less(a, inf)), R.differs(R.trunc(y), y))
  const atOne = R.both(R.equal(a, 1), R.equal(R.abs(y), inf))
  const isNaN = R.either(R.either(R.differs(x, x), R.differs(y, y)), R.either(fraction, atOne))
  return R.choose(R.equal(y, 0), 1, R.choose(isNaN, Number.NaN, signed))
}
