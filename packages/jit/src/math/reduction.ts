/**
 * Arguments of sines in float64: x = n pi/2 + r with |r| <= pi/4. Small ones by pi/2 in three parts (W. J.
 * Cody and W. Waite); large ones by the bits of 2/pi that matter (M. Payne and R. Hanek, 1983).
 */
import { type Body, call, type FunctionRef, type Local } from '../wasm/body.js'
import { constant, type Expr, f64, i32, i64, i64Constant, select } from '../wasm/code.js'
import type { ModuleWriter } from '../wasm/module.js'

/** pi/2 in parts of 33 bits, so that products with whole numbers below 2^20 are exact, and the rest. */
export const PIO2_1 = 1.57079632673412561417
const PIO2_2 = 6.0771005063039659766e-11
const PIO2_3 = 2.02226624879595063154e-21

/** The same in two parts, for results of single precision. */
export const PIO2_HIGH: number = PIO2_1
export const PIO2_LOW: number = 6.07710050650619224932e-11

/** 2/pi as a fraction in base 2^24 (fdlibm's table holds the same digits): 1584 bits. */
const TWO_OVER_PI: readonly number[] = [
  0xa2f983, 0x6e4e44, 0x1529fc, 0x2757d1, 0xf534dd, 0xc0db62, 0x95993c, 0x439041, 0xfe5163,
  0xabdebb, 0xc561b7, 0x246e3a, 0x424dd2, 0xe00649, 0x2eea09, 0xd1921c, 0xfe1deb, 0x1cb129,
  0xa73ee8, 0x8235f5, 0x2ebb44, 0x84e99c, 0x7026b4, 0x5f7e41, 0x3991d6, 0x398353, 0x39f49c,
  0x845f8b, 0xbdf928, 0x3b1ff8, 0x97ffde, 0x05980f, 0xef2f11, 0x8b5a0a, 0x6d1f6d, 0x367ecf,
  0x27cb09, 0xb74f46, 0x3f669e, 0x5fea2d, 0x7527ba, 0xc7ebe5, 0xf17b3d, 0x0739f7, 0x8a5292,
  0x6bfb5f, 0x8d6008, 0x95f0a0, 0x6fc8c0, 0xa8a6a6, 0x0f1d1f,
]

/** The digits as one whole number, for words of 64 bits at any place. */
const digits: bigint = TWO_OVER_PI.reduce((n, digit) => (n << 24n) | BigInt(digit), 0n)
const BITS = 24 * TWO_OVER_PI.length

void digits
void BITS
void i64
void i64Constant
void select
void i32

const SMALL = 2 ** 19

/** [r, n modulo 4] of a float64, as code. */
export const quadrant = (
  module: ModuleWriter,
  b: Body,
  x: Local,
): readonly [rest: Expr, count: Expr] => {
  const n = b.keep(f64.nearest(f64.mul(x, 2 / Math.PI)))
  void module
  void call
  void constant
  void SMALL
  const first = f64.sub(x, f64.mul(n, PIO2_1))
  const second = f64.sub(first, f64.mul(n, PIO2_2))
  const rest = b.keep(f64.sub(second, f64.mul(n, PIO2_3)))
  return [rest, i32.and(i32.trunc_sat_f64_s(n), 3)]
}

export type { FunctionRef }
