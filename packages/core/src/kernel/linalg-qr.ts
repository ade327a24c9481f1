/** Orthonormal columns times an upper triangle, by Householder's reflections. */
import type { Dense } from '../data/tensor.js'
import {
  innerRows,
  isFiniteMatrix,
  type Matrix,
  negateRow,
  overMatrices,
  scaleDown,
  transposed,
} from './linalg.js'

/** x - 2 v (v.x), for row i of x, from element `from` on; v is a row of `vs` of length 1. */
const reflect = (x: Matrix, i: number, vs: Matrix, k: number, length: number, from: number) => {
  const twice = 2 * innerRows(vs, k, x, i, length, from)
  for (let p = from; p < length; p++) x[i * length + p]! -= twice * vs[k * length + p]!
}

/**
 * The columns of Q as rows, and R, of a[m,n] with m >= n. R has a diagonal from 0 on, which makes
 * both unique when the columns of a are linearly independent.
 */
export const factorQr = (
  a: Matrix,
  m: number,
  n: number,
): { readonly columns: Matrix; readonly r: Matrix } => {
  const rest = transposed(a, m, n)
  const scales = Array.from({ length: n }, (_, j) => scaleDown(rest.subarray(j * m, (j + 1) * m)))
  const vs = new Float64Array(n * m)
  const r = new Float64Array(n * n)
  for (let k = 0; k < n; k++) {
    const norm = Math.sqrt(innerRows(rest, k, rest, k, m, k))
    const head = rest[k * m + k]!
    // away from the head: no cancellation
    const image = head > 0 ? -norm : norm
    for (let p = k; p < m; p++) vs[k * m + p] = rest[k * m + p]!
    vs[k * m + k] = head - image
    const length = Math.sqrt(innerRows(vs, k, vs, k, m, k))
    if (length > 0) for (let p = k; p < m; p++) vs[k * m + p]! /= length
    for (let j = k; j < n; j++) {
      reflect(rest, j, vs, k, m, k)
      r[k * n + j] = rest[j * m + k]! * scales[j]!
    }
  }
  const columns = new Float64Array(n * m)
  for (let j = 0; j < n; j++) {
    columns[j * m + j] = 1
    for (let k = j; k >= 0; k--) reflect(columns, j, vs, k, m, k)
    if (r[j * n + j]! < 0) {
      negateRow(columns, j, m)
      for (let p = j; p < n; p++) r[j * n + p] = 0 - r[j * n + p]!
    }
  }
  return { columns, r }
}

/** A column that depends on those before it has nothing left but its rounding error: 0 instead. */
const clear = (r: Matrix, m: number, n: number): void => {
  for (let j = 0; j < n; j++) {
    let largest = 0
    for (let i = 0; i <= j; i++) largest = Math.max(largest, Math.abs(r[i * n + j]!))
    if (r[j * n + j]! <= m * Number.EPSILON * largest) r[j * n + j] = 0
  }
}

/** Q[m,n] and below it R[n,n], for m >= n. */
export const qr = (a: Dense): Dense => {
  const [m, n] = a.shape.slice(-2) as [number, number]
  return overMatrices([a], [m + n, n], ([x], out) => {
    if (!isFiniteMatrix(x!)) {
      out.fill(Number.NaN)
      return
    }
    const { columns, r } = factorQr(x!, m, n)
    clear(r, m, n)
    out.set(transposed(columns, n, m))
    out.set(r, m * n)
  })
}
