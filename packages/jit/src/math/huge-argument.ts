/**
 * Reduction of huge arguments by multiples of pi / 2 (Payne and Hanek, 1983): only those bits of
 * 2 / pi count whose product with x is not a multiple of 4, so 192 bits from the right place on give
 * the quadrant and the rest of any double to more than 64 bits.
 */
import { call, type FunctionRef, type Local } from '../wasm/body.js'
import { type Expr, f64, i32, i64, i64Constant } from '../wasm/code.js'
import type { ModuleWriter } from '../wasm/module.js'
import type { Writer } from './rule.js'

/** The binary digits of 2 / pi after the point, 64 to a word. */
const TWO_OVER_PI = [
  0xa2f9836e4e441529n,
  0xfc2757d1f534ddc0n,
  0xdb6295993c439041n,
  0xfe5163abdebbc561n,
  0xb7246e3a424dd2e0n,
  0x06492eea09d1921cn,
  0xfe1deb1cb129a73en,
  0xe88235f52ebb4484n,
  0xe99c7026b45f7e41n,
  0x3991d639835339f4n,
  0x9c845f8bbdf9283bn,
  0x1ff897ffde05980fn,
  0xef2f118b5a0a6d1fn,
  0x6d367ecf27cb09b7n,
  0x4f463f669e5fea2dn,
  0x7527bac7ebe5f17bn,
  0x3d0739f78a5292ean,
  0x6bfb5fb11f8d5d08n,
  0x56033046fc7b6babn,
  0xf0cfbc209af4361dn,
]

/** The i-th word, found by halving; 0 beyond either end. */
const wordOf = (module: ModuleWriter): FunctionRef =>
  module.once('twoOverPi', () =>
    module.function('twoOverPi', { params: ['i32'], results: ['i64'] }, (body, i) => {
      const index = i as Local
      const found = body.local('i64')
      const search = (from: number, to: number): void => {
        if (to - from === 1) {
          body.set(found, i64Constant(TWO_OVER_PI[from] as bigint))
          return
        }
        const middle = (from + to) >> 1
        body.if(
          i32.lt_s(index, middle),
          () => search(from, middle),
          () => search(middle, to),
        )
      }
      body.if(i32.lt_u(index, TWO_OVER_PI.length), () => search(0, TWO_OVER_PI.length))
      body.result(found)
    }),
  )

/** 64 binary digits of 2 / pi from the one with weight 2^-(place + 1) on. */
const digitsOf = (module: ModuleWriter): FunctionRef =>
  module.once('twoOverPiDigits', () => {
    const word = wordOf(module)
    return module.function(
      'twoOverPiDigits',
      { params: ['i32'], results: ['i64'] },
      (body, place) => {
        const at = place as Local
        const index = body.keep(i32.shr_s(at, 6))
        const bit = body.keep(i64.extend_i32_u(i32.and(at, 63)))
        // The second shift is in two parts, since a shift by 64 is one by 0.
        const high = i64.shl(call(word, index), bit)
        const low = i64.shr_u(i64.shr_u(call(word, i32.add(index, 1)), 1), i64.sub(63, bit))
        body.result(i64.or(high, low))
      },
    )
  })

/** The upper 64 bits of the product of two unsigned numbers. */
const highProductOf = (module: ModuleWriter): FunctionRef =>
  module.once('highProduct', () =>
    module.function('highProduct', { params: ['i64', 'i64'], results: ['i64'] }, (body, a, b) => {
      const LOW = 0xffffffff
      const [x, y] = [a as Local, b as Local]
      const [x0, y0] = [body.keep(i64.and(x, LOW)), body.keep(i64.and(y, LOW))]
      const [x1, y1] = [body.keep(i64.shr_u(x, 32)), body.keep(i64.shr_u(y, 32))]
      const first = i64.shr_u(i64.mul(x0, y0), 32)
      const inner = body.keep(i64.add(i64.mul(x1, y0), first))
      const outer = body.keep(i64.add(i64.mul(x0, y1), i64.and(inner, LOW)))
      body.result(i64.add(i64.mul(x1, y1), i64.add(i64.shr_u(inner, 32), i64.shr_u(outer, 32))))
    }),
  )

export interface Reduced {
  /** How many quarter turns, as a whole number; only its lowest two bits count. */
  readonly turns: Local
  /** The angle that is left, in two parts, at most pi / 4 in magnitude. */
  readonly high: Local
  readonly low: Local
}

const HALF_PI = Math.PI / 2

/** The first 26 bits of pi / 2, and the rest. */
const HALF_PI_HIGH = 1.5707963109016418
const HALF_PI_LOW = 1.5893254773528196e-8

/** Sets what is left of a finite x, |x| >= 2^20. */
export const reduceHuge = (
  { module, body }: Writer,
  x: Expr,
  { turns, high, low }: Reduced,
): void => {
  const digits = digitsOf(module)
  const highProduct = highProductOf(module)
  const bits = body.keep(i64.reinterpret_f64(f64.abs(x)))
  const mantissa = body.keep(
    i64.or(i64.and(bits, i64Constant(2n ** 52n - 1n)), i64Constant(2n ** 52n)),
  )
  // x = mantissa 2^e. The digit with weight 2^(1 - e) is the first whose product is no multiple of 4.
  const e = i32.sub(i32.wrap_i64(i64.shr_u(bits, 52)), 1075)
  const place = body.keep(i32.sub(e, 2))
  const first = body.keep(call(digits, place))
  const second = body.keep(call(digits, i32.add(place, 64)))
  const third = call(digits, i32.add(place, 128))
  const carried = body.keep(call(highProduct, mantissa, third))
  const lower = body.keep(i64.add(i64.mul(mantissa, second), carried))
  const carry = i64.extend_i32_u(i64.lt_u(lower, carried))
  const upper = body.keep(
    i64.add(i64.add(i64.mul(mantissa, first), call(highProduct, mantissa, second)), carry),
  )
  // upper / 2^62 + lower / 2^126 quarter turns, modulo 4.
  const quarters = body.keep(i64.shr_u(i64.add(upper, i64Constant(2n ** 61n)), 62))
  const rest = body.keep(i64.sub(upper, i64.shl(quarters, 62)))
  const big = body.keep(f64.convert_i64_s(rest))
  const small = f64.add(
    f64.mul(f64.convert_i64_s(i64.sub(rest, i64.trunc_sat_f64_s(big))), 2 ** -62),
    f64.mul(f64.convert_i64_u(lower), 2 ** -126),
  )
  // The product with pi / 2: exact in parts, with 26 bits of the rest and 27 of pi / 2 at a time.
  const t = body.keep(f64.mul(big, 2 ** -62))
  const top = body.keep(leading(t))
  const under = body.keep(f64.add(f64.sub(t, top), small))
  const main = body.keep(f64.mul(top, HALF_PI_HIGH))
  const tail = f64.add(f64.mul(under, HALF_PI), f64.mul(top, HALF_PI_LOW))
  const kept = body.keep(tail)
  const sum = body.keep(f64.add(main, kept))
  const sign = f64.copysign(1, x)
  body.set(high, f64.mul(sign, sum))
  body.set(low, f64.mul(sign, f64.add(f64.sub(main, sum), kept)))
  body.set(turns, f64.mul(sign, f64.convert_i64_s(quarters)))
}

/** x with its last 27 bits cleared: its product with a number of 26 bits is exact. */
const leading = (x: Expr): Expr =>
  f64.reinterpret_i64(i64.and(i64.reinterpret_f64(x), i64Constant(-(2n ** 27n))))
