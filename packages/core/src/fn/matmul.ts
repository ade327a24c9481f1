/** Matrix products by NumPy's rules, dot and outer products. */
import * as E from 'fp-ts/lib/Either.js'
import { broadcastShapes, checkSize, showShape } from '../data/shape.js'
import type { Dot, Matmul, Outer } from '../data/signatures.js'
import { describe, type Value } from '../data/tensor.js'
import type { Tensor } from '../data/types.js'
import { orRaise, raise, reason } from '../error.js'
import { mul } from '../ops/arithmetic.js'
import { broadcastTo } from '../ops/broadcast.js'
import { reshape } from '../ops/layout.js'
import { matmul as product } from '../ops/matmul.js'
import { astype } from '../ops/select.js'
import { alike, sameShapes, tensorOnly } from './door.js'

const operands = (where: string, a: unknown, b: unknown): readonly [Value, Value] => {
  const [x, y] = alike(where, [tensorOnly(where, a), tensorOnly(where, b)]) as readonly [
    Value,
    Value,
  ]
  return x.dtype === 'bool' ? [astype(x, 'int32'), astype(y, 'int32')] : [x, y]
}

/** Rows times columns for any ranks; a vector on the left is a row, on the right a column. */
const multiply = (where: string, a: Value, b: Value): Value => {
  if (a.rank === 0 || b.rank === 0)
    raise(
      where,
      reason(
        'shape',
        `got ${describe(a)} and ${describe(b)}; a scalar has no rows or columns.`,
        'Use mul to multiply by a scalar.',
      ),
    )
  const k = a.shape[a.rank - 1]
  const l = b.rank === 1 ? b.shape[0] : b.shape[b.rank - 2]
  if (k !== l)
    raise(
      where,
      reason(
        'shape',
        `shapes ${showShape(a.shape)} and ${showShape(b.shape)} do not multiply: inner axes are ${k} and ${l}.`,
        a.rank === 2 && b.rank === 2 && k === b.shape[1]
          ? `To multiply by the transpose, write ${where}(a, transpose(b)).`
          : 'The last axis of the first must be as long as the last but one of the second.',
      ),
    )
  if (a.rank === 1)
    return dropAxis(multiply(where, reshape(a, [1, ...a.shape]), b), b.rank === 1 ? 0 : -2)
  if (b.rank === 1) return dropAxis(multiply(where, a, reshape(b, [...b.shape, 1])), -1)
  return matrices(where, a, b)
}

const dropAxis = (x: Value, axis: number): Value =>
  reshape(x, x.shape.toSpliced(axis < 0 ? axis + x.rank : axis, 1))

const matrices = (where: string, a: Value, b: Value): Value => {
  if (b.rank === 2) {
    const [k, n] = b.shape as readonly [number, number]
    const rows = a.shape.slice(0, -1)
    orRaise(where, checkSize([...rows, n]))
    const flat = reshape(a, [rows.reduce((x, y) => x * y, 1), k])
    return reshape(product(flat, b, false, false), [...rows, n])
  }
  const leads = [a.shape.slice(0, -2), b.shape.slice(0, -2)] as const
  const common = broadcastShapes(...leads)
  const lead = E.isRight(common)
    ? common.right
    : raise(
        where,
        reason(
          'shape',
          `shapes ${showShape(a.shape)} and ${showShape(b.shape)} do not multiply: their leading axes ${showShape(leads[0])} and ${showShape(leads[1])} do not broadcast.`,
        ),
      )
  orRaise(where, checkSize([...lead, a.shape.at(-2) as number, b.shape.at(-1) as number]))
  return product(
    broadcastTo(a, [...lead, ...a.shape.slice(-2)]),
    broadcastTo(b, [...lead, ...b.shape.slice(-2)]),
    false,
    false,
  )
}

/**
 * The matrix product of the last two axes; axes before them broadcast. A vector on the left is a
 * row, on the right a column, and that axis is gone from the result.
 *
 * Throws `ShapeError` when the inner axes differ, `DTypeError` for two float dtypes.
 * @example matmul(tensor([[1, 2], [3, 4]]), tensor([1, 1])) // => [3, 7]
 */
export const matmul: Matmul = (a: Tensor, b: Tensor): Tensor =>
  multiply('matmul', ...operands('matmul', a, b))

/**
 * The inner product of vectors; of matrices, the matrix product.
 * @example dot(tensor([1, 2]), tensor([3, 4])) // => 11
 */
export const dot: Dot = (a: Tensor, b: Tensor): Tensor => multiply('dot', ...operands('dot', a, b))

/**
 * All products of the elements of two vectors.
 * @example outer(tensor([1, 2]), tensor([3, 4])) // => [[3, 4], [6, 8]]
 */
export const outer: Outer = (a: Tensor, b: Tensor): Tensor => {
  const [x, y] = operands('outer', a, b)
  if (x.rank !== 1 || y.rank !== 1)
    raise(
      'outer',
      reason(
        'shape',
        `got shapes ${showShape(x.shape)} and ${showShape(y.shape)}; expected two vectors.`,
        'Use ravel to make vectors of them.',
      ),
    )
  const [left, right] = sameShapes('outer', [reshape(x, [x.size, 1]), y]) as readonly [Value, Value]
  return mul(left, right)
}
