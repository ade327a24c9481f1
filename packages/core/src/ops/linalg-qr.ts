/** Orthonormal columns times an upper triangle. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import type { Dense, Value } from '../data/tensor.js'
import { raise, reason, refuse } from '../error.js'
import * as K from '../kernel/linalg-qr.js'
import type { ZeroPivot } from '../kernel/linalg-triangular.js'
import type { Op } from '../tape/op.js'
import { apply } from '../tape/record.js'
import { add, sub } from './arithmetic.js'
import {
  aboveDiagonal,
  belowDiagonal,
  block,
  flip,
  join,
  sidesOf,
  upperPart,
  wantMatrix,
} from './linalg-parts.js'
import { triangularSolveOp } from './linalg-solve.js'
import { matmul } from './matmul.js'

/** Nothing comes back from a matrix that nothing depends on, whatever its rank. */
const dependent: ZeroPivot = (which, column, nothing) =>
  nothing
    ? undefined
    : raise(
        'linalg.qr',
        reason(
          'argument',
          `column ${column} of ${which} is a combination of those before it: Q and R have no derivative there.`,
          'The derivative needs columns that are linearly independent.',
        ),
      )

/** X R^-1, as the transpose of R^-T X^T, or X R^-T. */
const divide = (x: Value, r: Value, transposed: boolean): Value =>
  flip(
    apply(
      triangularSolveOp({ lower: false, transpose: !transposed, unitDiagonal: false }, dependent),
      r,
      flip(x),
    ),
  )

/** The blocks of a `qr`. */
export const factorsOf = (x: Value): { readonly q: Value; readonly r: Value } => {
  const [rows, n] = sidesOf(x)
  return { q: block(x, -2, 0, rows - n), r: block(x, -2, rows - n, n) }
}

/**
 * Q and below it R with a diagonal above 0, A = Q R with at least as many rows as columns. With
 * Y = dA R^-1, C = Q^T Y and the upper triangular D = triu(C) + tril(C, -1)^T,
 *
 *     dR = D R,  dQ = Y - Q D
 *
 * (Walter and Lehmann 2018, "Algorithmic differentiation of linear algebra functions with application
 * in optimum experimental design", for matrices of full rank). The pull is the transpose, step by step.
 */
export const qrOp: Op = {
  name: 'qr',
  params: {},
  shape: a =>
    pipe(
      wantMatrix(a),
      E.chain(x => {
        const [m, n] = sidesOf(x)
        return m >= n
          ? E.right({ shape: x.shape.with(-2, m + n), dtype: x.dtype })
          : refuse('shape', `got ${m} rows and ${n} columns; expected no fewer rows.`)
      }),
    ),
  kernel: a => K.qr(a as Dense),
  partial: (_, __, out) => {
    const { q, r } = factorsOf(out)
    return O.some({
      push: t => {
        const y = divide(t, r, false)
        const c = matmul(q, y, true, false)
        const d = add(upperPart(c), flip(belowDiagonal(c)))
        return join(-2, sub(y, matmul(q, d, false, false)), matmul(d, r, false, false))
      },
      pull: g => {
        const { q: gq, r: gr } = factorsOf(g)
        const gd = sub(matmul(gr, r, false, true), matmul(q, gq, true, false))
        const gc = add(upperPart(gd), flip(aboveDiagonal(gd)))
        return divide(add(gq, matmul(q, gc, false, false)), r, true)
      },
    })
  },
  batch: () => qrOp,
}
