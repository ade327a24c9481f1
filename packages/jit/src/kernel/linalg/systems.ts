/** Kernels of systems of equations, inverses and determinants, from PA = LU. */
import type { Writer } from '../../math/rule.js'
import { call } from '../../wasm/body.js'
import { type Expr, f64, i32, select } from '../../wasm/code.js'
import { markFault } from '../fault.js'
import type { KernelWriter } from '../kernel.js'
import { overMatrices } from './batch.js'
import { logarithm } from './logarithm.js'
import { determinant, factor, luWork, orderIn, solveFactored, solveTransposed } from './lu.js'
import { setIdentity } from './matrices.js'
import { Matrix, numberOf, Vector } from './numbers.js'

const sideOf = (shape: readonly number[] | undefined): number => shape?.at(-1) ?? 0

/** Factors a matrix; where a singular one is refused, marks it. */
const factorIn = (
  { module, body }: Writer,
  n: number,
  a: Expr,
  work: Expr,
  refuse: boolean,
): void => {
  const dependent = body.keep(call(factor(module, n), a, work))
  if (refuse) body.if(i32.ge_s(dependent, 0), () => markFault(body))
}

export const solve: KernelWriter = (module, { params }, args, out) => {
  const [n, k] = out.shape.slice(-2) as [number, number]
  const transposed = params.transpose as boolean
  const substitute = (transposed ? solveTransposed : solveFactored)(module, n, k)
  return overMatrices(
    module,
    { args, out, name: `solve.${transposed}`, rank: 2, work: luWork(n), finite: true },
    (w, { operands: [a, b], result, work }) => {
      factorIn(w, n, a as Expr, work, true)
      w.body.call(substitute, a as Expr, work, b as Expr, result)
    },
  )
}

export const inv: KernelWriter = (module, { params }, args, out) => {
  const n = sideOf(out.shape)
  const checked = params.checked as boolean
  const substitute = solveFactored(module, n, n)
  return overMatrices(
    module,
    { args, out, name: `inv.${checked}`, rank: 2, work: luWork(n) + 8 * n * n, finite: true },
    (w, { operands: [a], result, work }) => {
      factorIn(w, n, a as Expr, work, checked)
      const one = new Matrix(w.body, w.body.keep(i32.add(work, luWork(n))), n)
      setIdentity(w, one)
      w.body.call(substitute, a as Expr, work, one.address, result)
    },
  )
}

export const det: KernelWriter = (module, _, args, out) => {
  const n = sideOf(args[0]?.shape)
  const value = determinant(module, n)
  return overMatrices(
    module,
    { args, out, name: 'det', rank: 0, work: luWork(n), finite: true },
    ({ body }, { operands: [a], result, work }) =>
      new Vector(body, result).put(0, numberOf(value, a as Expr, work)),
  )
}

/** [sign, log|det|]; of a singular matrix [0, -Infinity]. */
export const slogdet: KernelWriter = (module, _, args, out) => {
  const n = sideOf(args[0]?.shape)
  const [lu, log] = [factor(module, n), logarithm(module)]
  return overMatrices(
    module,
    { args, out, name: 'slogdet', rank: 1, work: luWork(n), finite: true },
    ({ body }, { operands: [a], result, work }) => {
      body.call(lu, a as Expr, work)
      const sign = body.keep(f64.convert_i32_s(orderIn(body, work, n).at(n)))
      const sum = body.local('f64', 0)
      const pivots = new Matrix(body, a as Expr, n)
      body.for(0, n, i => {
        const u = body.keep(pivots.at(i, i))
        // The sign of 0 is 0 as it stands, of NaN NaN.
        const signed = f64.abs(u)
        const ofPivot = select(f64.copysign(1, u), u, f64.gt(signed, 0))
        body.set(sign, f64.mul(sign, ofPivot))
        body.set(sum, f64.add(sum, numberOf(log, signed)))
      })
      const made = new Vector(body, result)
      made.put(0, sign)
      made.put(1, sum)
    },
  )
}
