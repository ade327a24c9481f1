/** Losses and scores of classifiers. */
import { type FloatDType, type Scalar, type Shape, type Tensor } from '@miniflow/core';
import type { AgreeAll, Show } from './types.js';
/** Rows of scores with one label each. */
type OfRows<R> = <L extends Shape, M extends Shape, K extends number, D extends FloatDType>(scores: Tensor<[...L, K], D>, labels: Tensor<M, 'int32'> & AgreeAll<L, M, `rows of shape ${Show<L>} need as many labels, not ${Show<M>}`>) => R extends 'loss' ? Scalar<D> : Scalar<'float32'>;
/**
 * The mean over rows of -log softmax(logits)[label]: logits [..., k], int32 labels 0..k-1 [...].
 * Computed as logsumexp(logits) - logits[label], so it is finite for any finite logits.
 *
 * Throws `IndexError` for a label outside of 0..k-1, `ShapeError` for an empty batch or another
 * number of labels than rows, `DTypeError` for labels that are not int32.
 * @example
 * crossEntropyWithSoftmax(tensor([[0.5, 1, 1.5]]), tensor([1], { dtype: 'int32' })) // => 1.1802697
 */
export declare const crossEntropyWithSoftmax: OfRows<'loss'>;
/**
 * The mean over rows of -log probabilities[label]: probabilities [..., k], int32 labels 0..k-1 [...].
 * A probability of 0 at a label costs Infinity; from logits, use `crossEntropyWithSoftmax`, which
 * stays finite.
 *
 * Throws `ArgumentError` for a number outside of [0, 1], else as `crossEntropyWithSoftmax` does.
 * @example
 * crossEntropy(tensor([[0.6, 0.1, 0.3]]), tensor([0], { dtype: 'int32' })) // => 0.5108256
 */
export declare const crossEntropy: OfRows<'loss'>;
/**
 * The share of rows whose largest score is at the label, as a float32 scalar: scores [..., k], int32
 * labels 0..k-1 [...]. Of equal scores the first counts. Its derivative is 0.
 *
 * Throws as `crossEntropyWithSoftmax` does.
 * @example
 * accuracy(tensor([[1, 3], [2, 0]]), tensor([1, 1], { dtype: 'int32' })) // => 0.5
 */
export declare const accuracy: OfRows<'share'>;
export {};
