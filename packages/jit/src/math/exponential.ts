/** The exponential function and what is made of it. */
import type { Expr } from '../wasm/code.js'
import { polynomial, type Reals } from './real.js'

/** x = k ln 2 + high - low with |high - low| <= ln 2 / 2. Cody and Waite's reduction. */
const reduced = (R: Reals, x: Expr, low?: Expr) => {
  const k = R.keep(R.nearest(R.mul(x, Math.LOG2E)))
  const high = R.keep(R.sub(x, R.mul(k, R.format.ln2High)))
  const rest = R.mul(k, R.format.ln2Low)
  return { k, high, low: R.keep(low === undefined ? rest : R.sub(rest, low)) }
}

/** e^(high - low) - 1 = high + (r^2 Q(r) - low), r = high - low rounded. */
const remainder = (R: Reals, high: Expr, low: Expr): Expr => {
  const r = R.keep(R.sub(high, low))
  return R.add(high, R.sub(R.mul(R.mul(r, r), polynomial(R, R.coefficients.exp, r)), low))
}

/** y 2^k in two factors, since 2^k alone may be too large or too small. */
const scaled = (R: Reals, y: Expr, k: Expr): Expr => {
  const half = R.keep(R.floor(R.mul(k, 0.5)))
  return R.mul(R.mul(y, R.power2(half)), R.power2(R.sub(k, half)))
}

/** 2^shift e^(x + low). Beyond the bounds the result is 0 or infinite. */
export const exponential = (R: Reals, x: Expr, shift = 0, low?: Expr): Expr => {
  const {
    k,
    high,
    low: rest,
  } = reduced(R, R.keep(R.clamp(x, R.format.expLeast, R.format.expMost)), low)
  const y = R.keep(R.add(1, remainder(R, high, rest)))
  return scaled(R, y, shift === 0 ? k : R.keep(R.add(k, shift)))
}

export const exp = (R: Reals, x: Expr): Expr => exponential(R, x)

/** 2^k (p + (1 - 2^-k)) with p = e^r - 1: for k = 0 it is p itself. */
const minusOne = (R: Reals, x: Expr): Expr => {
  const { k, high, low } = reduced(R, R.keep(R.clamp(x, R.format.minusOne, R.format.expMost)))
  const p = R.keep(remainder(R, high, low))
  const inverse = R.power2(R.clamp(R.keep(R.neg(k)), -R.format.powerMost, R.format.powerMost))
  return scaled(R, R.keep(R.add(p, R.sub(1, inverse))), k)
}

/** -0 keeps its sign. */
export const expm1 = (R: Reals, x: Expr): Expr => R.choose(R.equal(x, 0), x, minusOne(R, x))

export const elu = (R: Reals, x: Expr): Expr => R.choose(R.less(0, x), x, expm1(R, x))

/** e^-|x| / (1 + e^-|x|) for x < 0, 1 / (1 + e^-|x|) else: nothing overflows. */
export const sigmoid = (R: Reals, x: Expr): Expr => {
  const e = R.keep(exponential(R, R.keep(R.neg(R.abs(x)))))
  return R.div(R.choose(R.less(x, 0), e, 1), R.add(1, e))
}

/** -t / (2 + t) with t = e^(-2|x|) - 1. */
export const tanh = (R: Reals, x: Expr): Expr => {
  const t = R.keep(minusOne(R, R.keep(R.mul(R.abs(x), -2))))
  return R.copySign(R.div(t, R.add(2, t)), x)
}

/** (t + t / (t + 1)) / 2 with t = e^|x| - 1 below 20, e^|x| / 2 above. */
export const sinh = (R: Reals, x: Expr): Expr => {
  const a = R.keep(R.abs(x))
  const t = R.keep(minusOne(R, a))
  const near = R.mul(0.5, R.add(t, R.div(t, R.add(t, 1))))
  return R.copySign(R.choose(R.less(20, a), exponential(R, a, -1), near), x)
}

/** h + 1 / 4h with h = e^|x| / 2. */
export const cosh = (R: Reals, x: Expr): Expr => {
  const h = R.keep(exponential(R, R.keep(R.abs(x)), -1))
  return R.add(h, R.div(0.25, h))
}
