/** Numbers of single precision in fours. */
import { type Arg, type Expr, f32x4, i32x4, v128 } from '../wasm/code.js'
import { pooledF32 } from '../wasm/pool.js'
import { narrow } from './coefficients.js'
import { binary32 } from './format.js'
import type { Reals } from './real.js'
import type { Writer } from './rule.js'

const ONE_BITS = 0x3f800000
const SQRT_HALF_BITS = 0x3f3504f3

const float = new DataView(new ArrayBuffer(4))

/** Four lanes with these bits. */
const bitsOf = (x: number): Expr => {
  float.setInt32(0, x)
  return pooledF32(float.getFloat32(0))
}

/** 2^n, n in the low bits of whole numbers whose next bits are 0. */
const power = (n: Expr): Expr => i32x4.add(i32x4.shl(n, 23), bitsOf(ONE_BITS))

export const f32x4Reals = (w: Writer): Reals => {
  const keep = (x: Expr): Expr => w.body.keep(x)
  const value = (x: Arg): Expr => (typeof x === 'number' ? pooledF32(x) : x)
  const lift1 = (f: (x: Arg) => Expr) => (x: Arg) => f(value(x))
  const lift2 = (f: (x: Arg, y: Arg) => Expr) => (x: Arg, y: Arg) => f(value(x), value(y))
  return {
    form: 'f32x4',
    type: 'v128',
    w,
    format: binary32,
    coefficients: narrow,
    keep,
    number: pooledF32,
    add: lift2(f32x4.add),
    sub: lift2(f32x4.sub),
    mul: lift2(f32x4.mul),
    div: lift2(f32x4.div),
    neg: lift1(f32x4.neg),
    abs: lift1(f32x4.abs),
    sqrt: lift1(f32x4.sqrt),
    floor: lift1(f32x4.floor),
    trunc: lift1(f32x4.trunc),
    nearest: lift1(f32x4.nearest),
    less: lift2(f32x4.lt),
    atMost: lift2(f32x4.le),
    equal: lift2(f32x4.eq),
    differs: lift2(f32x4.ne),
    both: v128.and,
    either: v128.or,
    agree: (a, b) => v128.not(v128.xor(a, b)),
    choose: (mask, yes, no) => v128.bitselect(value(yes), value(no), mask),
    only: (mask, x) => v128.and(mask, value(x)),
    anywhere: v128.any_true,
    copySign: (x, y) => v128.bitselect(value(y), value(x), pooledF32(-0)),
    // pmax(a, b) is a < b ? b : a, so that a NaN on the left stays.
    clamp: (x, low, high) => f32x4.pmin(f32x4.pmax(x, pooledF32(low)), pooledF32(high)),
    whole: x => {
      const shifted = keep(f32x4.add(x, pooledF32(binary32.magic)))
      return { value: f32x4.sub(shifted, pooledF32(binary32.magic)), shifted }
    },
    power,
    scale: (y, shifted) => {
      const half = keep(i32x4.shr_u(shifted, 1))
      return f32x4.mul(f32x4.mul(y, power(half)), power(i32x4.sub(shifted, half)))
    },
    split: x => {
      const whole = keep(x)
      const k = keep(i32x4.shr_s(i32x4.sub(whole, bitsOf(SQRT_HALF_BITS)), 23))
      return {
        exponent: f32x4.convert_i32x4_s(k),
        significand: i32x4.sub(whole, i32x4.shl(k, 23)),
      }
    },
  }
}
