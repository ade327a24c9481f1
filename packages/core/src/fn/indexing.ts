/** Reading at indices, one-hot vectors, triangles and diagonals, and conversion. */

import { dtypeIn, dtypeNamed, optionsIn, wholeIn } from '../data/options.js'
import { checkSize, resolveAxis, showShape } from '../data/shape.js'
import type { Astype, AxisOptions } from '../data/signatures.js'
import type {
  Diag,
  OneHot,
  Take,
  TakeAlongAxis,
  Trace2d,
  Triangular,
} from '../data/signatures-array.js'
import { dense, like, type Value } from '../data/tensor.js'
import type { DType, Operand, Tensor } from '../data/types.js'
import { orRaise, raise, reason } from '../error.js'
import { broadcastTo, sum } from '../ops/broadcast.js'
import { oneHotOp, takeAlongAxisOp, takeOp } from '../ops/gather.js'
import { reshape } from '../ops/layout.js'
import { astype as convert, where } from '../ops/select.js'
import { apply } from '../tape/record.js'
import { operand, tensorOnly } from './door.js'

/** Indices are int32; whole numbers in a float tensor are not taken for indices silently. */
const indicesIn = (where: string, x: unknown): Value => {
  if (typeof x === 'number' && !Number.isInteger(x))
    raise(where, reason('dtype', `the index is ${x}; expected a whole number.`))
  const value = operand(where, x, 'int32')
  return value.dtype === 'int32'
    ? value
    : raise(
        where,
        reason(
          'dtype',
          `the indices are ${value.dtype}; expected int32.`,
          "Make them with tensor([0, 2], { dtype: 'int32' }) or astype(x, 'int32').",
        ),
      )
}

/**
 * The slices of x along `axis` that the indices name, in their shape; without an axis, elements of
 * x in order. Negative indices count from the back; one outside of the axis throws `IndexError`.
 * The transpose adds up what belongs to the same index.
 * @example take(tensor([10, 20, 30]), tensor([2, 0, -1], { dtype: 'int32' })) // => [30, 10, 30]
 */
export const take: Take = (x: Operand, indices: Operand, options?: AxisOptions): Tensor => {
  const { axis } = optionsIn('take', options, ['axis'])
  const value = tensorOnly('take', x)
  const at = indicesIn('take', indices)
  return axis === undefined
    ? apply(takeOp(0, 0), reshape(value, [value.size]), at)
    : apply(takeOp(orRaise('take', resolveAxis(axis, value.rank)), 0), value, at)
}

/**
 * out[i, j] = x[i, indices[i, j]] for the last axis, and so for any: the indices have the rank of x
 * and its lengths along the other axes (1 repeats).
 * @example takeAlongAxis(tensor([[1, 2], [3, 4]]), tensor([[1], [0]], { dtype: 'int32' }), { axis: 1 }) // => [[2], [3]]
 */
export const takeAlongAxis: TakeAlongAxis = (
  x: Operand,
  indices: Operand,
  options?: AxisOptions,
): Tensor => {
  const { axis = -1 } = optionsIn('takeAlongAxis', options, ['axis'])
  const value = tensorOnly('takeAlongAxis', x)
  const at = indicesIn('takeAlongAxis', indices)
  const along = orRaise('takeAlongAxis', resolveAxis(axis, value.rank))
  const fits = (a: readonly number[], b: readonly number[]): boolean =>
    a.length === b.length && a.every((n, i) => i === along || n === b[i] || n === 1 || b[i] === 1)
  if (!fits(value.shape, at.shape))
    raise(
      'takeAlongAxis',
      reason(
        'shape',
        `indices of shape ${showShape(at.shape)} do not fit ${showShape(value.shape)}; they may differ along axis ${along} only.`,
      ),
    )
  const common = value.shape.map((n, i) => (n === 1 ? (at.shape[i] as number) : n))
  const to = (y: Value): Value =>
    broadcastTo(
      y,
      common.map((n, i) => (i === along ? (y.shape[i] as number) : n)),
    )
  return apply(takeAlongAxisOp(along), to(value), to(at))
}

/**
 * A new last axis of length `depth` with 1 at the label and 0 elsewhere. Labels are int32 from 0 to
 * depth - 1; another throws `IndexError`.
 * @example oneHot(tensor([1, 0], { dtype: 'int32' }), 3) // => [[0, 1, 0], [1, 0, 0]]
 */
