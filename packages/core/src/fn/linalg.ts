/**
 * Linear algebra of the last two axes; axes before them are a stack of matrices. int32 and bool become
 * float32; numbers are computed in double precision and rounded once. A matrix with NaN or an infinity
 * in it gives NaN.
 */
import * as E from 'fp-ts/lib/Either.js'
import { floatOf } from '../data/dtype.js'
import { flagIn, optionsIn } from '../data/options.js'
import { broadcastShapes, showShape } from '../data/shape.js'
import type { Aval, Value } from '../data/tensor.js'
import type { Tensor } from '../data/types.js'
import { orRaise, type Reason, raise, reason } from '../error.js'
import { broadcastTo } from '../ops/broadcast.js'
import { detOp, partOf, slogdetOp } from '../ops/linalg-det.js'
import {
  block,
  columnOf,
  flip,
  join,
  sidesOf,
  vectorOf,
  wantMatrix,
  wantSquare,
} from '../ops/linalg-parts.js'
import { factorsOf, qrOp } from '../ops/linalg-qr.js'
import { choleskyOp, invOp, solveOp, solveStack, triangularSolveOp } from '../ops/linalg-solve.js'
import { eigenOf, eighOp, singularOf, svdOp } from '../ops/linalg-spectral.js'
import { matmul } from '../ops/matmul.js'
import { astype } from '../ops/select.js'
import type { Op } from '../tape/op.js'
import { apply } from '../tape/record.js'
import { alike, tensorOnly } from './door.js'
import type {
  Det,
  Eigh,
  Qr,
  Slogdet,
  Solve,
  SquareMap,
  Svd,
  TriangleOptions,
} from './linalg-types.js'

const matrixIn = (where: string, x: unknown, want: (x: Aval) => E.Either<Reason, Aval>): Value => {
  const given = tensorOnly(where, x)
  const value = astype(given, floatOf(given.dtype))
  orRaise(where, want(value))
  return value
}

/** The solutions of systems whose stacks broadcast; a vector on the right is one column. */
const solved = (where: string, op: Op, a: unknown, b: unknown): Value => {
  const [matrix, right] = alike(
    where,
    [tensorOnly(where, a), tensorOnly(where, b)],
    floatOf,
  ) as readonly [Value, Value]
  const n = sidesOf(orRaise(where, wantSquare(matrix)))[0]
  const rows = right.shape[right.rank === 1 ? 0 : right.rank - 2]
  if (rows !== n)
    raise(
      where,
      reason(
        'shape',
        `the matrix is ${showShape(matrix.shape)} and the right-hand side ${showShape(right.shape)}: ${n} equations and ${rows ?? 'no'} numbers.`,
        `The right-hand side is a vector [${n}], or columns [${n},k], with axes in front for a stack.`,
      ),
    )
  if (right.rank === 1) return vectorOf(systems(where, op, matrix, columnOf(right)), -1)
  return systems(where, op, matrix, right)
}

const systems = (where: string, op: Op, a: Value, b: Value): Value => {
  const [ours, theirs] = [a.shape.slice(0, -2), b.shape.slice(0, -2)]
  const common = broadcastShapes(ours, theirs)
  const lead = E.isRight(common)
    ? common.right
    : raise(
        where,
        reason(
          'shape',
          `the matrix is ${showShape(a.shape)} and the right-hand side ${showShape(b.shape)}: the axes in front, ${showShape(ours)} and ${showShape(theirs)}, do not broadcast.`,
        ),
      )
  const over = (x: Value): Value => broadcastTo(x, [...lead, ...x.shape.slice(-2)])
  if (a.rank > 2 || b.rank === 2) return apply(op, over(a), over(b))
  return solveStack(op, a, b)
}

/**
 * The lower triangular L with positive diagonal and L L^T = (A + A^T)/2. Throws `ArgumentError` where
 * that is not positive definite. The derivative is Murray's (2016); gradients are symmetric.
 * @example linalg.cholesky(tensor([[4, 2], [2, 5]])) // => [[2, 0], [1, 2]]
 */
export const cholesky: SquareMap<'linalg.cholesky'> = (a: Tensor): Tensor =>
  apply(choleskyOp, matrixIn('linalg.cholesky', a, wantSquare))

/**
 * X with A X = B, by elimination with partial pivoting: shapes [..., n, n] and [n] or [..., n, k], and
 * the stacks broadcast. Throws `ArgumentError` where A is singular, to rounding.
 * @example linalg.solve(tensor([[2, 1], [1, 3]]), tensor([5, 10])) // => [1, 3]
 */
export const solve: Solve<'linalg.solve'> = (a: Tensor, b: Tensor): Tensor =>
  solved('linalg.solve', solveOp(false), a, b)

/**
 * X with T X = B, where T is the upper triangle of A (`lower`: the lower one), its transpose with
 * `transpose`, and with ones for its diagonal with `unitDiagonal`; what lies outside of the triangle
 * is not read. Shapes as for `solve`. Throws `ArgumentError` for a 0 on the diagonal.
 * @example linalg.triangularSolve(tensor([[2, 0], [1, 4]]), tensor([2, 9]), { lower: true }) // => [1, 2]
 */
