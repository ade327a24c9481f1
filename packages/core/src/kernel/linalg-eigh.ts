/**
 * Eigenvalues and eigenvectors of symmetric matrices: reflections to a tridiagonal matrix, then QL
 * steps with implicit shifts (Golub and Van Loan, Matrix Computations, 8.3).
 */
import type { Dense } from '../data/tensor.js'
import {
  identity,
  innerRows,
  isFiniteMatrix,
  type Matrix,
  negateRow,
  overMatrices,
  pointsBack,
  rotateRows,
  scaleDown,
} from './linalg.js'

/** T = H A H with its diagonal and the elements beside it, and the rows of H. */
interface Tridiagonal {
  readonly diagonal: Float64Array
  readonly beside: Float64Array
  readonly rows: Matrix
}

/**
 * Overwrites a. With a unit vector v, p = A v and w = 2 (p - (p.v) v), the reflection of A from both
 * sides is A - v w^T - w v^T.
 */
const tridiagonalise = (a: Matrix, n: number): Tridiagonal => {
  const beside = new Float64Array(n)
  const vs = new Float64Array(n * n)
  const w = new Float64Array(n)
  for (let k = 0; k + 1 < n; k++) {
    const norm = Math.sqrt(innerRows(a, k, a, k, n, k + 1))
    const head = a[k * n + k + 1]!
    const image = head > 0 ? -norm : norm
    beside[k] = image
    for (let j = k + 1; j < n; j++) vs[k * n + j] = a[k * n + j]!
    vs[k * n + k + 1] = head - image
    const length = Math.sqrt(innerRows(vs, k, vs, k, n, k + 1))
    if (length === 0) continue
    for (let j = k + 1; j < n; j++) vs[k * n + j]! /= length
    let along = 0
    for (let i = k + 1; i < n; i++) {
      w[i] = innerRows(a, i, vs, k, n, k + 1)
      along += w[i]! * vs[k * n + i]!
    }
    for (let i = k + 1; i < n; i++) w[i] = 2 * (w[i]! - along * vs[k * n + i]!)
    for (let i = k + 1; i < n; i++)
      for (let j = k + 1; j < n; j++)
        a[i * n + j]! -= vs[k * n + i]! * w[j]! + w[i]! * vs[k * n + j]!
  }
  const rows = identity(n)
  for (let k = n - 2; k >= 0; k--)
    for (let i = k + 1; i < n; i++) {
      const twice = 2 * innerRows(vs, k, rows, i, n, k + 1)
      for (let j = k + 1; j < n; j++) rows[i * n + j]! -= twice * vs[k * n + j]!
    }
  return {
    diagonal: Float64Array.from({ length: n }, (_, i) => a[i * n + i]!),
    beside,
    rows,
  }
}

/** 30 steps are the most ever seen for one eigenvalue. */
const STEPS = 300

/** Diagonalises T in place: `diagonal` becomes the eigenvalues and `rows` the eigenvectors. */
const diagonalise = ({ diagonal: d, beside: e, rows }: Tridiagonal, n: number): void => {
  const parted = (i: number): boolean =>
    i === n - 1 ||
    Math.abs(e[i]!) <=
      Number.EPSILON * (Math.abs(d[i]!) + Math.abs(d[i + 1]!)) + Number.EPSILON ** 2
  for (let l = 0; l < n; l++)
    for (let step = 0; step < STEPS && !parted(l); step++) {
      let m = l + 1
      while (!parted(m)) m++
      qlStep(d, e, rows, l, m, n)
    }
}

/**
 * One step on the rows l to m: the eigenvalue of the first two by two block that is nearer to d_l is
 * the shift (Wilkinson's), and the bulge that the first rotation makes is chased upwards.
 */
const qlStep = (
  d: Float64Array,
  e: Float64Array,
  rows: Matrix,
  l: number,
  m: number,
  n: number,
): void => {
  const half = (d[l + 1]! - d[l]!) / (2 * e[l]!)
  const root = Math.sqrt(1 + half * half)
  let x = d[m]! - d[l]! + e[l]! / (half < 0 ? half - root : half + root)
  let [c, s, shift] = [1, 1, 0]
  for (let i = m - 1; i >= l; i--) {
    const bulge = s * e[i]!
    const before = c * e[i]!
    const length = Math.sqrt(bulge * bulge + x * x)
    e[i + 1] = length
    if (length === 0) {
      d[i + 1]! -= shift
      e[m] = 0
      return
    }
    s = bulge / length
    c = x / length
    x = d[i + 1]! - shift
    const turn = (d[i]! - x) * s + 2 * c * before
    shift = s * turn
    d[i + 1] = x + shift
    x = c * turn - before
    rotateRows(rows, i, i + 1, n, c, s)
  }
  d[l]! -= shift
  e[l] = x
  e[m] = 0
}

/**
 * The eigenvectors of (A + A^T)/2 as columns, in the order of ascending eigenvalues, and these as one
 * more column. Of the two unit vectors in each direction the one whose largest component is positive.
 */
export const eigh = (a: Dense): Dense => {
  const n = a.shape[a.rank - 1]!
  return overMatrices([a], [n, n + 1], ([m], out) => {
    if (!isFiniteMatrix(m!)) {
      out.fill(Number.NaN)
      return
    }
    const scale = scaleDown(m!)
    const symmetric = m!.map((x, at) => (x + m![(at % n) * n + Math.floor(at / n)]!) / 2)
    const t = tridiagonalise(symmetric, n)
    diagonalise(t, n)
    const order = Array.from(t.diagonal.keys()).sort((i, j) => t.diagonal[i]! - t.diagonal[j]!)
    order.forEach((row, column) => {
      if (pointsBack(t.rows, row, n)) negateRow(t.rows, row, n)
      for (let i = 0; i < n; i++) out[i * (n + 1) + column] = t.rows[row * n + i]!
      out[column * (n + 1) + n] = t.diagonal[row]! * scale
    })
  })
}
