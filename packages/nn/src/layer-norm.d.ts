/** Layer normalisation. */
import { type FloatDType, type Shape, type Tensor } from '@miniflow/core';
import type { Agree, Rows } from './types.js';
export interface LayerNormOptions {
    /** What is added to the variance, so that equal features give 0. Default: 1e-5. */
    readonly eps?: number | undefined;
}
/** Rows of K features, each made to have mean 0 and variance 1, times gain plus bias. */
export type LayerNorm = <L extends Shape, K extends number, J extends number, M extends number, D extends FloatDType>(x: Tensor<[...L, K], NoInfer<D>>, gain: Tensor<[J], D> & Agree<K, J, `layerNorm: x has ${K} features and gain ${J}`>, bias: Tensor<[M], NoInfer<D>> & Agree<K, M, `layerNorm: x has ${K} features and bias ${M}`>, options?: LayerNormOptions) => Tensor<Rows<L, K>, D>;
/**
 * gain (x - mean) / sqrt(variance + eps) + bias, with the mean and the variance of each row (Ba, Kiros
 * and Hinton 2016): x [..., K], gain [K] and bias [K] give [..., K]. Begin with a gain of ones and a
 * bias of zeros.
 *
 * Throws `ShapeError` when K differs among the arguments, `DTypeError` for two float dtypes,
 * `ArgumentError` for an eps that is not above 0.
 * @example
 * layerNorm(tensor([[1, 3], [50, 10]]), ones([2]), zeros(random.key(0), [2])) // => [[-0.999995,  0.999995], [ 1.000000, -1.000000]]
 */
export declare const layerNorm: LayerNorm;
