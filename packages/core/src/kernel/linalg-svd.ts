/**
 * Singular values and vectors: QR, then one-sided Jacobi rotations of the rows of R until they are
 * orthogonal (Hestenes 1958).
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
  product,
  rotateRows,
  scaleDown,
} from './linalg.js'
import { factorQr } from './linalg-qr.js'

/** A = U S V^T with the columns of U and V as rows, the singular values descending. */
export interface Singular {
  readonly left: Matrix
  readonly values: Float64Array
  readonly right: Matrix
}

/** Ten sweeps over all pairs are many; the angles shrink quadratically in the last ones. */
const SWEEPS = 60

/** Rotates the rows of `rows`, and of `turns` alike, until each pair is orthogonal to rounding. */
const orthogonalise = (rows: Matrix, turns: Matrix, n: number): void => {
  const tolerance = 4 * Number.EPSILON * Math.sqrt(n)
  for (let sweep = 0, busy = true; busy && sweep < SWEEPS; sweep++) {
    busy = false
    for (let i = 0; i < n; i++)
      for (let j = i + 1; j < n; j++) {
        const xx = innerRows(rows, i, rows, i, n)
        const yy = innerRows(rows, j, rows, j, n)
        const xy = innerRows(rows, i, rows, j, n)
        if (Math.abs(xy) <= tolerance * Math.sqrt(xx) * Math.sqrt(yy)) continue
        busy = true
        // tan of the smaller angle that makes them orthogonal: t^2 + 2 z t - 1 = 0
        const z = (yy - xx) / (2 * xy)
        const t = (z < 0 ? -1 : 1) / (Math.abs(z) + Math.sqrt(1 + z * z))
        const c = 1 / Math.sqrt(1 + t * t)
        rotateRows(rows, i, j, n, c, c * t)
        rotateRows(turns, i, j, n, c, c * t)
      }
  }
}

/** Shorter rows than this have no direction; the largest element of the matrix is about 1. */
const NOTHING = 1e-140

/**
 * Row `row` becomes a unit vector orthogonal to the rows before it: what is left of an axis after two
 * projections. Some axis keeps 1/sqrt(n) of its length, as fewer than n rows cannot span them all.
 */
const complete = (rows: Matrix, row: number, n: number): void => {
  for (let turn = 0; turn < n; turn++) {
    const unit = new Float64Array(n)
    unit[(row + turn) % n] = 1
    for (let again = 0; again < 2; again++)
      for (let other = 0; other < row; other++) {
        const along = innerRows(rows, other, unit, 0, n)
        for (let p = 0; p < n; p++) unit[p]! -= along * rows[other * n + p]!
      }
    const length = Math.sqrt(innerRows(unit, 0, unit, 0, n))
    if (length * Math.sqrt(n) < 0.5) continue
    rows.set(
      unit.map(x => x / length),
      row * n,
    )
    return
  }
}

/** The decomposition of a[m,n] with m >= n; the vectors of the `first` side have positive largest components. */
export const factorSvd = (a: Matrix, m: number, n: number, first: 'left' | 'right'): Singular => {
  const scale = scaleDown(a)
  const { columns, r } = factorQr(a, m, n)
  const turns = identity(n)
  orthogonalise(r, turns, n)
  const lengths = Array.from({ length: n }, (_, i) => Math.sqrt(innerRows(r, i, r, i, n)))
  const order = Array.from(lengths.keys()).sort((i, j) => lengths[j]! - lengths[i]!)
  const right = new Float64Array(n * n)
  order.forEach((row, i) => {
    const length = lengths[row]!
    if (length > NOTHING) {
      for (let p = 0; p < n; p++) right[i * n + p] = r[row * n + p]! / length
    } else complete(right, i, n)
  })
  const sorted = Float64Array.from(
    turns,
    (_, at) => turns[order[Math.floor(at / n)]! * n + (at % n)]!,
  )
  const left = product(sorted, columns, n, n, m)
  for (let i = 0; i < n; i++)
    if (first === 'left' ? pointsBack(left, i, m) : pointsBack(right, i, n)) {
      negateRow(left, i, m)
      negateRow(right, i, n)
    }
  const values = Float64Array.from(order, row =>
    lengths[row]! > NOTHING ? lengths[row]! * scale : 0,
  )
  return { left, values, right }
}

/** U[m,n], then the singular values as one row, then V[n,n], one below the other; m >= n. */
export const svd = (a: Dense, first: 'left' | 'right'): Dense => {
  const [m, n] = a.shape.slice(-2) as [number, number]
  return overMatrices([a], [m + 1 + n, n], ([x], out) => {
    if (!isFiniteMatrix(x!)) {
      out.fill(Number.NaN)
      return
    }
    const { left, values, right } = factorSvd(x!, m, n, first)
    for (let j = 0; j < n; j++) {
      for (let i = 0; i < m; i++) out[i * n + j] = left[j * m + i]!
      out[m * n + j] = values[j]!
      for (let i = 0; i < n; i++) out[(m + 1 + i) * n + j] = right[j * n + i]!
    }
  })
}
