/**
 * Floating-point numbers in several forms behind one algebra: one double (f64), two side by side (f64x2),
 * four of single precision (f32x4). A function that is written for it exists in each, and gives the same
 * bits in f64 and f64x2, since IEEE 754 fixes every operation that it is made of.
 */
import { call, type FunctionRef } from '../wasm/body.js'
import {
  type Arg,
  type Expr,
  extract,
  f32,
  f32x4,
  f64,
  f64x2,
  replace,
  v128,
} from '../wasm/code.js'
import type { Coefficients } from './coefficients.js'
import type { Format } from './format.js'
import type { Writer } from './rule.js'

/** A truth value: an i32 beside f64, a mask of lanes beside vectors. */
export type Mask = Expr

export interface Reals {
  readonly form: 'f64' | 'f64x2' | 'f32x4'
  readonly type: 'f64' | 'v128'
  readonly w: Writer
  /** The constants of the floating-point format. */
  readonly format: Format
  /** The polynomials of the precision that is asked for. */
  readonly coefficients: Coefficients
  /** A value that is used more than once. */
  readonly keep: (x: Expr) => Expr
  readonly number: (x: number) => Expr
  readonly add: (x: Arg, y: Arg) => Expr
  readonly sub: (x: Arg, y: Arg) => Expr
  readonly mul: (x: Arg, y: Arg) => Expr
  readonly div: (x: Arg, y: Arg) => Expr
  readonly neg: (x: Arg) => Expr
  readonly abs: (x: Arg) => Expr
  readonly sqrt: (x: Arg) => Expr
  readonly floor: (x: Arg) => Expr
  readonly trunc: (x: Arg) => Expr
  readonly nearest: (x: Arg) => Expr
  readonly less: (x: Arg, y: Arg) => Mask
  readonly atMost: (x: Arg, y: Arg) => Mask
  readonly equal: (x: Arg, y: Arg) => Mask
  readonly differs: (x: Arg, y: Arg) => Mask
  readonly both: (a: Mask, b: Mask) => Mask
  readonly either: (a: Mask, b: Mask) => Mask
  /** Whether two masks say the same. */
  readonly agree: (a: Mask, b: Mask) => Mask
  readonly choose: (mask: Mask, yes: Arg, no: Arg) => Expr
  /** x where the mask holds, else 0. */
  readonly only: (mask: Mask, x: Arg) => Expr
  /** Whether the mask holds anywhere, as an i32. */
  readonly anywhere: (mask: Mask) => Expr
  /** The magnitude of x with the sign of y. */
  readonly copySign: (x: Arg, y: Arg) => Expr
  /** min(max(x, low), high); NaN stays. */
  readonly clamp: (x: Expr, low: number, high: number) => Expr
  /** The whole number nearest to x, and that number with `format.magic` added, for `power` and `scale`. */
  readonly whole: (x: Expr) => { readonly value: Expr; readonly shifted: Expr }
  /** 2^n of n + magic, where it is a normal number. */
  readonly power: (shifted: Expr) => Expr
  /** y 2^n of n + magic, in two factors, since 2^n alone may be too large or too small. */
  readonly scale: (y: Expr, shifted: Expr) => Expr
  /** x > 0, normal: its exponent k and its significand m with x = 2^k m, sqrt 1/2 <= m < sqrt 2. */
  readonly split: (x: Expr) => { readonly exponent: Expr; readonly significand: Expr }
}

/** The polynomial with these coefficients, the highest power first, by Horner's rule. */
export const polynomial = (R: Reals, [first, ...rest]: readonly number[], x: Expr): Expr =>
  rest.reduce<Expr>((sum, c) => R.add(R.mul(sum, x), c), R.number(first ?? 0))

/** A function of real numbers, in any form and precision. */
export type RealFunction = (R: Reals, ...args: readonly Expr[]) => Expr

/**
 * `common` where the mask (kept) holds and `rare` elsewhere, which is computed only if there is such a place.
 * The same as `choose`, but for time.
 */
export const branch = (R: Reals, mask: Mask, common: () => Expr, rare: () => Expr): Expr => {
  const { body } = R.w
  if (R.form === 'f64') {
    const result = body.local('f64')
    body.if(
      mask,
      () => body.set(result, common()),
      () => body.set(result, rare()),
    )
    return result
  }
  const result = body.keep(common())
  body.if(v128.any_true(v128.not(mask)), () => body.set(result, R.choose(mask, result, rare())))
  return result
}

/** A function of one number (f64) applied to each lane; the arguments are kept values. */
export const eachLane = (R: Reals, f: FunctionRef, ...args: readonly Expr[]): Expr => {
  switch (R.form) {
    case 'f64':
      return call(f, ...args)
    case 'f64x2': {
      const lane = (i: number): Expr =>
        call(f, ...args.map(x => extract('f64x2.extract_lane', x, i)))
      return replace('f64x2.replace_lane', f64x2.splat(lane(0)), 1, lane(1))
    }
    case 'f32x4': {
      const lane = (i: number): Expr => {
        const wide = args.map(x => f64.promote_f32(extract('f32x4.extract_lane', x, i)))
        return f32.demote_f64(call(f, ...wide))
      }
      return [1, 2, 3].reduce<Expr>(
        (vector, i) => replace('f32x4.replace_lane', vector, i, lane(i)),
        f32x4.splat(lane(0)),
      )
    }
  }
}
