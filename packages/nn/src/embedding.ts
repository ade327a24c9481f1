/** Embeddings: one row of a table for each token. */
import {
  DTypeError,
  type FloatDType,
  IndexError,
  less,
  type Shape,
  ShapeError,
  type Tensor,
  take,
  where,
} from '@miniflow/core'
import { elements, inNameOf, showShape, wantTensors } from './door.js'
import type { Rows } from './types.js'

/** Tokens to vectors of N numbers. */
export type Embedding = <S extends Shape, V extends number, N extends number, D extends FloatDType>(
  tokens: Tensor<S, 'int32'>,
  table: Tensor<[V, N], D>,
) => Tensor<Rows<S, N>, D>

/**
 * The rows of `table` [V, N] that the int32 tokens [...], from 0 to V - 1, name: [..., N]. The gradient
 * of the table adds up what arrives for the same token.
 *
 * Throws `IndexError` for a token outside of 0..V-1 (while a function is traced, when its program runs),
 * `DTypeError` for tokens that are not int32, `ShapeError` for a table that is not a matrix.
 * @example
 * embedding(tensor([2, 0], { dtype: 'int32' }), tensor([[1, 2], [3, 4], [5, 6]])) // => [[5, 6], [1, 2]]
 */
export const embedding: Embedding = (tokens: Tensor, table: Tensor): Tensor => {
  wantTensors('embedding', { tokens, table })
  const [rows] = table.shape
  if (table.rank !== 2 || rows === undefined)
    throw new ShapeError(
      'embedding',
      `the table has shape ${showShape(table.shape)}; expected [tokens, features].`,
      'Give it one row for each token, such as random.normal(key, [1000, 64]).',
    )
  if (tokens.dtype !== 'int32')
    throw new DTypeError(
      'embedding',
      `the tokens are ${tokens.dtype}; expected int32, one row number each.`,
      'Write embedding(tokens, table): the tokens first.',
    )
  const known = elements(tokens)
  const wrong = known?.findIndex(token => token < 0 || token >= rows) ?? -1
  if (wrong >= 0)
    throw new IndexError(
      'embedding',
      `token ${wrong} is ${known?.[wrong]}; expected 0 to ${rows - 1}, the rows of a table of shape ${showShape(table.shape)}.`,
      'Give the table one row for each token.',
    )
  // A negative number would count from the back: mapped to one that the program refuses when it runs.
  const at = known === undefined ? where(less(tokens, 0), rows, tokens) : tokens
  return inNameOf('embedding', () => take(table, at, { axis: 0 }))
}
