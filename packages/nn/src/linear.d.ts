/** The affine layer. */
import { type FloatDType, type Shape, type Tensor } from '@miniflow/core';
import type { Agree, Rows } from './types.js';
/** x w + b: rows of K features to rows of N. */
export type Linear = <L extends Shape, K extends number, J extends number, N extends number, M extends number, D extends FloatDType>(x: Tensor<[...L, K], NoInfer<D>>, w: Tensor<[J, N], D> & Agree<K, J, `linear: x has ${K} features and w takes ${J}`>, b: Tensor<[M], NoInfer<D>> & Agree<N, M, `linear: w gives ${N} features and b has ${M}`>) => Tensor<Rows<L, N>, D>;
/**
 * x w + b, the affine map of each row: x [..., K], w [K, N] and b [N] give [..., N].
 *
 * Throws `ShapeError` when K or N differ among the arguments, `DTypeError` for two float dtypes.
 * @example
 * linear(tensor([[-1, -2]]), tensor([[2, -3], [2, -3]]), tensor([-3, -5])) // => [[-9,  4]]
 */
export declare const linear: Linear;
