/** Random bits from a key: deterministic functions of the key, so they replay with the tape. */
import * as E from 'fp-ts/lib/Either.js'
import { sizeOf } from '../data/shape.js'
import { type Aval, type Dense, dense, valuesOf } from '../data/tensor.js'
import type { FloatDType, Shape } from '../data/types.js'
import { type Reason, refuse } from '../error.js'
import * as T from '../kernel/threefry.js'
import type { Op } from '../tape/op.js'
import type { OpName } from '../tape/vocabulary.js'
import { constant } from './define.js'

/** Keys are int32 tensors whose last axis has two words; axes before it are many keys. */
const wantKey = (key: Aval): E.Either<Reason, Shape> =>
  key.dtype === 'int32' && key.shape[key.shape.length - 1] === 2
    ? E.right(key.shape.slice(0, -1))
    : refuse(
        'argument',
        `the key is ${key.dtype}[${key.shape.join(',')}]; expected an int32 tensor of shape [2].`,
        'Make one with random.key(seed).',
      )

/** An operation on keys with a result of its own shape for each. */
const fromKey = (
  name: OpName,
  shape: Shape,
  dtype: 'int32' | FloatDType,
  draw: (keys: ArrayLike<number>, count: number) => ReturnType<typeof valuesOf>,
  params: Op['params'] = { shape },
): Op => {
  const op: Op = {
    name,
    params,
    shape: key => E.map((many: Shape) => ({ shape: [...many, ...shape], dtype }))(wantKey(key)),
    kernel: key => {
      const k = key as Dense
      return dense([...k.shape.slice(0, -1), ...shape], dtype, draw(valuesOf(k), sizeOf(shape)))
    },
    partial: constant,
    batch: () => op,
  }
  return op
}

export const bitsOp = (shape: Shape): Op => fromKey('randomBits', shape, 'int32', T.bits)

export const uniformOp = (shape: Shape, dtype: FloatDType): Op =>
  fromKey('randomUniform', shape, dtype, dtype === 'float32' ? T.uniform32 : T.uniform64, {
    shape,
    dtype,
  })

/** Whole numbers from low to high - 1. */
export const intOp = (shape: Shape, low: number, high: number): Op =>
  fromKey('randomInt', shape, 'int32', (keys, count) => T.integers(keys, count, low, high), {
    shape,
    low,
    high,
  })

export const splitOp = (n: number): Op =>
  fromKey('randomSplit', [n, 2], 'int32', keys => T.split(keys, n), { n })

/** A key and a word of data for each. */
export const foldInOp: Op = {
  name: 'randomFoldIn',
  params: {},
  shape: key => E.map(() => ({ shape: key.shape, dtype: key.dtype }))(wantKey(key)),
  kernel: (key, data) => {
    const k = key as Dense
    return dense(k.shape, 'int32', T.foldIn(valuesOf(k), valuesOf(data as Dense)))
  },
  partial: constant,
  batch: () => foldInOp,
}
