/** Determinants and their derivatives, the cofactors; signs and logarithms of determinants. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import { sameShape, showShape } from '../data/shape.js'
import { type Aval, type Dense, like, type Value } from '../data/tensor.js'
import { refuse } from '../error.js'
import * as C from '../kernel/linalg-cofactor.js'
import * as L from '../kernel/linalg-lu.js'
import type { Op } from '../tape/op.js'
import { apply } from '../tape/record.js'
import { mul, scaleOp } from './arithmetic.js'
import { equal } from './compare.js'
import { reshape } from './layout.js'
import { asMatrix, flip, identityLike, inner, total, wantSquare } from './linalg-parts.js'
import { invOp } from './linalg-solve.js'
import { where } from './select.js'
import { place, slice } from './slice.js'

/**
 * d det(A) = <C, dA> with the cofactor matrix C (Jacobi), which is det(A) A^-T only where A is regular
 * (Giles 2008, 2.2.4).
 */
export const detOp: Op = {
  name: 'det',
  params: {},
  shape: a =>
    E.map((x: Aval): Aval => ({ shape: x.shape.slice(0, -2), dtype: x.dtype }))(wantSquare(a)),
  kernel: a => L.det(a as Dense),
  partial: (_, [a]) => {
    const matrix = a as Value
    const cofactors = (): Value => apply(cofactorOp, matrix)
    return O.some({
      push: t => inner(cofactors(), t),
      pull: g => mul(cofactors(), asMatrix(g, matrix.shape)),
    })
  },
  batch: () => detOp,
}

/**
 * The derivative of det at the first operand in the directions of all others, as a matrix: its inner
 * product with one more direction is one more derivative. As derivatives do not depend on the order
 * of directions, it is symmetric in all of them and its own transpose in each operand; in the first it
 * is the same with one more direction.
 */
export const cofactorOp: Op = {
  name: 'cofactor',
  params: {},
  shape: (a, ...directions) =>
    pipe(
      wantSquare(a),
      E.chain(x => {
        const other = directions.find(t => t.dtype !== a.dtype || !sameShape(t.shape, a.shape))
        return other === undefined
          ? E.right(x)
          : refuse(
              'shape',
              `got ${showShape(a.shape)} and a direction of ${showShape(other.shape)}.`,
            )
      }),
    ),
  kernel: (...operands) => C.cofactor(operands as readonly Dense[]),
  partial: (i, args) => {
    const along = (t: Value): Value =>
      i === 0 ? apply(cofactorOp, ...args, t) : apply(cofactorOp, ...args.with(i, t))
    return O.some({ push: along, pull: along })
  },
  batch: () => cofactorOp,
}

/** One of the two parts of a slogdet: 0 the sign, 1 the logarithm. */
export const partOf = (x: Value, part: 0 | 1): Value => {
  const lead = x.shape.slice(0, -1)
  const zeros = lead.map(() => 0)
  const ones = x.shape.map(() => 1)
  return reshape(slice(x, [...zeros, part], [...lead, 1], ones), lead)
}

const asLog = (x: Value): Value =>
  place(
    reshape(x, [...x.shape, 1]),
    [...x.shape, 2],
    [...x.shape.map(() => 0), 1],
    [...x.shape.map(() => 1), 1],
  )

/**
 * [sign, log|det|] in a last axis; d log|det A| = <A^-T, dA>, and the sign is constant. At a singular
 * matrix the derivative is infinite, as that of log at 0, and its zeros are strong: to any order
 * nothing comes back from where nothing depends on the logarithm.
 */
export const slogdetOp: Op = {
  name: 'slogdet',
  params: {},
  shape: a =>
    E.map((x: Aval): Aval => ({ shape: [...x.shape.slice(0, -2), 2], dtype: x.dtype }))(
      wantSquare(a),
    ),
  kernel: a => L.slogdet(a as Dense),
  partial: (_, [a], out) => {
    const matrix = a as Value
    const log = partOf(out, 1)
    const times = (x: Value): Value => {
      const singular = asMatrix(equal(log, like(log, Number.NEGATIVE_INFINITY)), matrix.shape)
      const regular = where(singular, identityLike(matrix), matrix)
      const slope = where(
        singular,
        like(matrix, Number.POSITIVE_INFINITY),
        flip(apply(invOp(false), regular)),
      )
      return apply(scaleOp, x, slope)
    }
    return O.some({
      push: t => asLog(total(times(t))),
      pull: g => times(asMatrix(partOf(g, 1), matrix.shape)),
    })
  },
  batch: () => slogdetOp,
}
