/** reshape and transpose: the same elements in another shape, or in another order. */
import * as E from 'fp-ts/lib/Either.js'
import { sameShape, showShape, sizeOf } from '../data/shape.js'
import { type Dense, dense, reshaped, type Value, valuesOf } from '../data/tensor.js'
import type { Shape } from '../data/types.js'
import { refuse } from '../error.js'
import * as K from '../kernel/kernels.js'
import { permuted } from '../kernel/strided.js'
import type { Op } from '../tape/op.js'
import { apply } from '../tape/record.js'
import { linear, next } from './define.js'

/** Its transpose is the reshape back. */
export const reshapeOp = (shape: Shape): Op =>
  linear(
    {
      name: 'reshape',
      params: { shape },
      shape: x =>
        sizeOf(x.shape) === sizeOf(shape)
          ? E.right({ shape, dtype: x.dtype })
          : refuse(
              'shape',
              `${showShape(x.shape)} has ${sizeOf(x.shape)} elements, ${showShape(shape)} has ${sizeOf(shape)}.`,
              'One axis may be -1: it is worked out from the others.',
            ),
      kernel: x => reshaped(x as Dense, shape),
      batch: size => reshapeOp([size, ...shape]),
    },
    x => ({ push: t => reshape(t, shape), pull: g => reshape(g, x.shape) }),
  )

/** Axis i of the result is axis permutation[i] of the operand; its transpose is the inverse. */
export const transposeOp = (permutation: readonly number[]): Op =>
  linear(
    {
      name: 'transpose',
      params: { permutation },
      shape: x =>
        E.right({
          shape: permutation.map(axis => x.shape[axis] as number),
          dtype: x.dtype,
        }),
      kernel: x => permute(x as Dense, permutation),
      batch: () => transposeOp([0, ...permutation.map(next)]),
    },
    () => ({
      push: t => transpose(t, permutation),
      pull: g => transpose(g, inverse(permutation)),
    }),
  )

const permute = (x: Dense, permutation: readonly number[]): Dense => {
  const view = permuted(x.shape, permutation)
  return dense(view.shape, x.dtype, K.readStrided(valuesOf(x), x.dtype, view))
}

const inverse = (permutation: readonly number[]): readonly number[] =>
  permutation.map((_, axis) => permutation.indexOf(axis))

export const reshape = (x: Value, shape: Shape): Value =>
  sameShape(x.shape, shape) ? x : apply(reshapeOp(shape), x)

export const transpose = (x: Value, permutation: readonly number[]): Value =>
  permutation.every((axis, i) => axis === i) ? x : apply(transposeOp(permutation), x)
