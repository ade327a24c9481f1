/** Multi-head attention: several attentions side by side, each on features of its own. */
import { type FloatDType, type Key, type Shape, type Tensor } from '@miniflow/core';
import { type Initializer } from './init.js';
import type { Layer } from './mlp.js';
import type { Agree, Rows } from './types.js';
/** The affine maps to queries, keys and values of all heads, and the one of what they bring. */
export interface MultiHeadAttentionParams<F extends number = number, D extends FloatDType = FloatDType> {
    readonly query: Layer<F, F, D>;
    readonly key: Layer<F, F, D>;
    readonly value: Layer<F, F, D>;
    readonly output: Layer<F, F, D>;
}
export interface AttendOptions {
    /** Where keys and values come from: [..., keys, features]. Default: x itself. */
    readonly context?: Tensor | undefined;
    /** What may be seen: bools [queries, keys], or [..., queries, keys] with the axes before as in x. */
    readonly mask?: Tensor | undefined;
}
/** Pure functions: parameters from a key, outputs from parameters, and the weights for a look inside. */
export interface MultiHeadAttention<F extends number = number, H extends number = number, D extends FloatDType = FloatDType> {
    readonly init: (key: Key) => MultiHeadAttentionParams<F, D>;
    readonly apply: <L extends Shape, T extends number, K extends number>(params: MultiHeadAttentionParams<F, D>, x: Tensor<[...L, T, K], D> & Agree<F, K, `multiHeadAttention: takes ${F} features, not ${K}`>, options?: AttendOptions) => Tensor<Rows<[...L, T], F>, D>;
    /** How much each query takes from each key: [..., heads, queries, keys], rows that sum to 1. */
    readonly weights: <L extends Shape, T extends number, K extends number>(params: MultiHeadAttentionParams<F, D>, x: Tensor<[...L, T, K], D> & Agree<F, K, `multiHeadAttention: takes ${F} features, not ${K}`>, options?: AttendOptions) => Tensor<Rows<[...L, H, T], number>, D>;
}
export interface MultiHeadAttentionOptions<F extends number, H extends number, D extends FloatDType> {
    /** The features of x, which the heads divide among them. */
    readonly features: F;
    readonly heads: H;
    /** Whether a query sees no keys behind its own place. Default: false. */
    readonly causal?: boolean | undefined;
    /** How weights begin; biases begin at 0. Default: `glorotUniform`. */
    readonly weights?: Initializer | undefined;
    /** Default: float32. */
    readonly dtype?: D | undefined;
}
/**
 * Multi-head attention (Vaswani et al. 2017, section 3.2.2): `apply` maps x [..., T, features] to
 * concat(head_1, ..., head_H) w_output + b_output, where each head is `attention` on queries, keys and
 * values of features / H numbers, affine maps of x. With `context` [..., S, features] keys and values
 * come from there. With `causal`, no place sees those after it.
 *
 * Throws `ArgumentError` for heads that do not divide the features; `apply` throws as `attention` does.
 * @example
 * const layer = multiHeadAttention({ features: 8, heads: 2, causal: true })
 * const params = layer.init(random.key(0))
 * layer.apply(params, random.normal(random.key(1), [3, 5, 8])).shape // => 3,5,8
 * layer.weights(params, random.normal(random.key(1), [3, 5, 8])).shape // => 3,2,5,5
 */
export declare const multiHeadAttention: <const F extends number, const H extends number, D extends FloatDType = 'float32'>(options: MultiHeadAttentionOptions<F, H, D>) => MultiHeadAttention<F, H, D>;
