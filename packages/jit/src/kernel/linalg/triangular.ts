/** Kernels of triangular matrices: the Cholesky factor, and substitution. */
import { type Expr, f64, i32 } from '../../wasm/code.js'
import { markFault } from '../fault.js'
import type { KernelWriter } from '../kernel.js'
import { overMatrices } from './batch.js'
import { Matrix, Vector } from './numbers.js'
import { addScaled, divide } from './vectors.js'

/**
 * The lower L with L L^T = (A + A^T)/2. A pivot that is not above the rounding error of the diagonal
 * element it is left of means that the matrix is not positive definite.
 *
 * Column by column: as soon as column p is known, l_ip l_jp is subtracted from each element right of it.
 */
export const cholesky: KernelWriter = (module, _, args, out) => {
  const n = out.shape.at(-1) ?? 0
  const add = addScaled(module)
  return overMatrices(
    module,
    { args, out, name: 'cholesky', rank: 2, work: 8 * n, finite: true },
    ({ body }, { operands: [matrix], result, work }) => {
      const [a, l] = [new Matrix(body, matrix as Expr, n), new Matrix(body, result, n)]
      const column = new Vector(body, work)
      const half = (x: Expr): Expr => f64.div(x, 2)
      body.for(0, n, i =>
        body.for(0, i32.add(i, 1), j => l.put(i, j, f64.add(half(a.at(i, j)), half(a.at(j, i))))),
      )
      body.for(0, n, p => {
        const rest = body.keep(l.at(p, p))
        const whole = f64.add(half(a.at(p, p)), half(a.at(p, p)))
        body.if(i32.eqz(f64.gt(rest, f64.mul(Number.EPSILON, whole))), () => markFault(body))
        const pivot = body.keep(f64.sqrt(rest))
        l.put(p, p, pivot)
        const after = body.keep(i32.add(p, 1))
        body.for(after, n, i => {
          const x = body.keep(f64.div(l.at(i, p), pivot))
          l.put(i, p, x)
          column.put(i, x)
          const count = i32.sub(i, p)
          const row = l.row(i).from(after).address
          body.call(add, row, column.from(after).address, f64.neg(x), count)
        })
      })
    },
  )
}

/**
 * X with T X = B, where T is a triangle of a or its transpose; the other triangle is not read. A 0 on the
 * diagonal is marked, except where it is said to be allowed and nothing is to be divided by it.
 */
export const triangularSolve: KernelWriter = (module, { params }, args, out) => {
  const [n, k] = out.shape.slice(-2) as [number, number]
  const [lower, transposed, unit] = [params.lower, params.transpose, params.unitDiagonal]
  const allowed = params.zerosAllowed === true
  const [add, over] = [addScaled(module), divide(module)]
  const forwards = lower !== transposed
  return overMatrices(
    module,
    {
      args,
      out,
      name: `triangularSolve.${lower}.${transposed}.${unit}.${allowed}`,
      rank: 2,
      work: 0,
      finite: false,
    },
    ({ body }, { operands: [matrix, rightHand], result }) => {
      const a = new Matrix(body, matrix as Expr, n)
      const x = new Matrix(body, result, k)
      body.copy(result, rightHand as Expr, 8 * n * k)
      const along = (step: Expr): Expr => (forwards ? step : i32.sub(n - 1, step))
      body.for(0, n, step => {
        const i = body.keep(along(step))
        const row = body.keep(x.row(i).address)
        body.for(0, step, before => {
          const j = body.keep(along(before))
          const factor = transposed ? a.at(j, i) : a.at(i, j)
          body.call(add, row, x.row(j).address, f64.neg(factor), k)
        })
        if (unit) return
        const pivot = body.keep(a.at(i, i))
        body.if(
          f64.eq(pivot, 0),
          () => {
            if (!allowed) markFault(body)
            else
              body.for(0, k, c =>
                body.if(f64.ne(new Vector(body, row).at(c), 0), () => markFault(body)),
              )
          },
          () => body.call(over, row, pivot, k),
        )
      })
    },
  )
}
