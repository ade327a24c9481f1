/** Systems of linear equations, triangular ones, inverses, and the Cholesky factor. */
import * as O from 'fp-ts/lib/Option.js'
import { sizeOf } from '../data/shape.js'
import type { Dense, Value } from '../data/tensor.js'
import { raise, reason } from '../error.js'
import type { Refusal } from '../kernel/linalg.js'
import * as L from '../kernel/linalg-lu.js'
import * as T from '../kernel/linalg-triangular.js'
import type { Op } from '../tape/op.js'
import { apply } from '../tape/record.js'
import { neg } from './arithmetic.js'
import { reshape } from './layout.js'
import {
  aboveDiagonal,
  belowDiagonal,
  flip,
  halvedLower,
  lowerPart,
  sidesOf,
  symmetric,
  upperPart,
  wantSquare,
  wantSystem,
} from './linalg-parts.js'
import { matmul } from './matmul.js'

/** Refuses a singular matrix in the name of a public function. */
const singularIn =
  (where: string): Refusal =>
  (which, column) =>
    raise(
      where,
      reason(
        'argument',
        `${which} is singular: to rounding, column ${column} is a combination of those before it.`,
        'A small multiple of the identity added to it, or fewer unknowns, make the solution unique.',
      ),
    )

/** One matrix for a stack of right-hand sides: all of their columns at once. */
export const solveStack = (op: Op, a: Value, b: Value): Value => {
  const [n, k] = sidesOf(b)
  const lead = b.shape.slice(0, -2)
  const rows = reshape(flip(b), [sizeOf(lead) * k, n])
  return flip(reshape(flip(apply(op, a, flip(rows))), [...lead, k, n]))
}

/** Where examples share the matrix, it is factored once. */
const sharing =
  (op: () => Op): Required<Op>['batchSome'] =>
  ([mapped], [a, b]) =>
    mapped === false && a?.rank === 2 ? solveStack(op(), a, b as Value) : undefined

/**
 * A^-1 B, or A^-T B. From A X = B: A dX = dB - dA X, so that G pulls to H = A^-T G for B and to
 * -H X^T for A.
 */
export const solveOp = (transpose: boolean): Op => {
  const op: Op = {
    name: 'solve',
    params: { transpose },
    shape: wantSystem,
    kernel: (a, b) => L.solve(a as Dense, b as Dense, transpose, singularIn('linalg.solve')),
    partial: (i, [matrix], out) => {
      const a = matrix as Value
      const back = (g: Value): Value => apply(solveOp(!transpose), a, g)
      return O.some(
        i === 1
          ? { push: t => apply(op, a, t), pull: back }
          : {
              push: t => neg(apply(op, a, matmul(t, out, transpose, false))),
              pull: g =>
                neg(
                  transpose ? matmul(out, back(g), false, true) : matmul(back(g), out, false, true),
                ),
            },
      )
    },
    batch: () => op,
    batchSome: sharing(() => op),
  }
  return op
}

/**
 * X = A^-1: dX = -X dA X, and G pulls to -X^T G X^T (Giles 2008, 2.2.3). `checked`: a matrix that is
 * singular to rounding is refused.
 */
export const invOp = (checked: boolean): Op => {
  const op: Op = {
    name: 'inv',
    params: { checked },
    shape: wantSquare,
    kernel: a => L.inverse(a as Dense, checked ? singularIn('linalg.inv') : undefined),
    partial: (_, __, out) =>
      O.some({
        push: t => neg(matmul(out, matmul(t, out, false, false), false, false)),
        pull: g => neg(matmul(out, matmul(g, out, false, true), true, false)),
      }),
    batch: () => op,
  }
  return op
}

const zeroOnDiagonal: T.ZeroPivot = (which, row) =>
  raise(
    'linalg.triangularSolve',
    reason(
      'argument',
      `${which} is singular: element [${row},${row}] of its diagonal is 0.`,
      'If the diagonal is meant to be all ones, say { unitDiagonal: true }.',
    ),
  )

/**
 * T^-1 B for a triangle T of A, as `solveOp`; the cotangent of A has that triangle only. With a `zero` of
 * its own, 0 divided by a 0 on the diagonal is allowed, and is 0: the parameters say so, since operations
 * with equal parameters are the same.
 */
export const triangularSolveOp = (triangle: T.Triangle, zero: T.ZeroPivot = zeroOnDiagonal): Op => {
  const { lower, transpose, unitDiagonal } = triangle
  const part = unitDiagonal
    ? lower
      ? belowDiagonal
      : aboveDiagonal
    : lower
      ? lowerPart
      : upperPart
  const op: Op = {
    name: 'triangularSolve',
    params: {
      lower,
      transpose,
      unitDiagonal,
      ...(zero === zeroOnDiagonal ? {} : { zerosAllowed: true }),
    },
    shape: wantSystem,
    kernel: (a, b) => T.triangularSolve(a as Dense, b as Dense, triangle, zero),
    partial: (i, [matrix], out) => {
      const a = matrix as Value
      const back = (g: Value): Value =>
        apply(triangularSolveOp({ ...triangle, transpose: !transpose }, zero), a, g)
      return O.some(
        i === 1
          ? { push: t => apply(op, a, t), pull: back }
          : {
              push: t => neg(apply(op, a, matmul(part(t), out, transpose, false))),
              pull: g =>
                neg(
                  part(
                    transpose
                      ? matmul(out, back(g), false, true)
                      : matmul(back(g), out, false, true),
                  ),
                ),
            },
      )
    },
    batch: () => op,
    batchSome: sharing(() => op),
  }
  return op
}

const indefinite: Refusal = (which, row) =>
  raise(
    'linalg.cholesky',
    reason(
      'argument',
      `${which} is not positive definite: the leading block of ${row + 1} by ${row + 1} has no factor.`,
      'Of a covariance or kernel matrix, add a small multiple of the identity.',
    ),
  )

const forward = triangularSolveOp({ lower: true, transpose: false, unitDiagonal: false })
const backward = triangularSolveOp({ lower: true, transpose: true, unitDiagonal: false })

/**
 * The lower L with L L^T = (A + A^T)/2. With S = L^-1 dA L^-T, dL = L Phi(S), where Phi keeps the lower
 * triangle and half of the diagonal; G pulls to L^-T Phi(L^T G) L^-1, made symmetric (Murray 2016,
 * "Differentiation of the Cholesky decomposition", equations 8 and 10).
 */
export const choleskyOp: Op = {
  name: 'cholesky',
  params: {},
  shape: wantSquare,
  kernel: a => T.cholesky(a as Dense, indefinite),
  partial: (_, __, l) =>
    O.some({
      push: t => {
        const half = apply(forward, l, symmetric(t))
        return matmul(l, halvedLower(apply(forward, l, flip(half))), false, false)
      },
      pull: g => {
        const half = apply(backward, l, halvedLower(matmul(l, g, true, false)))
        return symmetric(flip(apply(backward, l, flip(half))))
      },
    }),
  batch: () => choleskyOp,
}
