/** The remainder with the sign of the divisor, exactly. */
import type { FunctionRef, Local } from '../wasm/body.js'
import { constant, type Expr, f64, i32, i64, i64Constant, select } from '../wasm/code.js'
import type { ModuleWriter } from '../wasm/module.js'
import { double } from './coefficients.js'
import { eachLane, type Reals } from './real.js'

const IMPLICIT = 2n ** 52n

/** A positive double as m 2^(e - 1075) in whole numbers; subnormal ones have e = 1. */
const parts = (body: Parameters<Parameters<ModuleWriter['function']>[2]>[0], x: Expr) => {
  const bits = body.keep(i64.reinterpret_f64(x))
  const field = body.keep(i32.wrap_i64(i64.shr_u(bits, 52)))
  const fraction = body.keep(i64.and(bits, i64Constant(IMPLICIT - 1n)))
  const normal = body.keep(i32.ne(field, 0))
  return {
    m: body.local('i64', select(i64.or(fraction, i64Constant(IMPLICIT)), fraction, normal)),
    e: body.local('i32', i32.add(field, i32.eqz(normal))),
  }
}

/**
 * x mod y of doubles, as `%` followed by the step to the sign of y. With x = m 2^e and y = n 2^f the
 * remainder is (m 2^(e - f) mod n) 2^f: long division, eleven binary digits at a time.
 */
const floorMod = (module: ModuleWriter): FunctionRef =>
  module.once('mod', () =>
    module.function('mod', { params: ['f64', 'f64'], results: ['f64'] }, (body, a, b) => {
      const [x, y] = [a as Local, b as Local]
      const absX = body.keep(f64.abs(x))
      const absY = body.keep(f64.abs(y))
      const r = body.local('f64', x)
      const defined = i32.and(f64.lt(absX, Number.POSITIVE_INFINITY), f64.gt(absY, 0))
      body.if(
        i32.eqz(defined),
        () => body.set(r, Number.NaN),
        () =>
          body.if(f64.ge(absX, absY), () => {
            const { m, e } = parts(body, absX)
            const { m: n, e: f } = parts(body, absY)
            body.set(m, i64.rem_u(m, n))
            const digits = body.local('i32', i32.sub(e, f))
            body.while(
              () => i32.gt_s(digits, 0),
              () => {
                const step = body.keep(select(digits, constant('i32', 11), i32.lt_s(digits, 11)))
                body.set(m, i64.rem_u(i64.shl(m, i64.extend_i32_u(step)), n))
                body.set(digits, i32.sub(digits, step))
              },
            )
            // 2^(f - 1075) is subnormal for f < 53.
            const shift = i64.extend_i32_u(i32.sub(f, 1))
            const unit = select(
              i64.shl(i64.extend_i32_u(i32.sub(f, 52)), 52),
              i64.shl(1, shift),
              i32.ge_s(f, 53),
            )
            const size = f64.mul(f64.convert_i64_u(m), f64.reinterpret_i64(unit))
            body.set(r, f64.copysign(size, x))
          }),
      )
      body.if(f64.ne(y, y), () => body.set(r, Number.NaN))
      const crosses = i32.and(f64.ne(r, 0), i32.ne(f64.lt(r, 0), f64.lt(y, 0)))
      body.result(select(f64.add(r, y), r as Expr, crosses))
    }),
  )

/**
 * x - y trunc(x / y) where the quotient has at most 28 binary digits, for float32 operands in double
 * precision: quotient and product are exact then. All else, and double precision, by long division.
 */
export const mod = (R: Reals, x: Expr, y: Expr): Expr => {
  const f = floorMod(R.w.module)
  if (R.coefficients === double) return eachLane(R, f, x, y)
  const { body } = R.w
  const quotient = R.keep(R.div(x, y))
  const r = R.copySign(R.sub(x, R.mul(R.trunc(quotient), y)), x)
  const rest = R.keep(R.choose(R.less(R.abs(x), R.abs(y)), x, r))
  const crosses = R.both(R.differs(rest, 0), R.differs(R.copySign(rest, y), rest))
  const result = body.local(R.type, R.choose(crosses, R.add(rest, y), rest))
  const short = R.less(R.abs(quotient), 2 ** 28)
  const long = R.keep(R.choose(short, 0, 1))
  body.if(R.anywhere(R.differs(long, 0)), () => {
    body.set(result, R.choose(R.differs(long, 0), eachLane(R, f, x, y), result))
  })
  return result
}
