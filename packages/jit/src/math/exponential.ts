/** The exponential function and what is made of it. */
import type { Expr } from '../wasm/code.js'
import { branch, polynomial, type Reals } from './real.js'

interface Reduced {
  /** k + magic */
  readonly shifted: Expr
  readonly k: Expr
  readonly high: Expr
  readonly low: Expr
}

/** x + extra = k ln 2 + high - low with |high - low| <= ln 2 / 2. Cody and Waite's reduction. */
const reduced = (R: Reals, x: Expr, extra?: Expr): Reduced => {
  const { value, shifted } = R.whole(R.mul(x, Math.LOG2E))
  const k = R.keep(value)
  const high = R.keep(R.sub(x, R.mul(k, R.format.ln2High)))
  const rest = R.mul(k, R.format.ln2Low)
  return { shifted, k, high, low: R.keep(extra === undefined ? rest : R.sub(rest, extra)) }
}

/** e^(high - low) - 1 = high + (r^2 Q(r) - low), r = high - low rounded. */
const remainder = (R: Reals, { high, low }: Reduced): Expr => {
  const r = R.keep(R.sub(high, low))
  return R.add(high, R.sub(R.mul(R.mul(r, r), polynomial(R, R.coefficients.exp, r)), low))
}

/** 2^shift e^(x + extra). Beyond the bounds the result is 0 or infinite. */
export const exponential = (R: Reals, x: Expr, shift = 0, extra?: Expr): Expr => {
  const { expLeast, expMost } = R.format
  const parts = reduced(R, R.keep(R.clamp(x, expLeast, expMost)), extra)
  const { shifted } = parts
  const y = R.add(1, remainder(R, parts))
  return R.scale(y, shift === 0 ? shifted : R.keep(R.add(shifted, shift)))
}

export const exp = (R: Reals, x: Expr): Expr => exponential(R, x)

/** e^x - 1 = 2^k (p + (1 - 2^-k)) with p = e^r - 1: for k = 0 it is p itself. */
const minusOne = (R: Reals, x: Expr): Expr => {
  const { minusOne: least, expMost, powerMost, magic } = R.format
  const parts = reduced(R, R.keep(R.clamp(x, least, expMost)))
  const p = R.keep(remainder(R, parts))
  const inverse = R.power(R.keep(R.sub(magic, R.clamp(parts.k, -powerMost, powerMost))))
  return R.scale(R.keep(R.add(p, R.sub(1, inverse))), parts.shifted)
}

/** The same as 2^k p + (2^k - 1) for x <= 0, where 2^k cannot be too large. */
const minusOneBelow = (R: Reals, x: Expr): Expr => {
  const parts = reduced(R, R.keep(R.clamp(x, R.format.minusOne, 0)))
  const power = R.keep(R.power(parts.shifted))
  return R.add(R.mul(remainder(R, parts), power), R.sub(power, 1))
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
  const t = R.keep(minusOneBelow(R, R.keep(R.mul(R.abs(x), -2))))
  return R.copySign(R.div(t, R.add(2, t)), x)
}

/** (t + t / (t + 1)) / 2 with t = e^|x| - 1 below 20, e^|x| / 2 above. */
export const sinh = (R: Reals, x: Expr): Expr => {
  const a = R.keep(R.abs(x))
  const near = (): Expr => {
    const t = R.keep(minusOne(R, a))
    return R.mul(0.5, R.add(t, R.div(t, R.add(t, 1))))
  }
  const value = branch(R, R.keep(R.less(a, 20)), near, () => exponential(R, a, -1))
  return R.copySign(value, x)
}

/** h + 1 / 4h with h = e^|x| / 2. */
export const cosh = (R: Reals, x: Expr): Expr => {
  const h = R.keep(exponential(R, R.keep(R.abs(x)), -1))
  return R.add(h, R.div(0.25, h))
}
