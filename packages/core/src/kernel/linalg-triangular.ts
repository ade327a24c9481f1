/** Triangular matrices: the Cholesky factor, and substitution. */
import type { Dense } from '../data/tensor.js'
import { isFiniteMatrix, overMatrices, type Refusal } from './linalg.js'

/**
 * The lower L with L L^T = (A + A^T)/2. A pivot that is not above the rounding error of the diagonal
 * element it is left of means that the matrix is not positive definite.
 */
export const cholesky = (a: Dense, refuse: Refusal): Dense => {
  const n = a.shape[a.rank - 1]!
  return overMatrices([a], [n, n], ([m], out, which) => {
    if (!isFiniteMatrix(m!)) {
      out.fill(Number.NaN)
      return
    }
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) {
        const x = m![i * n + j]! / 2 + m![j * n + i]! / 2
        let rest = x
        for (let p = 0; p < j; p++) rest -= out[i * n + p]! * out[j * n + p]!
        if (j < i) out[i * n + j] = rest / out[j * n + j]!
        else if (rest > Number.EPSILON * x) out[i * n + i] = Math.sqrt(rest)
        else refuse(which(), i)
      }
  })
}

/** How a triangle is read. */
export interface Triangle {
  readonly lower: boolean
  readonly transpose: boolean
  /** The diagonal is taken for ones. */
  readonly unitDiagonal: boolean
}

/**
 * Told of a 0 on the diagonal, and whether the right-hand side is 0 there too; where it returns, the
 * solution is 0.
 */
export type ZeroPivot = (which: string, at: number, nothing: boolean) => void

/** x with T x = b, where T is a triangle of a or its transpose; the other triangle is not read. */
export const triangularSolve = (a: Dense, b: Dense, t: Triangle, zero: ZeroPivot): Dense => {
  const [n, k] = b.shape.slice(-2) as [number, number]
  const forwards = t.lower !== t.transpose
  return overMatrices([a, b], [n, k], ([m, rhs], x, which) => {
    x.set(rhs!)
    for (let step = 0; step < n; step++) {
      const i = forwards ? step : n - 1 - step
      for (let before = 0; before < step; before++) {
        const j = forwards ? before : n - 1 - before
        const factor = t.transpose ? m![j * n + i]! : m![i * n + j]!
        for (let c = 0; c < k; c++) x[i * k + c]! -= factor * x[j * k + c]!
      }
      if (t.unitDiagonal) continue
      const pivot = m![i * n + i]!
      const row = x.subarray(i * k, (i + 1) * k)
      if (pivot === 0)
        zero(
          which(),
          i,
          row.every(y => y === 0),
        )
      else for (let c = 0; c < k; c++) row[c]! /= pivot
    }
  })
}
