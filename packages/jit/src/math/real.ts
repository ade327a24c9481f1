/**
 * Floating-point numbers in several forms behind one algebra: one double (f64), two side by side (f64x2),
 * four of single precision (f32x4). A function that is written for it exists in each, and gives the same
 * bits in f64 and f64x2, since IEEE 754 fixes every operation that it is made of.
 */
import { call, type FunctionRef } from '../wasm/body.js'
import { type Arg, type Expr, extract, f64x2, replace } from '../wasm/code.js'
import type { Coefficients } from './coefficients.js'
import type { Format } from './format.js'
import type { Writer } from './rule.js'

/** A truth value: an i32 beside f64, a mask of lanes beside vectors. */
export type Mask = Expr

export interface Reals {
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
  /** Whether the mask holds anywhere, as an i32. */
  readonly anywhere: (mask: Mask) => Expr
  /** The magnitude of x with the sign of y. */
  readonly copySign: (x: Arg, y: Arg) => Expr
  /** min(max(x, low), high); NaN stays. */
  readonly clamp: (x: Expr, low: number, high: number) => Expr
  /** 2^n for a whole number n for which it is a normal number. */
  readonly power2: (n: Expr) => Expr
  /** x > 0, normal: its exponent k and its significand m with x = 2^k m, sqrt 1/2 <= m < sqrt 2. */
  readonly split: (x: Expr) => { readonly exponent: Expr; readonly significand: Expr }
}

/** The polynomial with these coefficients, the highest power first, by Horner's rule. */
export const polynomial = (R: Reals, [first, ...rest]: readonly number[], x: Expr): Expr =>
  rest.reduce<Expr>((sum, c) => R.add(R.mul(sum, x), c), R.number(first ?? 0))

/** A function of real numbers, in any form and precision. */
export type RealFunction = (R: Reals, ...args: readonly Expr[]) => Expr

/** A function of one number (f64) applied to each lane; the arguments are kept values. */
export const eachLane = (R: Reals, f: FunctionRef, ...args: readonly Expr[]): Expr => {
  if (R.type === 'f64') return call(f, ...args)
  const lane = (i: number): Expr => call(f, ...args.map(x => extract('f64x2.extract_lane', x, i)))
  return replace('f64x2.replace_lane', f64x2.splat(lane(0)), 1, lane(1))
}
