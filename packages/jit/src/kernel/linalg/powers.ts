/** Powers of two, which scale without rounding, and products that may leave the range of numbers. */
import type { Writer } from '../../math/rule.js'
import { call, type FunctionRef, type Local } from '../../wasm/body.js'
import { type Arg, type Expr, f64, i32, i64, select } from '../../wasm/code.js'
import type { ModuleWriter } from '../../wasm/module.js'
import { define, number, numberOf, Vector } from './numbers.js'
import { divide, largest } from './vectors.js'

/** 2^e for a whole e from -1022 to 1023, whose bits are its exponent. */
const normalPower = (e: Arg): Expr =>
  f64.reinterpret_i64(i64.shl(i64.extend_i32_s(i32.add(e, 1023)), 52))

/** x kept between two whole numbers. */
const clamped = ({ body }: Writer, x: Expr, low: number, high: number): Local<'i32'> => {
  const kept = body.keep(x as Expr<'i32'>)
  body.if(i32.lt_s(kept, low), () => body.set(kept, low))
  body.if(i32.gt_s(kept, high), () => body.set(kept, high))
  return kept
}

/** The exponent of x as a power of two, kept where powers of two are numbers. */
const exponentOf = (module: ModuleWriter): FunctionRef =>
  define(module, 'exponentOf', ['f64'], ['i32'], (w, x) => {
    const bits = i64.shr_u(i64.shl(i64.reinterpret_f64(x), 1), 53)
    w.body.result(clamped(w, i32.sub(i32.wrap_i64(bits), 1023), -1022, 1023))
  })

/** 2^e for any e, 0 or infinite where that leaves the range: in three factors of which each is a number. */
const powerOfTwo = (module: ModuleWriter): FunctionRef =>
  define(module, 'powerOfTwo', ['i32'], ['f64'], (w, e) => {
    const kept = clamped(w, e, -2100, 2100)
    const third = w.body.keep(i32.div_s(kept, 3))
    const rest = i32.sub(i32.sub(kept, third), third)
    w.body.result(f64.mul(f64.mul(normalPower(third), normalPower(third)), normalPower(rest)))
  })

/** Divides x by a power of two near its largest element, which is exact, and gives it. */
export const scaleDown = (module: ModuleWriter): FunctionRef => {
  const [most, exponent, dividing] = [largest(module), exponentOf(module), divide(module)]
  return define(module, 'scaleDown', ['i32', 'i32'], ['f64'], ({ body }, x, n) => {
    const size = body.keep(numberOf(most, x, n))
    body.if(f64.eq(size, 0), () => body.return(number(1)))
    const scale = body.keep(normalPower(call(exponent, size)))
    body.call(dividing, x, scale, n)
    body.result(scale)
  })
}

/** The scale of a largest element: a power of two near it; 1 of 0. */
export const scaleOf = (module: ModuleWriter): FunctionRef => {
  const exponent = exponentOf(module)
  return define(module, 'scaleOf', ['f64'], ['f64'], ({ body }, size) => {
    body.result(select(normalPower(call(exponent, size)), number(1), f64.ne(size, 0)))
  })
}

/**
 * The product of x without elements i and j, where partial products may leave their range. The
 * exponents are added up beside it.
 */
export const productWithout = (module: ModuleWriter): FunctionRef => {
  const [exponent, power] = [exponentOf(module), powerOfTwo(module)]
  return define(
    module,
    'productWithout',
    ['i32', 'i32', 'i32', 'i32'],
    ['f64'],
    ({ body }, address, n, i, j) => {
      const x = new Vector(body, address)
      const product = body.local('f64', 1)
      const total = body.local('i32', 0)
      body.for(0, n, k => {
        body.if(i32.and(i32.ne(k, i), i32.ne(k, j)), () => {
          const factor = body.keep(x.at(k))
          body.if(f64.eq(factor, 0), () => body.return(number(0)))
          const e = body.keep(call(exponent, factor))
          body.set(product, f64.mul(product, f64.div(factor, numberOf(power, e))))
          const over = body.keep(call(exponent, product))
          body.set(product, f64.div(product, numberOf(power, over)))
          body.set(total, i32.add(total, i32.add(e, over)))
        })
      })
      const half = body.keep(i32.div_s(total, 2))
      const scaled = f64.mul(product, numberOf(power, half))
      body.result(f64.mul(scaled, numberOf(power, i32.sub(total, half))))
    },
  )
}
