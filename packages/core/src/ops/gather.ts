/**
 * Reading at indices and adding up at indices: take with scatterAdd, takeAlongAxis with
 * scatterAddAlongAxis; each pair are transposes. oneHot and argsort make indices and masks.
 */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { sameShape, showShape } from '../data/shape.js'
import type { Dense, Value } from '../data/tensor.js'
import type { DType, Shape } from '../data/types.js'
import { refuse } from '../error.js'
import * as G from '../kernel/gather.js'
import type { Adjoint, Op } from '../tape/op.js'
import { apply } from '../tape/record.js'
import { constant, flipped, next, wantInt } from './define.js'

const dense = (x: unknown): Dense => x as Dense

/** The first operand is data, the second says where: it has no derivative. */
const inData =
  (adjoint: (x: Value, indices: Value) => Adjoint): Op['partial'] =>
  (i, [x, indices]) =>
    i === 0 ? O.some(adjoint(x as Value, indices as Value)) : O.none

const taken = (x: Shape, indices: Shape, axis: number, batch: number): Shape => [
  ...x.slice(0, axis),
  ...indices.slice(batch),
  ...x.slice(axis + 1),
]

const takePair = (indices: Value, axis: number, batch: number, shape: Shape): Adjoint => ({
  push: t => apply(takeOp(axis, batch), t, indices),
  pull: g => apply(scatterAddOp(axis, batch, shape), g, indices),
})

/** The slices of x along an axis that the indices name; the first `batch` axes go in step. */
export const takeOp = (axis: number, batch: number): Op => ({
  name: 'take',
  params: { axis, batch },
  shape: (x, indices) =>
    E.map(() => ({ shape: taken(x.shape, indices.shape, axis, batch), dtype: x.dtype }))(
      wantInt(indices),
    ),
  kernel: (x, indices) => {
    const [from, at] = [dense(x), dense(indices)]
    return G.take(
      from,
      at,
      G.layoutOf(from.shape, at.shape, axis, batch),
      taken(from.shape, at.shape, axis, batch),
    )
  },
  partial: inData((x, indices) => takePair(indices, axis, batch, x.shape)),
  batch: () => takeOp(next(axis), next(batch)),
  // One x for all indices: their batch axis is in front already when the slices are.
  batchSome: ([mapped], [x, indices]) =>
    mapped === false && axis === 0 && batch === 0
      ? apply(takeOp(0, 0), x as Value, indices as Value)
      : undefined,
})

/** Zeros of `shape` with the slices of the operand added where the indices say. */
export const scatterAddOp = (axis: number, batch: number, shape: Shape): Op => ({
  name: 'scatterAdd',
  params: { axis, batch, shape },
  shape: (g, indices) =>
    sameShape(g.shape, taken(shape, indices.shape, axis, batch))
      ? E.map(() => ({ shape, dtype: g.dtype }))(wantInt(indices))
      : refuse(
          'shape',
          `shape ${showShape(g.shape)} does not fit the indices ${showShape(indices.shape)}.`,
        ),
  kernel: (g, indices) => {
    const at = dense(indices)
    return G.scatterAdd(dense(g), at, G.layoutOf(shape, at.shape, axis, batch), shape)
  },
  partial: inData((_, indices) => flipped(takePair(indices, axis, batch, shape))),
  batch: size => scatterAddOp(next(axis), next(batch), [size, ...shape]),
})

const alongPair = (indices: Value, axis: number, shape: Shape): Adjoint => ({
  push: t => apply(takeAlongAxisOp(axis), t, indices),
  pull: g => apply(scatterAddAlongAxisOp(axis, shape), g, indices),
})

/** out[.., i, ..] = x[.., indices[.., i, ..], ..] along an axis; other axes are equal. */
export const takeAlongAxisOp = (axis: number): Op => ({
  name: 'takeAlongAxis',
  params: { axis },
  shape: (x, indices) => E.map(() => ({ shape: indices.shape, dtype: x.dtype }))(wantInt(indices)),
  kernel: (x, indices) => G.takeAlongAxis(dense(x), dense(indices), axis),
  partial: inData((x, indices) => alongPair(indices, axis, x.shape)),
  batch: () => takeAlongAxisOp(next(axis)),
})

export const scatterAddAlongAxisOp = (axis: number, shape: Shape): Op => ({
  name: 'scatterAddAlongAxis',
  params: { axis, shape },
  shape: (g, indices) => E.map(() => ({ shape, dtype: g.dtype }))(wantInt(indices)),
  kernel: (g, indices) => G.scatterAddAlongAxis(dense(g), dense(indices), axis, shape),
  partial: inData((_, indices) => flipped(alongPair(indices, axis, shape))),
  batch: size => scatterAddAlongAxisOp(next(axis), [size, ...shape]),
})

/** A new last axis with 1 at the label and 0 elsewhere. */
export const oneHotOp = (depth: number, dtype: DType): Op => {
  const op: Op = {
    name: 'oneHot',
    params: { depth, dtype },
    shape: labels => E.map(() => ({ shape: [...labels.shape, depth], dtype }))(wantInt(labels)),
    kernel: labels => G.oneHot(dense(labels), depth, dtype),
    partial: constant,
    batch: () => op,
  }
  return op
}

/** The order that sorts along the last axis, equals in their order. */
export const argsortOp: Op = {
  name: 'argsort',
  params: {},
  shape: ({ shape }) => E.right({ shape, dtype: 'int32' }),
  kernel: x => G.argsort(dense(x)),
  partial: constant,
  batch: () => argsortOp,
}
