/** Gaussian elimination with partial pivoting: solutions, inverses, determinants. */
import type { Dense } from '../data/tensor.js'
import {
  identity,
  isFiniteMatrix,
  type Matrix,
  overMatrices,
  productOf,
  type Refusal,
} from './linalg.js'

/** PA = LU in one matrix: U with its diagonal, L below it without its ones. */
interface Factors {
  readonly lu: Matrix
  /** Row i of PA is this row of A. */
  readonly order: readonly number[]
  /** The determinant of P. */
  readonly sign: number
  /** The first column whose pivot is 0 to rounding; none: -1. */
  readonly dependent: number
}

/**
 * Overwrites a. Beside each element its rounding error is kept in units of 4n epsilon, of which nine
 * in ten singular matrices stay below: the largest number that went into it. A pivot is 0 to rounding
 * when no candidate exceeds its error, however rows and columns are scaled.
 */
const factor = (a: Matrix, n: number): Factors => {
  const error = a.map(Math.abs)
  const unit = 4 * n * Number.EPSILON
  const order = Array.from({ length: n }, (_, i) => i)
  let sign = 1
  let dependent = -1
  for (let k = 0; k < n; k++) {
    let pivot = k
    let certain = false
    for (let i = k; i < n; i++) {
      const size = Math.abs(a[i * n + k]!)
      if (size > Math.abs(a[pivot * n + k]!)) pivot = i
      if (size > unit * error[i * n + k]!) certain = true
    }
    if (!certain && dependent < 0) dependent = k
    if (pivot !== k) {
      for (const x of [a, error]) swapRows(x, k, pivot, n)
      const row = order[k]!
      order[k] = order[pivot]!
      order[pivot] = row
      sign = -sign
    }
    const divisor = a[k * n + k]!
    if (divisor === 0) continue
    for (let i = k + 1; i < n; i++) {
      const l = a[i * n + k]! / divisor
      a[i * n + k] = l
      const size = Math.abs(l)
      for (let j = k + 1; j < n; j++) {
        a[i * n + j]! -= l * a[k * n + j]!
        error[i * n + j] = Math.max(error[i * n + j]!, size * error[k * n + j]!)
      }
    }
  }
  return { lu: a, order, sign, dependent }
}

const swapRows = (a: Matrix, i: number, j: number, n: number): void => {
  const row = a.slice(i * n, (i + 1) * n)
  a.copyWithin(i * n, j * n, (j + 1) * n)
  a.set(row, j * n)
}

/** x[n,k] with A x = b: L(Ux) = Pb. */
const solveFactored = ({ lu, order }: Factors, n: number, b: Matrix, x: Matrix): void => {
  const k = n === 0 ? 0 : b.length / n
  order.forEach((row, i) => {
    x.set(b.subarray(row * k, (row + 1) * k), i * k)
  })
  const subtract = (i: number, j: number): void => {
    const l = lu[i * n + j]!
    for (let c = 0; c < k; c++) x[i * k + c]! -= l * x[j * k + c]!
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) subtract(i, j)
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) subtract(i, j)
    for (let c = 0; c < k; c++) x[i * k + c]! /= lu[i * n + i]!
  }
}

/** A^T x = b from PA = LU: x = P^T y with U^T (L^T y) = b. */
const solveTransposed = ({ lu, order }: Factors, n: number, b: Matrix, x: Matrix): void => {
  const k = n === 0 ? 0 : b.length / n
  const subtract = (i: number, j: number): void => {
    const l = lu[j * n + i]!
    for (let c = 0; c < k; c++) b[i * k + c]! -= l * b[j * k + c]!
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) subtract(i, j)
    for (let c = 0; c < k; c++) b[i * k + c]! /= lu[i * n + i]!
  }
  for (let i = n - 1; i >= 0; i--) for (let j = i + 1; j < n; j++) subtract(i, j)
  order.forEach((row, i) => {
    x.set(b.subarray(i * k, (i + 1) * k), row * k)
  })
}

const squareOf = (a: Dense): number => a.shape[a.rank - 1]!

/** The factors of a matrix, unless it is singular and refused; none where it is not finite. */
const regular = (
  a: Matrix,
  n: number,
  out: Matrix,
  which: () => string,
  refuse: Refusal | undefined,
): Factors | undefined => {
  if (!isFiniteMatrix(a)) {
    out.fill(Number.NaN)
    return undefined
  }
  const factors = factor(a, n)
  return refuse === undefined || factors.dependent < 0
    ? factors
    : refuse(which(), factors.dependent)
}

export const solve = (a: Dense, b: Dense, transpose: boolean, refuse: Refusal): Dense => {
  const n = squareOf(a)
  return overMatrices([a, b], b.shape.slice(-2), ([m, rhs], out, which) => {
    const factors = regular(m!, n, out, which, refuse)
    if (factors !== undefined) (transpose ? solveTransposed : solveFactored)(factors, n, rhs!, out)
  })
}

export const inverse = (a: Dense, refuse: Refusal | undefined): Dense => {
  const n = squareOf(a)
  return overMatrices([a], [n, n], ([m], out, which) => {
    const factors = regular(m!, n, out, which, refuse)
    if (factors !== undefined) solveFactored(factors, n, identity(n), out)
  })
}

/** The product of the pivots with the sign of the permutation; 1 of nothing. */
export const determinant = (a: Matrix, n: number): number => {
  if (!isFiniteMatrix(a)) return Number.NaN
  const { lu, sign } = factor(a, n)
  return productOf([sign, ...Array.from({ length: n }, (_, i) => lu[i * n + i]!)])
}

export const det = (a: Dense): Dense =>
  overMatrices([a], [], ([m], out) => {
    out[0] = determinant(m!, squareOf(a))
  })

/** [sign, log|det|] in a last axis of 2; of a singular matrix [0, -Infinity]. */
export const slogdet = (a: Dense): Dense => {
  const n = squareOf(a)
  return overMatrices([a], [2], ([m], out) => {
    if (!isFiniteMatrix(m!)) {
      out.fill(Number.NaN)
      return
    }
    const { lu, sign } = factor(m!, n)
    out[0] = sign
    for (let i = 0; i < n; i++) {
      out[0] *= Math.sign(lu[i * n + i]!)
      out[1]! += Math.log(Math.abs(lu[i * n + i]!))
    }
  })
}
