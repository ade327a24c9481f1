/** What the functions are written with: values kept in locals, polynomials, choices lane by lane. */
import type { Body, Local } from '../wasm/body.js'
import { type Arg, constant, type Expr, f32x4, f64, i32x4, v128 } from '../wasm/code.js'
import { pooledF32 } from '../wasm/pool.js'

/** A function of vectors of four float32. */
export type Function4 = (b: Body, x: Local) => Expr

/** A function of one float64. */
export type Function1 = (b: Body, x: Local) => Expr

/** Four times a number of float32. */
export const c4 = (x: number): Expr<'v128'> => pooledF32(x)

/** Four times a whole number. */
export const n4 = (n: number): Expr => i32x4.splat(n)

/** c0 + c1 x + c2 x^2 + ... by Horner's rule, from the last coefficient. */
export const horner4 = (x: Expr, coefficients: readonly number[]): Expr =>
  coefficients
    .slice(0, -1)
    .reduceRight<Expr>(
      (sum, c) => f32x4.add(f32x4.mul(sum, x), c4(c)),
      c4(coefficients.at(-1) ?? 0),
    )

export const horner1 = (x: Expr, coefficients: readonly number[]): Expr =>
  coefficients
    .slice(0, -1)
    .reduceRight<Expr>(
      (sum, c) => f64.add(f64.mul(sum, x), c),
      constant('f64', coefficients.at(-1) ?? 0),
    )

/** a where the mask has ones, else b. */
export const choose4 = (mask: Expr, a: Expr, b: Expr): Expr => v128.bitselect(a, b, mask)

const SIGN = -0

/** The magnitude of one and the sign of another. */
export const signed4 = (magnitude: Expr, sign: Expr): Expr =>
  v128.or(magnitude, v128.and(sign, c4(SIGN)))

/** x to the nearest whole number by adding and subtracting 1.5 * 2^23, for |x| below 2^22. */
export const nearest4 = (x: Expr): Expr => f32x4.sub(f32x4.add(x, c4(MAGIC)), c4(MAGIC))

const MAGIC = 1.5 * 2 ** 23

export const square4 = (b: Body, x: Local): Local => b.keep(f32x4.mul(x, x))

export const keep = (b: Body, x: Arg): Local =>
  b.keep(typeof x === 'number' ? constant('f64', x) : x)
