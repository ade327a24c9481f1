/**
 * Exponentials and logarithms of four float32 at once. Coefficients of the polynomials are those of
 * Cephes (S. L. Moshier, single precision: expf, logf, tanhf, sinhf).
 */
import type { Body, Local } from '../wasm/body.js'
import { type Expr, f32x4, i32x4, v128 } from '../wasm/code.js'
import { c4, choose4, type Function4, horner4, n4, nearest4, signed4, square4 } from './tools.js'

/** ln 2 in two parts; the first has few bits, so that its product with a small whole number is exact. */
const LN2_HIGH = 0.693359375
const LN2_LOW = -2.12194440054690583e-4

/** exp r = 1 + r + r^2 P(r) for |r| <= ln 2 / 2 */
const EXP = [
  5.0000001201e-1, 1.6666665459e-1, 4.1665795894e-2, 8.3334519073e-3, 1.3981999507e-3,
  1.987569152e-4,
]

/** 2^n of whole numbers from -126 to 127. */
const power = (n: Expr): Expr => i32x4.shl(i32x4.add(n, n4(127)), 23)

interface Reduced {
  /** exp r - 1 */
  readonly above: Local
  /** x = n ln 2 + r */
  readonly n: Local
}

/** x between bounds, with NaN as it is: pmin and pmax give their first operand where it is NaN. */
const between = (b: Body, x: Expr, low: number, high: number): Local =>
  b.keep(f32x4.pmax(f32x4.pmin(x, c4(high)), c4(low)))

const reduced = (b: Body, x: Local): Reduced => {
  const n = b.keep(nearest4(f32x4.mul(x, c4(Math.LOG2E))))
  const high = f32x4.sub(x, f32x4.mul(n, c4(LN2_HIGH)))
  const r = b.keep(f32x4.sub(high, f32x4.mul(n, c4(LN2_LOW))))
  const above = b.keep(f32x4.add(r, f32x4.mul(f32x4.mul(r, r), horner4(r, EXP))))
  return { above, n: b.keep(i32x4.trunc_sat_f32x4_s(n)) }
}

/** Beyond these, exp is 0 or infinite in float32. */
const LEAST = -104
const MOST = 89

export const exp4: Function4 = (b, x) => {
  const { above, n } = reduced(b, between(b, x, LEAST, MOST))
  // In two steps, since 2^n alone may overflow where the product does not, or be subnormal.
  const half = b.keep(i32x4.shr_s(n, 1))
  const scaled = f32x4.mul(f32x4.add(above, c4(1)), power(half))
  return f32x4.mul(scaled, power(i32x4.sub(n, half)))
}

/** 2^n (exp r - 1) + (2^n - 1); above 60 the 1 is lost in rounding. */
export const expm14: Function4 = (b, x) => {
  const { above, n } = reduced(b, between(b, x, -60, 60))
  const scale = b.keep(power(n))
  const near = b.keep(f32x4.add(f32x4.mul(above, scale), f32x4.sub(scale, c4(1))))
  const small = choose4(f32x4.eq(x, c4(0)), x, near)
  const kept = b.keep(small)
  return choose4(f32x4.gt(x, c4(60)), exp4(b, x), kept)
}

/** log(1 + f) = f - f^2/2 + f^3 P(f) for 1 + f from sqrt(1/2) to sqrt 2 */
const LOG = [
  3.3333331174e-1, -2.4999993993e-1, 2.0000714765e-1, -1.6668057665e-1, 1.4249322787e-1,
  -1.2420140846e-1, 1.167699874e-1, -1.151461031e-1, 7.0376836292e-2,
]

/** The bits of sqrt(1/2): fractions are taken from there to twice that. */
const HALF_ROOT = 0x3f3504f3

const SMALLEST_NORMAL = 2 ** -126

export const log4: Function4 = (b, x) => {
  const tiny = b.keep(f32x4.lt(x, c4(SMALLEST_NORMAL)))
  const normal = b.keep(choose4(tiny, f32x4.mul(x, c4(2 ** 23)), x))
  const e = b.keep(i32x4.shr_s(i32x4.sub(normal, n4(HALF_ROOT)), 23))
  const f = b.keep(f32x4.sub(i32x4.sub(normal, i32x4.shl(e, 23)), c4(1)))
  const exponent = b.keep(f32x4.convert_i32x4_s(i32x4.sub(e, v128.and(tiny, n4(23)))))
  const z = square4(b, f)
  const tail = f32x4.mul(f32x4.mul(z, f), horner4(f, LOG))
  const low = f32x4.add(tail, f32x4.mul(exponent, c4(LN2_LOW)))
  const y = f32x4.sub(low, f32x4.mul(z, c4(0.5)))
  const finite = b.keep(f32x4.add(f32x4.add(f, y), f32x4.mul(exponent, c4(LN2_HIGH))))
  // Infinity and NaN are their own logarithms; 0 has -Infinity, and what is below none.
  const large = b.keep(choose4(f32x4.lt(x, c4(Number.POSITIVE_INFINITY)), finite, x))
  const below = b.keep(choose4(f32x4.eq(x, c4(0)), c4(Number.NEGATIVE_INFINITY), c4(Number.NaN)))
  return choose4(f32x4.le(x, c4(0)), below, large)
}

