/** Embeddings: one row of a table for each token. */
import { type FloatDType, type Shape, type Tensor } from '@miniflow/core';
import type { Rows } from './types.js';
/** Tokens to vectors of N numbers. */
export type Embedding = <S extends Shape, V extends number, N extends number, D extends FloatDType>(tokens: Tensor<S, 'int32'>, table: Tensor<[V, N], D>) => Tensor<Rows<S, N>, D>;
/**
 * The rows of `table` [V, N] that the int32 tokens [...], from 0 to V - 1, name: [..., N]. The gradient
 * of the table adds up what arrives for the same token.
 *
 * Throws `IndexError` for a token outside of 0..V-1 (while a function is traced, when its program runs),
 * `DTypeError` for tokens that are not int32, `ShapeError` for a table that is not a matrix.
 * @example
 * embedding(tensor([2, 0], { dtype: 'int32' }), tensor([[1, 2], [3, 4], [5, 6]])) // => [[5, 6], [1, 2]]
 */
export declare const embedding: Embedding;
