/** Arithmetic of int32, which wraps around at 2^31. */
import { call, type Local } from '../wasm/body.js'
import { constant, type Expr, f64, i32, select } from '../wasm/code.js'
import type { Rule, Writer } from './rule.js'

/** The remainder with the sign of the divisor; 0 for a divisor of 0. */
export const floorMod: Rule = ({ module }, [x, y]) => {
  const f = module.once('i32.mod', () =>
    module.function('i32.mod', { params: ['i32', 'i32'], results: ['i32'] }, (inner, a, b) => {
      const [n, d] = [a as Local, b as Local]
      const r = inner.local('i32')
      inner.if(d, () => {
        inner.set(r, i32.rem_s(n, d))
        const crosses = i32.and(i32.ne(r, 0), i32.lt_s(i32.xor(r, d), 0))
        inner.if(crosses, () => inner.set(r, i32.add(r, d)))
      })
      inner.result(r)
    }),
  )
  return call(f, x as Expr, y as Expr)
}

/** x^n by squaring; for n < 0 it is 1 / x^-n towards zero: of 1 and -1 themselves, of all else 0. */
export const power: Rule = ({ module }, [x, n]) => {
  const f = module.once('i32.pow', () =>
    module.function('i32.pow', { params: ['i32', 'i32'], results: ['i32'] }, (body, a, b) => {
      const [base, exponent] = [a as Local, b as Local]
      const result = body.local('i32', 1)
      const isUnit = i32.or(i32.eq(base, 1), i32.eq(base, -1))
      body.if(i32.lt_s(exponent, 0), () => {
        body.if(i32.eqz(isUnit), () => body.return(constant('i32', 0)))
        body.set(exponent, i32.and(exponent, 1))
      })
      body.while(
        () => exponent,
        () => {
          body.if(i32.and(exponent, 1), () => body.set(result, i32.mul(result, base)))
          body.set(base, i32.mul(base, base))
          body.set(exponent, i32.shr_u(exponent, 1))
        },
      )
      body.result(result)
    }),
  )
  return call(f, x as Expr, n as Expr)
}

/** t modulo 2^32 as `Int32Array` stores it: towards zero first; NaN and the infinities are 0. */
export const fromDouble = ({ body }: Writer, x: Expr): Expr => {
  const t = body.keep(f64.trunc(x))
  const near = f64.lt(f64.abs(t), 2 ** 31)
  const wrapped = f64.sub(t, f64.mul(f64.floor(f64.mul(t, 2 ** -32)), 2 ** 32))
  return select(i32.trunc_sat_f64_s(t), i32.trunc_sat_f64_u(wrapped), near)
}

/** x y as it is in doubles, rounded beyond 2^53, and then stored. */
export const product: Rule = (w, [x, y]) =>
  fromDouble(w, f64.mul(f64.convert_i32_s(x as Expr), f64.convert_i32_s(y as Expr)))
