/** The matrix product, with transposes as flags so that the backward pass moves nothing. */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { sameShape, showShape } from '../data/shape.js'
import type { Aval, Dense, Value } from '../data/tensor.js'
import { refuse } from '../error.js'
import * as K from '../kernel/kernels.js'
import type { Op } from '../tape/op.js'
import { apply } from '../tape/record.js'
import { wantNumber } from './define.js'
import { reshape, transpose } from './layout.js'

/** Rows and columns of the last two axes, as the flag says to read them. */
const matrix = (x: Aval, flag: boolean): readonly [number, number] => {
  const [r, c] = x.shape.slice(-2) as [number, number]
  return flag ? [c, r] : [r, c]
}

/**
 * [..., M, K] by [..., K, N] with equal leading axes. For Y = AB: d Y = dA B + A dB, so that the
 * cotangent G pulls to G B^T and A^T G; a flag on A or B exchanges the roles.
 */
export const matmulOp = (transposeA: boolean, transposeB: boolean): Op => {
  const op: Op = {
    name: 'matmul',
    params: { transposeA, transposeB },
    shape: (a, b) => {
      if (a.dtype === 'bool') return wantNumber(a)
      const [m, k] = matrix(a, transposeA)
      const [l, n] = matrix(b, transposeB)
      const lead = a.shape.slice(0, -2)
      return k === l && sameShape(lead, b.shape.slice(0, -2)) && a.dtype === b.dtype
        ? E.right({ shape: [...lead, m, n], dtype: a.dtype })
        : refuse(
            'shape',
            `${a.dtype}${showShape(a.shape)} and ${b.dtype}${showShape(b.shape)}: inner axes are ${k} and ${l}.`,
          )
    },
    kernel: (a, b) => K.matmul(a as Dense, b as Dense, transposeA, transposeB),
    partial: (i, args) => {
      const [a, b] = args as readonly [Value, Value]
      return O.some(
        i === 0
          ? {
              push: t => matmul(t, b, transposeA, transposeB),
              pull: g =>
                transposeA ? matmul(b, g, transposeB, true) : matmul(g, b, false, !transposeB),
            }
          : {
              push: t => matmul(a, t, transposeA, transposeB),
              pull: g =>
                transposeB ? matmul(g, a, true, transposeA) : matmul(a, g, !transposeA, false),
            },
      )
    },
    batch: () => op,
    batchSome: ([mapped], args) => {
      const [a, b] = args as readonly [Value, Value]
      if (mapped === true)
        return b.rank === 2 ? stacked(transposeA ? swapped(a) : a, b, transposeB) : undefined
      // A B_i = (B_i^T A^T)^T
      return a.rank === 2
        ? swapped(stacked(transposeB ? b : swapped(b), a, !transposeA))
        : undefined
    },
  }
  return op
}

const swapped = (x: Value): Value => transpose(x, [0, 2, 1])

/** [B, M, K] by one matrix for all: the rows of all of them at once. */
const stacked = (a: Value, b: Value, transposeB: boolean): Value => {
  const [size, m, k] = a.shape as readonly [number, number, number]
  const rows = matmul(reshape(a, [size * m, k]), b, false, transposeB)
  return reshape(rows, [size, m, rows.shape[1] as number])
}

export const matmul = (a: Value, b: Value, transposeA: boolean, transposeB: boolean): Value =>
  apply(matmulOp(transposeA, transposeB), a, b)