export const triangularSolve: Solve<'linalg.triangularSolve', [options?: TriangleOptions]> = (
  a: Tensor,
  b: Tensor,
  options?: TriangleOptions,
): Tensor => {
  const where = 'linalg.triangularSolve'
  const {
    lower = false,
    transpose = false,
    unitDiagonal = false,
  } = optionsIn(where, options, ['lower', 'transpose', 'unitDiagonal'])
  const op = triangularSolveOp({
    lower: flagIn(where, 'lower', lower),
    transpose: flagIn(where, 'transpose', transpose),
    unitDiagonal: flagIn(where, 'unitDiagonal', unitDiagonal),
  })
  return solved(where, op, a, b)
}

/**
 * The inverse. Throws `ArgumentError` where A is singular, to rounding. To solve a system `solve` is
 * faster and more accurate.
 * @example linalg.inv(tensor([[2, 0], [0, 4]])) // => [[0.50, 0.00], [0.00, 0.25]]
 */
export const inv: SquareMap<'linalg.inv'> = (a: Tensor): Tensor =>
  apply(invOp(true), matrixIn('linalg.inv', a, wantSquare))

/**
 * The determinant, [..., n, n] to [...]; 1 of nothing. Its derivatives are right at singular matrices
 * of any rank, to any order: they are made of cofactors, not of the inverse. The first two cost as much
 * as a singular value decomposition, each further one n^2 times as much as the one before.
 * @example linalg.det(tensor([[1, 2], [3, 4]])) // => -2
 * @example grad((a) => linalg.det(a))(tensor([[0, 0], [0, 3]])) // => [[3, 0], [0, 0]]
 */
export const det: Det = (a: Tensor): Tensor => apply(detOp, matrixIn('linalg.det', a, wantSquare))

/**
 * [sign, log|det|], where `det` would overflow. Of a singular matrix [0, -Infinity], where the
 * derivative of the logarithm is infinite. The sign has derivative 0.
 * @example linalg.slogdet(tensor([[0, 1], [1, 0]])).join() // => -1,0
 */
export const slogdet: Slogdet = (a: Tensor): [Tensor, Tensor] => {
  const both = apply(slogdetOp, matrixIn('linalg.slogdet', a, wantSquare))
  return [partOf(both, 0), partOf(both, 1)]
}

/**
 * [values, vectors] of the symmetric matrix (A + A^T)/2: eigenvalues [..., n] ascending, and
 * orthonormal eigenvectors [..., n, n] as columns, each with its largest component positive.
 *
 * Where eigenvalues are equal (to rounding) their vectors have no derivative, and 1/(w_j - w_i) counts
 * as 0: gradients of what does not tell such eigenvalues apart, as a sum over them, are right, and all
 * are finite; second derivatives leave out how the vectors would turn.
 * @example linalg.eigh(tensor([[2, 1], [1, 2]]))[0] // => [1, 3]
 */
export const eigh: Eigh = (a: Tensor): [Tensor, Tensor] => {
  const { values, vectors } = eigenOf(apply(eighOp, matrixIn('linalg.eigh', a, wantSquare)))
  return [values, vectors]
}

/**
 * [Q, R], A = Q R for [..., m, n] and k = min(m, n): orthonormal columns Q [..., m, k], and an upper
 * triangle R [..., k, n] with a diagonal from 0 on. The derivative (Walter and Lehmann 2018) throws
 * `ArgumentError` where the first k columns depend on each other.
 * @example linalg.qr(tensor([[3, 5], [4, 0]]))[1] // => [[5, 3], [0, 4]]
 */
export const qr: Qr = (a: Tensor): [Tensor, Tensor] => {
  const value = matrixIn('linalg.qr', a, wantMatrix)
  const [m, n] = sidesOf(value)
  if (m >= n) {
    const { q, r } = factorsOf(apply(qrOp, value))
    return [q, r]
  }
  const { q, r } = factorsOf(apply(qrOp, block(value, -1, 0, m)))
  return [q, join(-1, r, matmul(q, block(value, -1, m, n - m), true, false))]
}

/**
 * [U, s, V^T], A = U diag(s) V^T for [..., m, n] and k = min(m, n): orthonormal columns U [..., m, k],
 * singular values s [..., k] descending, orthonormal rows V^T [..., k, n]. The largest component of
 * each column of U is positive.
 *
 * Where singular values are equal, or 0 (to rounding), their vectors have no derivative, and the
 * quotient that would be infinite counts as 0, as in `eigh`; a singular value of 0 has derivative 0,
 * as |x| has.
 * @example linalg.svd(tensor([[0, 2], [3, 0]]))[1] // => [3, 2]
 */
export const svd: Svd = (a: Tensor): [Tensor, Tensor, Tensor] => {
  const value = matrixIn('linalg.svd', a, wantMatrix)
  const [m, n] = sidesOf(value)
  if (m >= n) {
    const { u, s, v } = singularOf(apply(svdOp('left'), value))
    return [u, s, flip(v)]
  }
  const { u, s, v } = singularOf(apply(svdOp('right'), flip(value)))
  return [v, s, flip(u)]
}
