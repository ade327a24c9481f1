/** Gaussian elimination with partial pivoting: PA = LU. */
import type { Body, FunctionRef, Local } from '../../wasm/body.js'
import { type Expr, f64, i32 } from '../../wasm/code.js'
import type { ModuleWriter } from '../../wasm/module.js'
import { define, Integers, Matrix, numberOf, Vector } from './numbers.js'
import { productWithout } from './powers.js'
import { absolute, addScaled, divide, raise, swap } from './vectors.js'

/** Bytes of the errors and the order that go with the factors of an n by n matrix. */
export const luWork = (n: number): number => 8 * n * n + 8 * n + 8

/**
 * Overwrites a with U, and below its diagonal L without its ones. The result is the first column whose
 * pivot is 0 to rounding, or -1.
 *
 * Beside each element its rounding error is kept in units of 4n epsilon, of which nine in ten singular
 * matrices stay below: the largest number that went into it. A pivot is 0 to rounding when no candidate
 * exceeds its error, however rows and columns are scaled.
 *
 * In `work` lie the errors, then the order (row i of PA is this row of A), then the determinant of P.
 */
export const factor = (module: ModuleWriter, n: number): FunctionRef => {
  const [abs, swapping, add, lift] = [absolute, swap, addScaled, raise].map(f => f(module)) as [
    FunctionRef,
    FunctionRef,
    FunctionRef,
    FunctionRef,
  ]
  return define(module, `lu.${n}`, ['i32', 'i32'], ['i32'], ({ body }, matrix, work) => {
    const a = new Matrix(body, matrix, n)
    const error = new Matrix(body, work, n)
    const order = orderIn(body, work, n)
    const unit = 4 * n * Number.EPSILON
    const sign = body.local('i32', 1)
    const dependent = body.local('i32', -1)
    body.call(abs, work, matrix, n * n)
    body.for(0, n, i => order.put(i, i))
    body.for(0, n, k =>
      body.block(next => {
        const pivot = body.keep(k)
        const largest = body.keep(f64.abs(a.at(k, k)))
        const certain = body.local('i32', 0)
        body.for(k, n, i => {
          const size = body.keep(f64.abs(a.at(i, k)))
          body.if(f64.gt(size, largest), () => {
            body.set(pivot, i)
            body.set(largest, size)
          })
          body.if(f64.gt(size, f64.mul(unit, error.at(i, k))), () => body.set(certain, 1))
        })
        body.if(i32.and(i32.eqz(certain), i32.lt_s(dependent, 0)), () => body.set(dependent, k))
        body.if(i32.ne(pivot, k), () => {
          for (const x of [a, error]) body.call(swapping, x.row(k).address, x.row(pivot).address, n)
          const row = body.keep(order.at(k))
          order.put(k, order.at(pivot))
          order.put(pivot, row)
          body.set(sign, i32.sub(0, sign))
        })
        const divisor = body.keep(a.at(k, k))
        body.brIf(next, f64.eq(divisor, 0))
        const after = body.keep(i32.add(k, 1))
        const left = body.keep(i32.sub(n, after))
        body.for(after, n, i => {
          const l = body.keep(f64.div(a.at(i, k), divisor))
          a.put(i, k, l)
          const rest = (x: Matrix, row: Expr): Expr => x.row(row).from(after).address
          body.call(add, rest(a, i), rest(a, k), f64.neg(l), left)
          body.call(lift, rest(error, i), rest(error, k), f64.abs(l), left)
        })
      }),
    )
    order.put(n, sign)
    body.result(dependent)
  })
}

/** The order of the rows, and behind it the determinant of P. */
export const orderIn = (body: Body, work: Expr, n: number): Integers =>
  new Integers(body, i32.add(work, 8 * n * n))

/** X[n,k] with A X = B: L(UX) = PB. */
export const solveFactored = (module: ModuleWriter, n: number, k: number): FunctionRef => {
  const [add, over] = [addScaled(module), divide(module)]
  return define(
    module,
    `solveFactored.${n}.${k}`,
    ['i32', 'i32', 'i32', 'i32'],
    [],
    ({ body }, factors, work, rightHand, result) => {
      const [lu, b, x] = [
        new Matrix(body, factors, n),
        new Matrix(body, rightHand, k),
        new Matrix(body, result, k),
      ]
      const order = orderIn(body, work, n)
      body.for(0, n, i => body.copy(x.row(i).address, b.row(order.at(i)).address, 8 * k))
      const subtract = (i: Expr, j: Expr): void =>
        body.call(add, x.row(i).address, x.row(j).address, f64.neg(lu.at(i, j)), k)
      body.for(0, n, i => body.for(0, i, j => subtract(i, j)))
      backwards(body, n, i => {
        body.for(i32.add(i, 1), n, j => subtract(i, j))
        body.call(over, x.row(i).address, lu.at(i, i), k)
      })
    },
  )
}

/** A^T X = B from PA = LU: X = P^T Y with U^T (L^T Y) = B; overwrites B. */
export const solveTransposed = (module: ModuleWriter, n: number, k: number): FunctionRef => {
  const [add, over] = [addScaled(module), divide(module)]
  return define(
    module,
    `solveTransposed.${n}.${k}`,
    ['i32', 'i32', 'i32', 'i32'],
    [],
    ({ body }, factors, work, rightHand, result) => {
      const [lu, b, x] = [
        new Matrix(body, factors, n),
        new Matrix(body, rightHand, k),
        new Matrix(body, result, k),
      ]
      const order = orderIn(body, work, n)
      const subtract = (i: Expr, j: Expr): void =>
        body.call(add, b.row(i).address, b.row(j).address, f64.neg(lu.at(j, i)), k)
      body.for(0, n, i => {
        body.for(0, i, j => subtract(i, j))
        body.call(over, b.row(i).address, lu.at(i, i), k)
      })
      backwards(body, n, i => body.for(i32.add(i, 1), n, j => subtract(i, j)))
      body.for(0, n, i => body.copy(x.row(order.at(i)).address, b.row(i).address, 8 * k))
    },
  )
}

/** Rounds with i = n - 1, ..., 0. */
export const backwards = (body: Body, n: number, write: (i: Local<'i32'>) => void): void =>
  body.for(n - 1, -1, write, -1)

/** The determinant of a finite matrix, which is overwritten: the product of the pivots with the sign of the permutation. */
export const determinant = (module: ModuleWriter, n: number): FunctionRef => {
  const [lu, product] = [factor(module, n), productWithout(module)]
  return define(module, `determinant.${n}`, ['i32', 'i32'], ['f64'], ({ body }, matrix, work) => {
    const a = new Matrix(body, matrix, n)
    body.call(lu, matrix, work)
    // The errors are done with: the factors of the product go in their place.
    const pivots = new Vector(body, work)
    const sign = body.keep(f64.convert_i32_s(orderIn(body, work, n).at(n)))
    body.for(0, n, i => pivots.put(i32.add(i, 1), a.at(i, i)))
    pivots.put(0, sign)
    body.result(numberOf(product, work, n + 1, -1, -1))
  })
}
