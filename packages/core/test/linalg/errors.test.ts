/** What a user reads after each mistake in linear algebra. */
import {
  eye,
  grad,
  linalg,
  ones,
  sum,
  type Tensor,
  tensor,
  vmap,
  where,
  zeros,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { messageOf } from '../support/message.js'
import { float64 } from './matrices.js'

/** Functions as JavaScript sees them: anything may be passed. */
const { cholesky, det, eigh, inv, qr, slogdet, solve, svd, triangularSolve } =
  linalg as unknown as Readonly<
    Record<keyof typeof linalg, (...args: readonly unknown[]) => unknown>
  >

const flat = tensor([
  [1, 2],
  [2, 4],
])
const stack = tensor([
  [
    [1, 0],
    [0, 1],
  ],
  [
    [1, 2],
    [2, 1],
  ],
])

describe('a mistake is named', () => {
  test('matrices without an inverse or a factor', () => {
    expect(
      [
        () => solve(flat, ones([2])),
        () =>
          inv(
            tensor([
              [1, 2, 3],
              [4, 5, 6],
              [7, 8, 9],
            ]),
          ),
        () => inv(zeros([2, 3, 1, 1])),
        () => cholesky(flat),
        () => cholesky(stack),
        () => vmap(((a: Tensor) => linalg.cholesky(a)) as never)(stack as never),
        () => triangularSolve(zeros([2, 2]), ones([2])),
        () => grad(((a: Tensor) => sum(linalg.qr(a)[0])) as never)(flat as never),
      ]
        .map(messageOf)
        .join('\n'),
    ).toMatchInlineSnapshot(`
      "ArgumentError: linalg.solve: the matrix is singular: to rounding, column 1 is a combination of those before it.
        A small multiple of the identity added to it, or fewer unknowns, make the solution unique.
      ArgumentError: linalg.inv: the matrix is singular: to rounding, column 2 is a combination of those before it.
        A small multiple of the identity added to it, or fewer unknowns, make the solution unique.
      ArgumentError: linalg.inv: the matrix at [0,0] is singular: to rounding, column 0 is a combination of those before it.
        A small multiple of the identity added to it, or fewer unknowns, make the solution unique.
      ArgumentError: linalg.cholesky: the matrix is not positive definite: the leading block of 2 by 2 has no factor.
        Of a covariance or kernel matrix, add a small multiple of the identity.
      ArgumentError: linalg.cholesky: the matrix at [1] is not positive definite: the leading block of 2 by 2 has no factor.
        Of a covariance or kernel matrix, add a small multiple of the identity.
      ArgumentError: linalg.cholesky: the matrix at [1] is not positive definite: the leading block of 2 by 2 has no factor.
        Of a covariance or kernel matrix, add a small multiple of the identity.
      ArgumentError: linalg.triangularSolve: the matrix is singular: element [1,1] of its diagonal is 0.
        If the diagonal is meant to be all ones, say { unitDiagonal: true }.
      ArgumentError: linalg.qr: column 1 of the matrix is a combination of those before it: Q and R have no derivative there.
        The derivative needs columns that are linearly independent."
    `)
  })

  test('shapes and dtypes that do not fit', () => {
    expect(
      [
        () => det(zeros([2, 3])),
        () => inv(zeros([3])),
        () => svd(zeros([])),
        () => qr(zeros([4])),
        () => eigh(zeros([1, 2])),
        () => slogdet(zeros([2, 2, 1])),
        () => solve(eye(3), ones([2])),
        () => solve(eye(3), ones([2, 3, 2]).shape),
        () => solve(eye(3), ones([])),
        () => solve(ones([3, 2, 2]), ones([2, 2, 1])),
        () => solve(eye(2), ones([2], float64)),
      ]
        .map(messageOf)
        .join('\n'),
    ).toMatchInlineSnapshot(`
      "ShapeError: linalg.det: got float32[2,3]; expected as many rows as columns in the last two axes, not 2 and 3.
      ShapeError: linalg.inv: got float32[3]; expected a matrix, or a stack of matrices.
      ShapeError: linalg.svd: got float32[]; expected a matrix, or a stack of matrices.
      ShapeError: linalg.qr: got float32[4]; expected a matrix, or a stack of matrices.
      ShapeError: linalg.eigh: got float32[1,2]; expected as many rows as columns in the last two axes, not 1 and 2.
      ShapeError: linalg.slogdet: got float32[2,2,1]; expected as many rows as columns in the last two axes, not 2 and 1.
      ShapeError: linalg.solve: the matrix is [3,3] and the right-hand side [2]: 3 equations and 2 numbers.
        The right-hand side is a vector [3], or columns [3,k], with axes in front for a stack.
      ArgumentError: linalg.solve: got an array of 3; expected a tensor.
        Make it a tensor: tensor(x).
      ShapeError: linalg.solve: the matrix is [3,3] and the right-hand side []: 3 equations and no numbers.
        The right-hand side is a vector [3], or columns [3,k], with axes in front for a stack.
      ShapeError: linalg.solve: the matrix is [3,2,2] and the right-hand side [2,2,1]: the axes in front, [3] and [2], do not broadcast.
      DTypeError: linalg.solve: got float32 and float64; two float dtypes do not mix.
        Convert one of them: astype(x, 'float32') or astype(x, 'float64')."
    `)
  })

  test('what is not a tensor, and options that do not exist', () => {
    expect(
      [
        () => det(undefined),
        () => inv(3),
        () => cholesky([[1]]),
        () => solve(eye(2)),
        () => triangularSolve(eye(2), ones([2]), { upper: true }),
        () => triangularSolve(eye(2), ones([2]), { lower: 1 }),
        () => triangularSolve(eye(2), ones([2]), 'lower'),
      ]
        .map(messageOf)
        .join('\n'),
    ).toMatchInlineSnapshot(`
      "ArgumentError: linalg.det: got undefined; expected a tensor.
      ArgumentError: linalg.inv: got the number 3; expected a tensor.
        Make it a tensor: tensor(x).
      ArgumentError: linalg.cholesky: got an array of 1; expected a tensor.
        Make it a tensor: tensor(x).
      ArgumentError: linalg.solve: got undefined; expected a tensor.
      ArgumentError: linalg.triangularSolve: there is no option upper.
        The options are: lower, transpose, unitDiagonal.
      ArgumentError: linalg.triangularSolve: lower is the number 1; expected true or false.
      ArgumentError: linalg.triangularSolve: got the string "lower" where options are expected.
        Options are an object such as { lower: ..., transpose: ..., unitDiagonal: ... }."
    `)
  })
})

describe('what is not used may be anything', () => {
  test('the other triangle of a triangular system is not read', () => {
    const a = tensor([
      [2, NaN],
      [1, 4],
    ])
    expect(String(linalg.triangularSolve(a, tensor([2, 9]), { lower: true }))).toBe('[1, 2]')
  })

  test('a matrix of dependent columns has a Q and an R, and no gradient where none is asked for', () => {
    const two = tensor(
      [
        [
          [1, 2],
          [2, 4],
        ],
        [
          [3, 5],
          [4, 0],
        ],
      ],
      float64,
    )
    const f = (a: Tensor): Tensor => sum(linalg.qr(a)[1], { axis: [1, 2] })
    const g = grad(((a: Tensor) => sum(where(tensor([false, true]), f(a), 0))) as never)(
      two as never,
    ) as Tensor
    expect(Array.from(g.data().slice(0, 4))).toEqual([0, 0, 0, 0])
    expect(g.data().every(Number.isFinite)).toBe(true)
  })
})
