/**
 * Double precision in two forms, one number (f64) and two side by side (f64x2), behind one algebra:
 * a function that is written for it exists in both, and gives the same bits in both, since IEEE 754
 * fixes every operation that it is made of.
 */
import { call, type FunctionRef } from '../wasm/body.js'
import {
  type Arg,
  constant,
  type Expr,
  extract,
  f64,
  f64x2,
  i32,
  i64,
  i64Constant,
  i64x2,
  replace,
  select,
  v128,
} from '../wasm/code.js'
import { pooledF64 } from '../wasm/pool.js'
import type { Coefficients } from './coefficients.js'
import type { Writer } from './rule.js'

/** A truth value: an i32 beside f64, a mask of 64-bit lanes beside f64x2. */
export type Mask = Expr

export interface Reals {
  readonly type: 'f64' | 'v128'
  readonly w: Writer
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
  /** 2^n for a whole number n from -1022 to 1023. */
  readonly power2: (n: Expr) => Expr
  /** x > 0, normal: its exponent k and its significand m with x = 2^k m, sqrt 1/2 <= m < sqrt 2. */
  readonly split: (x: Expr) => { readonly exponent: Expr; readonly significand: Expr }
}

/** Adding it puts a whole number into the low bits of a double. */
const MAGIC = 1.5 * 2 ** 52
const ONE_BITS = 0x3ff0000000000000n
const SQRT_HALF_BITS = 0x3fe6a09e667f3bcdn

const f64Number = (x: number): Expr => constant('f64', x)
const bits = (x: Arg): Expr => i64.reinterpret_f64(x)
const fromBits = (x: Arg): Expr => f64.reinterpret_i64(x)

const one = (w: Writer, coefficients: Coefficients): Reals => {
  const keep = (x: Expr): Expr => w.body.keep(x)
  const value = (x: Arg): Expr => (typeof x === 'number' ? f64Number(x) : x)
  return {
    type: 'f64',
    w,
    coefficients,
    keep,
    number: f64Number,
    add: f64.add,
    sub: f64.sub,
    mul: f64.mul,
    div: f64.div,
    neg: f64.neg,
    abs: f64.abs,
    sqrt: f64.sqrt,
    floor: f64.floor,
    trunc: f64.trunc,
    nearest: f64.nearest,
    less: f64.lt,
    atMost: f64.le,
    equal: f64.eq,
    differs: f64.ne,
    both: i32.and,
    either: i32.or,
    agree: i32.eq,
    choose: (mask, yes, no) => select(value(yes), value(no), mask),
    anywhere: mask => mask,
    copySign: f64.copysign,
    clamp: (x, low, high) => {
      const a = keep(x)
      const b = keep(select(f64Number(low), a, f64.lt(a, low)))
      return select(f64Number(high), b, f64.gt(b, high))
    },
    power2: n => fromBits(i64.add(i64.shl(bits(f64.add(n, MAGIC)), 52), i64Constant(ONE_BITS))),
    split: x => {
      const whole = keep(bits(x))
      const k = keep(i64.shr_s(i64.sub(whole, i64Constant(SQRT_HALF_BITS)), 52))
      return {
        exponent: f64.convert_i64_s(k),
        significand: fromBits(i64.sub(whole, i64.shl(k, 52))),
      }
    },
  }
}

const two = (w: Writer, coefficients: Coefficients): Reals => {
  const keep = (x: Expr): Expr => w.body.keep(x)
  const value = (x: Arg): Expr => (typeof x === 'number' ? pooledF64(x) : x)
  const lift1 = (f: (x: Arg) => Expr) => (x: Arg) => f(value(x))
  const lift2 = (f: (x: Arg, y: Arg) => Expr) => (x: Arg, y: Arg) => f(value(x), value(y))
  return {
    type: 'v128',
    w,
    coefficients,
    keep,
    number: pooledF64,
    add: lift2(f64x2.add),
    sub: lift2(f64x2.sub),
    mul: lift2(f64x2.mul),
    div: lift2(f64x2.div),
    neg: lift1(f64x2.neg),
    abs: lift1(f64x2.abs),
    sqrt: lift1(f64x2.sqrt),
    floor: lift1(f64x2.floor),
    trunc: lift1(f64x2.trunc),
    nearest: lift1(f64x2.nearest),
    less: lift2(f64x2.lt),
    atMost: lift2(f64x2.le),
    equal: lift2(f64x2.eq),
    differs: lift2(f64x2.ne),
    both: v128.and,
    either: v128.or,
    agree: (a, b) => v128.not(v128.xor(a, b)),
    choose: (mask, yes, no) => v128.bitselect(value(yes), value(no), mask),
    anywhere: v128.any_true,
    copySign: (x, y) => v128.bitselect(value(y), value(x), pooledF64(-0)),
    // pmax(a, b) is a < b ? b : a, so that a NaN on the left stays.
    clamp: (x, low, high) => f64x2.pmin(f64x2.pmax(x, pooledF64(low)), pooledF64(high)),
    power2: n => i64x2.add(i64x2.shl(f64x2.add(n, pooledF64(MAGIC)), 52), bitsOf(ONE_BITS)),
    split: x => {
      const whole = keep(x)
      const k = keep(i64x2.shr_s(i64x2.sub(whole, bitsOf(SQRT_HALF_BITS)), 52))
      return {
        // Vectors have no conversion from i64: the whole number goes into the low bits of MAGIC.
        exponent: f64x2.sub(i64x2.add(k, pooledF64(MAGIC)), pooledF64(MAGIC)),
        significand: i64x2.sub(whole, i64x2.shl(k, 52)),
      }
    },
  }
}

/** Two lanes with these bits. */
const bitsOf = (x: bigint): Expr => {
  const view = new DataView(new ArrayBuffer(8))
  view.setBigUint64(0, x)
  return pooledF64(view.getFloat64(0))
}

const forms = { f64: one, v128: two }

/** The algebra in one of its forms, writing to `w`. */
export const reals = (type: 'f64' | 'v128', w: Writer, coefficients: Coefficients): Reals =>
  forms[type](w, coefficients)

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
