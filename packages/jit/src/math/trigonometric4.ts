/**
 * Sines, cosines, tangents and their inverses of four float32 at once. The argument is reduced in double
 * precision. Coefficients are those of Cephes (single precision: sinf, asinf, atanf).
 */
import type { Body, Local } from '../wasm/body.js'
import {
  type Expr,
  extract,
  f32,
  f32x4,
  f64,
  f64x2,
  i32x4,
  replace,
  shuffle32,
  v128,
} from '../wasm/code.js'
import { pooledF64 } from '../wasm/pool.js'
import { PIO2_HIGH, PIO2_LOW, quadrant } from './reduction.js'
import type { Writer } from './rule.js'
import { c4, choose4, type Function4, horner4, n4, signed4, square4 } from './tools.js'

/** sin r = r + r^3 P(r^2) and cos r = 1 - r^2/2 + r^4 Q(r^2) for |r| <= pi/4 */
const SIN = [-1.6666654611e-1, 8.3321608736e-3, -1.9515295891e-4]
const COS = [4.166664568298827e-2, -1.388731625493765e-3, 2.443315711809948e-5]

/** Below this, n pi/2 is exact in its first part, and the rest of x is right to the last bit of float32. */
const SAFE = 2 ** 20

interface Reduced {
  /** x - n pi/2 */
  readonly r: Local
  /** n modulo 4, in each lane */
  readonly n: Local
}

/** Two lanes in double precision. */
const reduceHalf = (b: Body, x: Expr): { readonly r: Expr; readonly n: Expr } => {
  const wide = b.keep(x)
  const n = b.keep(f64x2.nearest(f64x2.mul(wide, pooledF64(2 / Math.PI))))
  const high = f64x2.sub(wide, f64x2.mul(n, pooledF64(PIO2_HIGH)))
  const r = f64x2.sub(high, f64x2.mul(n, pooledF64(PIO2_LOW)))
  return { r: f32x4.demote_f64x2_zero(r), n: i32x4.trunc_sat_f64x2_s_zero(n) }
}

const reduce = ({ module, body: b }: Writer, x: Local): Reduced => {
  const low = reduceHalf(b, f64x2.promote_low_f32x4(x))
  const high = reduceHalf(b, f64x2.promote_low_f32x4(shuffle32(x, x, [2, 3, 2, 3])))
  const r = b.local('v128', shuffle32(low.r, high.r, [0, 1, 4, 5]))
  const n = b.local('v128', shuffle32(low.n, high.n, [0, 1, 4, 5]))
  // Large arguments are rare, and go one by one through the reduction of float64.
  const isLarge = f32x4.gt(f32x4.abs(x), c4(SAFE))
  b.if(v128.any_true(isLarge), () => {
    for (let lane = 0; lane < 4; lane++) {
      const one = b.keep(f64.promote_f32(extract('f32x4.extract_lane', x, lane)))
      const [rest, count] = quadrant(module, b, one)
      b.set(r, replace('f32x4.replace_lane', r, lane, f32.demote_f64(rest)))
      b.set(n, replace('i32x4.replace_lane', n, lane, count))
    }
  })
  return { r, n }
}

const polynomials = (b: Body, r: Local): { readonly sine: Local; readonly cosine: Local } => {
  const z = square4(b, r)
  const sine = b.keep(f32x4.add(r, f32x4.mul(f32x4.mul(r, z), horner4(z, SIN))))
  const tail = f32x4.mul(f32x4.mul(z, z), horner4(z, COS))
  const cosine = b.keep(f32x4.add(f32x4.sub(c4(1), f32x4.mul(z, c4(0.5))), tail))
  return { sine, cosine }
}

/** Bit `bit` of n as a mask. */
const bit = (n: Expr, mask: number): Expr => i32x4.ne(v128.and(n, n4(mask)), n4(0))

const isOdd = (n: Expr): Expr => bit(n, 1)

/** The sign bit where bit 1 of n is set. */
const turned = (value: Expr, n: Expr): Expr => v128.xor(value, i32x4.shl(v128.and(n, n4(2)), 30))