export const oneHot: OneHot = (
  labels: Operand,
  depth: number,
  options?: { readonly dtype?: DType | undefined },
): Tensor => {
  const length = wholeIn('oneHot', 'depth', depth, 0)
  const at = indicesIn('oneHot', labels)
  orRaise('oneHot', checkSize([...at.shape, length]))
  return apply(oneHotOp(length, dtypeIn('oneHot', options, 'float32')), at)
}

interface DiagonalOptions {
  readonly k?: number | undefined
}

/** Which diagonal is meant: 0 is the main one, 1 the one above it. */
const diagonalIn = (where: string, options: DiagonalOptions | undefined): number => {
  const { k = 0 } = optionsIn(where, options, ['k'])
  return wholeIn(where, 'k', k)
}

/** x where keep(row, column) holds in the last two axes, else 0. */
const masked = (
  name: string,
  x: Operand,
  keep: (row: number, column: number) => boolean,
): Tensor => {
  const value = operand(name, x)
  if (value.rank < 2)
    raise(name, reason('shape', `got shape ${showShape(value.shape)}; expected at least two axes.`))
  const [rows, columns] = value.shape.slice(-2) as [number, number]
  const mask = new Uint8Array(rows * columns)
  for (let i = 0; i < mask.length; i++) mask[i] = keep(Math.floor(i / columns), i % columns) ? 1 : 0
  const condition = dense([rows, columns], 'bool', mask)
  return where(broadcastTo(condition, value.shape), value, like(value, 0))
}

/**
 * The lower triangle of the last two axes, up to the k-th diagonal (default 0, the main one).
 * @example tril(ones([2, 2])) // => [[1, 0], [1, 1]]
 */
export const tril: Triangular = (x: Operand, options?: DiagonalOptions): Tensor => {
  const k = diagonalIn('tril', options)
  return masked('tril', x, (row, column) => column - row <= k)
}

/**
 * The upper triangle of the last two axes, from the k-th diagonal on (default 0, the main one).
 * @example triu(ones([2, 2])) // => [[1, 1], [0, 1]]
 */
export const triu: Triangular = (x: Operand, options?: DiagonalOptions): Tensor => {
  const k = diagonalIn('triu', options)
  return masked('triu', x, (row, column) => column - row >= k)
}

/** The places of the main diagonal of a matrix in the order of its elements. */
const diagonal = (rows: number, columns: number): Value =>
  dense(
    [Math.min(rows, columns)],
    'int32',
    Int32Array.from({ length: Math.min(rows, columns) }, (_, i) => i * (columns + 1)),
  )

/**
 * The diagonal of a matrix; of a vector, the matrix with it on the diagonal.
 * @example diag(tensor([[1, 2], [3, 4]])) // => [1, 4]
 * @example diag(tensor([1, 2])) // => [[1, 0], [0, 2]]
 */
export const diag: Diag = (x: Operand): Tensor => {
  const value = tensorOnly('diag', x)
  if (value.rank === 1) {
    const n = value.size
    orRaise('diag', checkSize([n, n]))
    const square = broadcastTo(value, [n, n])
    const identity = masked('diag', like({ shape: [n, n], dtype: 'bool' }, 1), (i, j) => i === j)
    return where(identity, square, like(square, 0))
  }
  if (value.rank !== 2)
    raise('diag', reason('shape', `got shape ${showShape(value.shape)}; expected one or two axes.`))
  const [rows, columns] = value.shape as readonly [number, number]
  return apply(takeOp(0, 0), reshape(value, [value.size]), diagonal(rows, columns))
}

/**
 * The sum of the diagonal of a matrix.
 * @example trace2d(tensor([[1, 2], [3, 4]])) // => 5
 */
export const trace2d: Trace2d = (x: Operand): Tensor => {
  const value = tensorOnly('trace2d', x)
  if (value.rank !== 2)
    raise('trace2d', reason('shape', `got shape ${showShape(value.shape)}; expected a matrix.`))
  return sum(diag(value), [0])
}

/**
 * Conversion to another dtype: towards zero to int32, "is not 0" to bool. Between floats the
 * derivative passes through.
 * @example astype(tensor([1.7, -1.7]), 'int32') // => [ 1, -1]
 */
export const astype: Astype = (x: Operand, dtype: DType): Tensor =>
  convert(operand('astype', x), dtypeNamed('astype', dtype))
