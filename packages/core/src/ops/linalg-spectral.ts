/** Eigenvalues of symmetric matrices and singular values, with their vectors. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import type { Aval, Dense, Value } from '../data/tensor.js'
import { like } from '../data/tensor.js'
import { refuse } from '../error.js'
import * as H from '../kernel/linalg-eigh.js'
import * as S from '../kernel/linalg-svd.js'
import type { Op } from '../tape/op.js'
import { add, scaled, sub, times } from './arithmetic.js'
import {
  asRows,
  block,
  columnOf,
  diagonal,
  diagonalOf,
  flip,
  inverseOrZero,
  join,
  negligible,
  pairwise,
  rounding,
  rowOf,
  sidesOf,
  symmetric,
  vectorOf,
  wantMatrix,
  wantSquare,
} from './linalg-parts.js'
import { matmul } from './matmul.js'
import { where } from './select.js'

const times2 = (a: Value, b: Value): Value => matmul(a, b, false, false)
/** A^T B */
const into = (a: Value, b: Value): Value => matmul(a, b, true, false)
/** A B^T */
const onto = (a: Value, b: Value): Value => matmul(a, b, false, true)

/** The eigenvectors as columns, and the eigenvalues, of an `eigh`. */
export const eigenOf = (x: Value): { readonly vectors: Value; readonly values: Value } => {
  const [n] = sidesOf(x)
  return { vectors: block(x, -1, 0, n), values: vectorOf(block(x, -1, n, 1), -1) }
}

/**
 * [V, w]: eigenvectors as columns, and ascending eigenvalues as one more, of (A + A^T)/2. With
 * M = V^T dA V, dw_i = M_ii and dV = V (F * M), F_ij = 1/(w_j - w_i) (Giles 2008, 3.1). F is 0 where
 * two eigenvalues are equal to rounding: the vectors may then turn within their space at will, and
 * what does not depend on that turn keeps a finite derivative.
 */
export const eighOp: Op = {
  name: 'eigh',
  params: {},
  shape: a =>
    E.map(
      (x: Aval): Aval => ({
        shape: x.shape.with(-1, (x.shape.at(-1) as number) + 1),
        dtype: x.dtype,
      }),
    )(wantSquare(a)),
  kernel: a => H.eigh(a as Dense),
  partial: (_, __, out) => {
    const { vectors: v, values: w } = eigenOf(out)
    const f = (): Value => inverseOrZero(pairwise(sub, w), rounding(w))
    return O.some({
      push: t => {
        const m = into(v, times2(symmetric(t), v))
        return join(-1, times2(v, scaled(f(), m)), columnOf(diagonalOf(m)))
      },
      pull: g => {
        const { vectors, values } = eigenOf(g)
        const m = add(scaled(f(), into(v, vectors)), diagonal(values))
        return symmetric(times2(v, onto(m, v)))
      },
    })
  },
  batch: () => eighOp,
}

/** The blocks of an `svd` of m rows. */
export const singularOf = (
  x: Value,
): { readonly u: Value; readonly s: Value; readonly v: Value } => {
  const [rows, n] = sidesOf(x)
  const m = rows - 1 - n
  return {
    u: block(x, -2, 0, m),
    s: vectorOf(block(x, -2, m, 1), -2),
    v: block(x, -2, m + 1, n),
  }
}

/**
 * U, s as a row and V one below the other, A = U diag(s) V^T with at least as many rows as columns; the
 * vectors of the `first` side have positive largest components. With P = U^T dA V, ds_i = P_ii,
 *
 *     dU = U (Y + Z)/2 + (I - U U^T) dA V diag(1/s),  Y_ij = (P + P^T)_ij / (s_j - s_i),
 *     dV = V (Y - Z)/2,                               Z_ij = (P - P^T)_ij / (s_i + s_j)
 *
 * (Giles 2008, 3.2; Townsend 2016, "Differentiating the singular value decomposition"; the split of Wan
 * and Zhang 2019 keeps Z exact at equal singular values). Quotients by what is 0 to rounding are 0; and
 * so is ds_i at s_i = 0, where s_i has a kink as |x| has.
 */
export const svdOp = (first: 'left' | 'right'): Op => {
  const op: Op = {
    name: 'svd',
    params: { first },
    shape: a =>
      pipe(
        wantMatrix(a),
        E.chain(x => {
          const [m, n] = sidesOf(x)
          return m >= n
            ? E.right({ shape: x.shape.with(-2, m + 1 + n), dtype: x.dtype })
            : refuse('shape', `got ${m} rows and ${n} columns; expected no fewer rows.`)
        }),
      ),
    kernel: a => S.svd(a as Dense, first),
    partial: (_, [a], out) => {
      const [m, n] = sidesOf(a as Value)
      const { u, s, v } = singularOf(out)
      const limit = rounding(s)
      const overDifference = (): Value => inverseOrZero(pairwise(sub, s), limit)
      const overSum = (): Value => inverseOrZero(pairwise(add, s), limit)
      const overValues = (rows: number): Value => asRows(inverseOrZero(s, limit), rows)
      const positive = (ds: Value): Value => where(negligible(s, limit), like(ds, 0), ds)
      return O.some({
        push: t => {
          const tv = times2(t, v)
          const p = into(u, tv)
          const y = scaled(overDifference(), add(p, flip(p)))
          const z = scaled(overSum(), sub(p, flip(p)))
          const turn = times(add(y, z), 0.5)
          const du =
            m === n
              ? times2(u, turn)
              : add(times2(u, sub(turn, scaled(p, overValues(n)))), scaled(tv, overValues(m)))
          const dv = times2(v, times(sub(y, z), 0.5))
          return join(-2, du, rowOf(positive(diagonalOf(p))), dv)
        },
        pull: g => {
          const { u: gu, s: gs, v: gv } = singularOf(g)
          const [left, right] = [into(u, gu), into(v, gv)]
          const y = scaled(overDifference(), times(add(left, right), 0.5))
          const z = scaled(overSum(), times(sub(left, right), 0.5))
          const p = add(add(add(y, flip(y)), sub(z, flip(z))), diagonal(positive(gs)))
          const inside = times2(u, onto(p, v))
          return m === n
            ? inside
            : add(inside, onto(scaled(sub(gu, times2(u, left)), overValues(m)), v))
        },
      })
    },
    batch: () => op,
  }
  return op
}
