/** What derivatives of matrix functions are made of: triangles, diagonals, blocks, safe inverses. */
import * as E from 'fp-ts/lib/Either.js'
import { allocate } from '../data/dtype.js'
import { sameShape, showShape } from '../data/shape.js'
import { type Aval, dense, describe, like, type Value } from '../data/tensor.js'
import type { Shape } from '../data/types.js'
import { type Reason, refuse } from '../error.js'
import { apply } from '../tape/record.js'
import { add, div, mul, scaled, type sub, times } from './arithmetic.js'
import { broadcastTo, repeatAlong, sum } from './broadcast.js'
import { lessEqualOp } from './compare.js'
import { wantFloat } from './define.js'
import { reshape, transpose } from './layout.js'
import { absOp } from './pointwise.js'
import { where } from './select.js'
import { concatOp, slice } from './slice.js'

// ---- what fits

/** Rows and columns of the last two axes. */
export const sidesOf = (x: Aval): readonly [number, number] => x.shape.slice(-2) as [number, number]

export const wantMatrix = (x: Aval): E.Either<Reason, Aval> =>
  x.shape.length < 2
    ? refuse('shape', `got ${describe(x)}; expected a matrix, or a stack of matrices.`)
    : wantFloat(x)

export const wantSquare = (x: Aval): E.Either<Reason, Aval> => {
  const [rows, columns] = sidesOf(x)
  return x.shape.length >= 2 && rows !== columns
    ? refuse(
        'shape',
        `got ${describe(x)}; expected as many rows as columns in the last two axes, not ${rows} and ${columns}.`,
      )
    : wantMatrix(x)
}

/** Square matrices, and as many right-hand sides with as many rows. */
export const wantSystem = (a: Aval, b: Aval): E.Either<Reason, Aval> =>
  E.chain(
    (): E.Either<Reason, Aval> =>
      a.dtype === b.dtype && sameShape(a.shape.slice(0, -1), b.shape.slice(0, -1))
        ? E.right({ shape: b.shape, dtype: b.dtype })
        : refuse(
            'shape',
            `${a.dtype}${showShape(a.shape)} and ${b.dtype}${showShape(b.shape)} do not fit.`,
          ),
  )(wantSquare(a))

// ---- transposes and symmetric parts

/** The last two axes exchanged. */
export const flip = (x: Value): Value => {
  const axes = x.shape.map((_, axis) => axis)
  return transpose(x, [...axes.slice(0, -2), x.rank - 1, x.rank - 2])
}

/** (X + X^T)/2, its own transpose as a linear map. */
export const symmetric = (x: Value): Value => times(add(x, flip(x)), 0.5)

// ---- triangles and diagonals

type Weights = (row: number, column: number) => number

/** A constant of x's shape and dtype whose matrices hold w(row, column). */
const constantLike = (x: Value, w: Weights): Value => {
  const [rows, columns] = sidesOf(x)
  const values = allocate(x.dtype, rows * columns)
  values.forEach((_, at) => {
    values[at] = w(Math.floor(at / columns), at % columns)
  })
  return broadcastTo(dense([rows, columns], x.dtype, values), x.shape)
}

/**
 * Elements times w(row, column), its own transpose too. What has weight 0 takes no part, be it infinite
 * or NaN.
 */
const weighted = (x: Value, w: Weights): Value => scaled(x, constantLike(x, w))

export const identityLike = (x: Value): Value => constantLike(x, (i, j) => (i === j ? 1 : 0))

export const lowerPart = (x: Value): Value => weighted(x, (i, j) => (i >= j ? 1 : 0))
export const upperPart = (x: Value): Value => weighted(x, (i, j) => (i <= j ? 1 : 0))
export const belowDiagonal = (x: Value): Value => weighted(x, (i, j) => (i > j ? 1 : 0))
export const aboveDiagonal = (x: Value): Value => weighted(x, (i, j) => (i < j ? 1 : 0))
/** The lower triangle with half the diagonal: for symmetric X, Phi(X) + Phi(X)^T = X. */
export const halvedLower = (x: Value): Value =>
  weighted(x, (i, j) => (i > j ? 1 : i === j ? 0.5 : 0))

/** A row of numbers as rows of a matrix: element (i, j) is x_j. */
export const asRows = (x: Value, rows: number): Value =>
  repeatAlong(x, [...x.shape.slice(0, -1), rows, x.shape.at(-1) as number], [x.rank - 1])

/** Element (i, j) is x_i. */
const asColumns = (x: Value, columns: number): Value =>
  repeatAlong(x, [...x.shape, columns], [x.rank])

const onDiagonal = (x: Value): Value => weighted(x, (i, j) => (i === j ? 1 : 0))

export const diagonalOf = (x: Value): Value => sum(onDiagonal(x), [x.rank - 1])

/** Zeros with x on the diagonal: the transpose of `diagonalOf`. */
export const diagonal = (x: Value): Value => onDiagonal(asColumns(x, x.shape.at(-1) as number))

/** The sum of all elements of each matrix. */
export const total = (x: Value): Value => sum(x, [x.rank - 2, x.rank - 1])

/** The sum of all products: the inner product of matrices. */
export const inner = (x: Value, y: Value): Value => total(mul(x, y))

/** A number for each matrix, repeated for all of its elements. */
export const asMatrix = (x: Value, shape: Shape): Value =>
  repeatAlong(x, shape, [shape.length - 2, shape.length - 1])

// ---- blocks: several results side by side in one tensor

/** `count` rows (axis -2) or columns (axis -1) from `start` on. */
export const block = (x: Value, axis: -1 | -2, start: number, count: number): Value => {
  const at = x.rank + axis
  return slice(
    x,
    x.shape.map((_, i) => (i === at ? start : 0)),
    x.shape.with(at, count),
    x.shape.map(() => 1),
  )
}

export const join = (axis: -1 | -2, ...xs: readonly [Value, ...Value[]]): Value =>
  apply(concatOp(xs[0].rank + axis), ...xs)

/** A vector as one column of a matrix, and back. */
export const columnOf = (x: Value): Value => reshape(x, [...x.shape, 1])
export const rowOf = (x: Value): Value =>
  reshape(x, [...x.shape.slice(0, -1), 1, x.shape.at(-1) as number])
export const vectorOf = (x: Value, axis: -1 | -2): Value =>
  reshape(x, x.shape.toSpliced(x.rank + axis, 1))

// ---- quotients

const EPSILON = { float32: 2 ** -23, float64: 2 ** -52 } as const

/** Below this, numbers that come from a matrix of these singular values or eigenvalues are 0. */
export const rounding = (values: Value): Value =>
  times(sum(apply(absOp, values), [values.rank - 1]), EPSILON[values.dtype as 'float32'])

/** Whether |x| is no more than a number for each vector or matrix. */
export const negligible = (x: Value, limit: Value): Value => {
  const axes = x.shape.map((_, axis) => axis).slice(limit.rank)
  return apply(lessEqualOp, apply(absOp, x), repeatAlong(limit, x.shape, axes))
}

/** 1/x, and 0 where x is 0 to rounding. */
export const inverseOrZero = (x: Value, limit: Value): Value => {
  const none = negligible(x, limit)
  const one = like(x, 1)
  return where(none, like(x, 0), div(one, where(none, one, x)))
}

/** The differences x_j - x_i, or the sums. */
export const pairwise = (f: typeof sub, x: Value): Value => {
  const n = x.shape.at(-1) as number
  return f(asRows(x, n), asColumns(x, n))
}
