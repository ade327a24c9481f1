/** Cofactors, the derivative of the determinant, and their derivatives, of matrices of any rank. */
import type { Dense } from '../data/tensor.js'
import {
  isFiniteMatrix,
  type Matrix,
  overMatrices,
  product,
  productOf,
  transposed,
} from './linalg.js'
import { determinant } from './linalg-lu.js'
import { factorSvd } from './linalg-svd.js'

const productWithout = (xs: Float64Array, i: number, j: number): number =>
  productOf(xs.filter((_, at) => at !== i && at !== j))

/**
 * The derivative of det at A in as many directions as there are, as the matrix C whose inner product
 * with one more direction is one more derivative. Without a direction it is the cofactor matrix.
 *
 * With A = U S V^T and M = U^T T V, cofactors multiply: C(A) = det(U V^T) U C(S) V^T, where C(S) is
 * diagonal with the products of the other singular values; its derivative along M has the elements
 * -m_ji times the product of the singular values but i and j, and on the diagonal the sum over j of
 * m_jj times that product. Nothing is divided by, so the rank does not matter. Further derivatives
 * come from C_ij = (-1)^(i+j) det(A without row i and column j).
 */
const derivative = (a: Matrix, directions: readonly Matrix[], n: number): Matrix =>
  directions.length < 2 ? inSingularBasis(a, directions[0], n) : byMinors(a, directions, n)

const inSingularBasis = (a: Matrix, direction: Matrix | undefined, n: number): Matrix => {
  const { left, values, right } = factorSvd(a.slice(), n, n, 'left')
  const core = new Float64Array(n * n)
  if (direction === undefined)
    for (let i = 0; i < n; i++) core[i * n + i] = productWithout(values, i, i)
  else {
    const m = product(product(left, direction, n, n, n), transposed(right, n, n), n, n, n)
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        if (i === j) continue
        const others = productWithout(values, i, j)
        core[i * n + j] = -m[j * n + i]! * others
        core[i * n + i]! += m[j * n + j]! * others
      }
  }
  const orientation = Math.sign(determinant(left.slice(), n) * determinant(right.slice(), n))
  return product(product(transposed(left, n, n), core, n, n, n), right, n, n, n).map(
    x => x * orientation,
  )
}

const minor = (a: Matrix, row: number, column: number, n: number): Matrix =>
  a.filter((_, at) => Math.floor(at / n) !== row && at % n !== column)

const byMinors = (a: Matrix, directions: readonly Matrix[], n: number): Matrix => {
  const [last, ...others] = directions as readonly [Matrix, ...Matrix[]]
  return a.map((_, at) => {
    const [i, j] = [Math.floor(at / n), at % n]
    const along = minor(last, i, j, n)
    const inner = derivative(
      minor(a, i, j, n),
      others.map(t => minor(t, i, j, n)),
      n - 1,
    )
    const slope = inner.reduce((sum, x, k) => sum + x * along[k]!, 0)
    return (i + j) % 2 === 0 ? slope : -slope
  })
}

/** The derivative of det at the first operand in the directions of the others. */
export const cofactor = (operands: readonly Dense[]): Dense => {
  const n = (operands[0] as Dense).shape.at(-1)!
  return overMatrices(operands, [n, n], ([a, ...directions], out) => {
    if (isFiniteMatrix(a!)) out.set(derivative(a!, directions, n))
    else out.fill(Number.NaN)
  })
}
