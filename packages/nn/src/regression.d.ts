/** Losses that compare element by element: means over all elements. */
import { type FloatDType, type Scalar, type Shape, type Tensor } from '@miniflow/core';
import type { AgreeAll, Show } from './types.js';
/** Predictions and what they should have been, of one shape; one number may stand for all targets. */
export type Compare<Options extends readonly unknown[] = []> = <S extends Shape, T extends Shape, D extends FloatDType>(predictions: Tensor<S, D>, targets: number | (Tensor<T, NoInfer<D> | 'int32' | 'bool'> & AgreeAll<S, T, `predictions of shape ${Show<S>} and targets of shape ${Show<T>} differ`>), ...options: Options) => Scalar<D>;
/**
 * The mean of (prediction - target)^2.
 *
 * Throws `ShapeError` when the shapes differ (nothing is broadcast but a number) or are empty.
 * @example
 * meanSquaredError(tensor([1, 2]), tensor([1, 4])) // => 2
 */
export declare const meanSquaredError: Compare;
/**
 * The mean of r^2 / 2 where |r| <= delta, else delta (|r| - delta / 2), for r = prediction - target:
 * squared for small residuals, absolute for large ones (Huber 1964). delta is 1 by default.
 *
 * Throws as `meanSquaredError` does, and `ArgumentError` for a delta that is not above 0.
 * @example
 * huber(tensor([0.5, 3]), tensor([0, 0])) // => 1.3125
 */
export declare const huber: Compare<[options?: {
    readonly delta?: number | undefined;
}]>;
/**
 * The mean of -t log(p) - (1 - t) log(1 - p) with p = sigmoid(logit) and targets t in [0, 1]: bools,
 * or probabilities. Computed as t softplus(-z) + (1 - t) softplus(z), which keeps its precision where
 * p is close to 0 or 1.
 *
 * Throws as `meanSquaredError` does, and `ArgumentError` for a target outside of [0, 1].
 * @example
 * binaryCrossEntropyWithLogits(tensor([0, 100]), tensor([true, true])) // => 0.3465736
 */
export declare const binaryCrossEntropyWithLogits: Compare;
