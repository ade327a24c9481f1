/** Doubles one by one. */
import { type Arg, constant, type Expr, f64, i32, i64, i64Constant, select } from '../wasm/code.js'
import type { Coefficients } from './coefficients.js'
import { binary64 } from './format.js'
import type { Reals } from './real.js'
import type { Writer } from './rule.js'

const ONE_BITS = 0x3ff0000000000000n
const SQRT_HALF_BITS = 0x3fe6a09e667f3bcdn

const f64Number = (x: number): Expr => constant('f64', x)
const bits = (x: Arg): Expr => i64.reinterpret_f64(x)
const fromBits = (x: Arg): Expr => f64.reinterpret_i64(x)

/** 2^n, n in the low bits of a whole number whose next bits are 0. */
const power = (n: Expr): Expr => fromBits(i64.add(i64.shl(n, 52), i64Constant(ONE_BITS)))

export const f64Reals = (w: Writer, coefficients: Coefficients): Reals => {
  const keep = (x: Expr): Expr => w.body.keep(x)
  const value = (x: Arg): Expr => (typeof x === 'number' ? f64Number(x) : x)
  return {
    form: 'f64',
    type: 'f64',
    w,
    format: binary64,
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
    only: (mask, x) => select(value(x), f64Number(0), mask),
    anywhere: mask => mask,
    copySign: f64.copysign,
    clamp: (x, low, high) => {
      const a = keep(x)
      const b = keep(select(f64Number(low), a, f64.lt(a, low)))
      return select(f64Number(high), b, f64.gt(b, high))
    },
    whole: x => {
      const shifted = keep(f64.add(x, binary64.magic))
      return { value: f64.sub(shifted, binary64.magic), shifted }
    },
    power: shifted => power(bits(shifted)),
    scale: (y, shifted) => {
      const n = keep(bits(shifted))
      const half = keep(i64.shr_u(n, 1))
      return f64.mul(f64.mul(y, power(half)), power(i64.sub(n, half)))
    },
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