/** log(u) x / (u - 1) with u = 1 + x rounded: the quotient mends what rounding lost (W. Kahan). */
export const log1p4: Function4 = (b, x) => {
  const u = b.keep(f32x4.add(x, c4(1)))
  const log = b.keep(log4(b, u))
  const mended = f32x4.mul(log, f32x4.div(x, f32x4.sub(u, c4(1))))
  const exact = b.keep(choose4(f32x4.eq(u, c4(1)), x, mended))
  return choose4(f32x4.eq(x, c4(Number.POSITIVE_INFINITY)), x, exact)
}

/** tanh x = x + x^3 P(x^2) for |x| below 0.625 */
const TANH = [
  -3.33332819422e-1, 1.33314422036e-1, -5.37397155531e-2, 2.06390887954e-2, -5.70498872745e-3,
]

export const tanh4: Function4 = (b, x) => {
  const a = b.keep(f32x4.abs(x))
  const z = square4(b, x)
  const small = b.keep(f32x4.add(x, f32x4.mul(f32x4.mul(x, z), horner4(z, TANH))))
  const twice = b.keep(f32x4.add(a, a))
  const power_ = exp4(b, twice)
  const large = f32x4.sub(c4(1), f32x4.div(c4(2), f32x4.add(power_, c4(1))))
  return choose4(f32x4.lt(a, c4(0.625)), small, signed4(large, x))
}

/** exp(-|x|) does not overflow; where x < 0, the sigmoid is exp x / (1 + exp x). */
export const sigmoid4: Function4 = (b, x) => {
  const minus = b.keep(f32x4.neg(f32x4.abs(x)))
  const e = b.keep(exp4(b, minus))
  const top = choose4(f32x4.lt(x, c4(0)), e, c4(1))
  return f32x4.div(top, f32x4.add(e, c4(1)))
}

/** log(1 + exp x) = max(x, 0) + log1p(exp(-|x|)) */
export const softplus4: Function4 = (b, x) => {
  const minus = b.keep(f32x4.neg(f32x4.abs(x)))
  const e = b.keep(exp4(b, minus))
  return f32x4.add(f32x4.max(x, c4(0)), log1p4(b, e))
}

export const elu4: Function4 = (b, x) => {
  const below = b.keep(expm14(b, x))
  return choose4(f32x4.gt(x, c4(0)), x, below)
}

/** sinh x = x + x^3 P(x^2) for |x| below 1 */
const SINH = [1.66667160211e-1, 8.33028376239e-3, 2.03721912945e-4]

/** exp(a) / 2 and exp(-a) / 2, from exp(a / 2) so that the first overflows no earlier than sinh. */
const halves = (b: Body, a: Local): readonly [Expr, Expr] => {
  const half = b.keep(f32x4.mul(a, c4(0.5)))
  const root = b.keep(exp4(b, half))
  return [f32x4.mul(f32x4.mul(root, c4(0.5)), root), f32x4.div(c4(0.5), f32x4.mul(root, root))]
}

export const sinh4: Function4 = (b, x) => {
  const a = b.keep(f32x4.abs(x))
  const z = square4(b, x)
  const small = b.keep(f32x4.add(x, f32x4.mul(f32x4.mul(x, z), horner4(z, SINH))))
  const [up, down] = halves(b, a)
  return choose4(f32x4.lt(a, c4(1)), small, signed4(f32x4.sub(up, down), x))
}

export const cosh4: Function4 = (b, x) => {
  const [up, down] = halves(b, b.keep(f32x4.abs(x)))
  return f32x4.add(up, down)
}

/** From here on 1 is lost beside x^2. */
const HUGE = 1e8

/** asinh a = log1p(a + a^2 / (1 + sqrt(1 + a^2))), for large a log a + ln 2 */
export const asinh4: Function4 = (b, x) => {
  const a = b.keep(f32x4.abs(x))
  const z = square4(b, a)
  const root = f32x4.sqrt(f32x4.add(z, c4(1)))
  const inner = b.keep(f32x4.add(a, f32x4.div(z, f32x4.add(root, c4(1)))))
  const near = b.keep(log1p4(b, inner))
  const far = f32x4.add(log4(b, a), c4(Math.LN2))
  return signed4(f32x4.abs(choose4(f32x4.lt(a, c4(HUGE)), near, far)), x)
}

/** acosh x = log1p(t + sqrt(2 t + t^2)) with t = x - 1 */
export const acosh4: Function4 = (b, x) => {
  const t = b.keep(f32x4.sub(x, c4(1)))
  const root = f32x4.sqrt(f32x4.add(f32x4.add(t, t), f32x4.mul(t, t)))
  const inner = b.keep(f32x4.add(t, root))
  const near = b.keep(log1p4(b, inner))
  const far = b.keep(f32x4.add(log4(b, x), c4(Math.LN2)))
  const value = choose4(f32x4.lt(x, c4(HUGE)), near, far)
  return choose4(f32x4.lt(x, c4(1)), c4(Number.NaN), value)
}

/** atanh a = log1p(2 a / (1 - a)) / 2 */
export const atanh4: Function4 = (b, x) => {
  const a = b.keep(f32x4.abs(x))
  const inner = b.keep(f32x4.div(f32x4.add(a, a), f32x4.sub(c4(1), a)))
  const value = b.keep(f32x4.mul(log1p4(b, inner), c4(0.5)))
  const isNumber = f32x4.eq(value, value)
  return choose4(isNumber, signed4(f32x4.abs(value), x), value)
}
