/** Doubles in pairs. */
import { type Arg, type Expr, f64x2, i64x2, v128 } from '../wasm/code.js'
import { pooledF64 } from '../wasm/pool.js'
import type { Coefficients } from './coefficients.js'
import { binary64 } from './format.js'
import type { Reals } from './real.js'
import type { Writer } from './rule.js'

const ONE_BITS = 0x3ff0000000000000n
const SQRT_HALF_BITS = 0x3fe6a09e667f3bcdn

/** Two lanes with these bits. */
const bitsOf = (x: bigint): Expr => {
  const view = new DataView(new ArrayBuffer(8))
  view.setBigUint64(0, x)
  return pooledF64(view.getFloat64(0))
}

/** 2^n, n in the low bits of whole numbers whose next bits are 0. */
const power = (n: Expr): Expr => i64x2.add(i64x2.shl(n, 52), bitsOf(ONE_BITS))

export const f64x2Reals = (w: Writer, coefficients: Coefficients): Reals => {
  const keep = (x: Expr): Expr => w.body.keep(x)
  const value = (x: Arg): Expr => (typeof x === 'number' ? pooledF64(x) : x)
  const lift1 = (f: (x: Arg) => Expr) => (x: Arg) => f(value(x))
  const lift2 = (f: (x: Arg, y: Arg) => Expr) => (x: Arg, y: Arg) => f(value(x), value(y))
  return {
    form: 'f64x2',
    type: 'v128',
    w,
    format: binary64,
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
    only: (mask, x) => v128.and(mask, value(x)),
    anywhere: v128.any_true,
    copySign: (x, y) => v128.bitselect(value(y), value(x), pooledF64(-0)),
    // pmax(a, b) is a < b ? b : a, so that a NaN on the left stays.
    clamp: (x, low, high) => f64x2.pmin(f64x2.pmax(x, pooledF64(low)), pooledF64(high)),
    whole: x => {
      const shifted = keep(f64x2.add(x, pooledF64(binary64.magic)))
      return { value: f64x2.sub(shifted, pooledF64(binary64.magic)), shifted }
    },
    power,
    scale: (y, shifted) => {
      const half = keep(i64x2.shr_u(shifted, 1))
      return f64x2.mul(f64x2.mul(y, power(half)), power(i64x2.sub(shifted, half)))
    },
    split: x => {
      const whole = keep(x)
      const k = keep(i64x2.shr_s(i64x2.sub(whole, bitsOf(SQRT_HALF_BITS)), 52))
      return {
        // Vectors have no conversion from i64: the whole number goes into the low bits of MAGIC.
        exponent: f64x2.sub(i64x2.add(k, pooledF64(binary64.magic)), pooledF64(binary64.magic)),
        significand: i64x2.sub(whole, i64x2.shl(k, 52)),
      }
    },
  }
}
