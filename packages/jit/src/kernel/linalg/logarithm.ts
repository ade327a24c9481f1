/** The natural logarithm in double precision. */
import type { FunctionRef } from '../../wasm/body.js'
import { constant, type Expr, f64, i32, i64, i64Constant } from '../../wasm/code.js'
import type { ModuleWriter } from '../../wasm/module.js'
import { define } from './numbers.js'

/** log 2 in two parts, of which the first times a small whole number is exact. */
const LOG2_HIGH = 0.6931471803691238
const LOG2_LOW = 1.9082149292705877e-10

/** (log(1+s) - log(1-s)) / s - 2 as a polynomial in s^2, on s below 0.1716: errors below 2^-58. */
const SERIES = [
  0.6666666666666735, 0.3999999999940942, 0.2857142874366239, 0.22222198432149784,
  0.1818357216161805, 0.15313837699209373, 0.14798198605116586,
] as const

/** The bits of sqrt(1/2), below which a mantissa is not left. */
const ROOT_HALF = 0x3fe6a09e667f3bcdn

/**
 * log x, of x >= 0: with x = 2^k (1 + f) near 1 and s = f / (2 + f), log(1 + f) = f - s (f - R(s^2)) to
 * rounding (the method and the polynomial of fdlibm, Sun Microsystems 1993).
 */
export const logarithm = (module: ModuleWriter): FunctionRef =>
  define(module, 'logarithm', ['f64'], ['f64'], ({ body }, given) => {
    body.if(f64.eq(given, 0), () => body.return(constant('f64', Number.NEGATIVE_INFINITY)))
    body.if(i32.eqz(f64.lt(given, Number.POSITIVE_INFINITY)), () => body.return(given))
    const x = body.keep(given)
    const k = body.local('i32', 0)
    body.if(f64.lt(x, 2 ** -1022), () => {
      body.set(x, f64.mul(x, 2 ** 54))
      body.set(k, -54)
    })
    const bits = body.keep(i64.sub(i64.reinterpret_f64(x), i64Constant(ROOT_HALF)))
    const shift = body.keep(i64.shr_s(bits, 52))
    body.set(k, i32.add(k, i32.wrap_i64(shift)))
    const mantissa = i64.sub(i64.reinterpret_f64(x), i64.shl(shift, 52))
    const f = body.keep(f64.sub(f64.reinterpret_i64(mantissa), 1))
    const s = body.keep(f64.div(f, f64.add(f, 2)))
    const z = body.keep(f64.mul(s, s))
    const r = SERIES.reduceRight<Expr | number>((sum, c) => f64.add(f64.mul(sum, z), c), 0) as Expr
    const half = body.keep(f64.mul(f64.mul(0.5, f), f))
    const scale = body.keep(f64.convert_i32_s(k))
    const small = f64.add(f64.mul(s, f64.add(half, f64.mul(r, z))), f64.mul(scale, LOG2_LOW))
    const rest = f64.sub(f64.sub(half, small), f)
    body.result(f64.sub(f64.mul(scale, LOG2_HIGH), rest))
  })