export type Function4W = (w: Writer, x: Local) => Expr

export const sin4: Function4W = (w, x) => {
  const { r, n } = reduce(w, x)
  const { sine, cosine } = polynomials(w.body, r)
  const value = turned(choose4(isOdd(n), cosine, sine), n)
  // The sine of -0 is -0.
  return choose4(f32x4.eq(x, c4(0)), x, w.body.keep(value))
}

export const cos4: Function4W = (w, x) => {
  const { r, n } = reduce(w, x)
  const { sine, cosine } = polynomials(w.body, r)
  return turned(choose4(isOdd(n), sine, cosine), i32x4.add(n, v128.and(n, n4(1))))
}

export const tan4: Function4W = (w, x) => {
  const { r, n } = reduce(w, x)
  const { sine, cosine } = polynomials(w.body, r)
  const odd = w.body.keep(isOdd(n))
  const top = choose4(odd, f32x4.neg(cosine), sine)
  const value = w.body.keep(f32x4.div(top, choose4(odd, sine, cosine)))
  return choose4(f32x4.eq(x, c4(0)), x, value)
}

/** asin s = s + s^3 P(s^2) for |s| <= 1/2 */
const ASIN = [1.6666752422e-1, 7.4953002686e-2, 4.5470025998e-2, 2.4181311049e-2, 4.2163199048e-2]

/** asin a for a from 0 to 1; above 1/2 by asin a = pi/2 - 2 asin sqrt((1 - a) / 2). */
const half = (b: Body, a: Local): { readonly big: Local; readonly p: Local } => {
  const big = b.keep(f32x4.gt(a, c4(0.5)))
  const rest = f32x4.mul(f32x4.sub(c4(1), a), c4(0.5))
  const z = b.keep(choose4(big, rest, f32x4.mul(a, a)))
  const s = b.keep(choose4(big, f32x4.sqrt(z), a))
  const p = b.keep(f32x4.add(s, f32x4.mul(f32x4.mul(s, z), horner4(z, ASIN))))
  return { big, p }
}

const signedUnlessNaN = (b: Body, value: Expr, sign: Expr): Expr => {
  const v = b.keep(value)
  return choose4(f32x4.eq(v, v), signed4(v, sign), v)
}

export const asin4: Function4 = (b, x) => {
  const a = b.keep(f32x4.abs(x))
  const { big, p } = half(b, a)
  const value = choose4(big, f32x4.sub(c4(Math.PI / 2), f32x4.add(p, p)), p)
  return signedUnlessNaN(b, value, x)
}

export const acos4: Function4 = (b, x) => {
  const a = b.keep(f32x4.abs(x))
  const { big, p } = half(b, a)
  const twice = b.keep(f32x4.add(p, p))
  const negative = b.keep(f32x4.lt(x, c4(0)))
  const far = choose4(negative, f32x4.sub(c4(Math.PI), twice), twice)
  const near = f32x4.sub(c4(Math.PI / 2), choose4(negative, f32x4.neg(p), p))
  return choose4(big, far, near)
}

/** atan s = s + s^3 P(s^2) for |s| <= tan(pi/8) */
const ATAN = [-3.33329491539e-1, 1.99777106478e-1, -1.38776856032e-1, 8.05374449538e-2]

export const atan4: Function4 = (b, x) => {
  const a = b.keep(f32x4.abs(x))
  const far = b.keep(f32x4.gt(a, c4(2.414213562373095)))
  const middle = b.keep(f32x4.gt(a, c4(0.4142135623730951)))
  const inner = choose4(middle, f32x4.div(f32x4.sub(a, c4(1)), f32x4.add(a, c4(1))), a)
  const s = b.keep(choose4(far, f32x4.div(c4(-1), a), inner))
  const start = choose4(far, c4(Math.PI / 2), choose4(middle, c4(Math.PI / 4), c4(0)))
  const z = square4(b, s)
  const tail = f32x4.add(s, f32x4.mul(f32x4.mul(s, z), horner4(z, ATAN)))
  return signedUnlessNaN(b, f32x4.add(start, tail), x)
}
