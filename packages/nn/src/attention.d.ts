/** Attention: each query's average of the values, weighted by how well the keys fit it. */
import { type FloatDType, type Shape, type Tensor } from '@miniflow/core';
import type { Agree, Rows } from './types.js';
export interface AttentionOptions {
    /** Whether a query sees no keys behind its own place. Default: false. */
    readonly causal?: boolean | undefined;
    /** What may be seen: bools that broadcast to [..., queries, keys]. Default: everything. */
    readonly mask?: Tensor | undefined;
}
/** Queries of K features, keys of as many, and values of N. */
export type Attention = <L extends Shape, T extends number, K extends number, S extends number, J extends number, R extends number, N extends number, D extends FloatDType>(queries: Tensor<[...L, T, K], D>, keys: Tensor<[...L, S, J], NoInfer<D>> & Agree<K, J, `attention: queries have ${K} features and keys ${J}`>, values: Tensor<[...L, R, N], NoInfer<D>> & Agree<S, R, `attention: there are ${S} keys and ${R} values`>, options?: AttentionOptions) => Tensor<Rows<[...L, T], N>, D>;
/**
 * softmax(queries keys' / sqrt(K)) over the keys seen, and 0 for the others: [..., queries, keys]. Where
 * nothing is seen all are 0. What is not seen is -Infinity before the softmax, but for the rows of which
 * nothing would be left, so that no NaN arises, neither here nor in a derivative.
 */
export declare const attentionWeights: (name: string, queries: Tensor, keys: Tensor, options: AttentionOptions | undefined) => Tensor;
/**
 * Scaled dot-product attention, softmax(queries keys' / sqrt(K)) values (Vaswani et al. 2017, equation
 * 1): queries [..., T, K], keys [..., S, K] and values [..., S, N] give [..., T, N]. `causal` hides from
 * query i the keys after key i; `mask` [..., T, S] is true where a key is seen. A query that sees
 * nothing gets zeros, with derivative 0.
 *
 * Throws `ShapeError` for features, keys and values that do not fit, or a mask that does not broadcast,
 * `DTypeError` for a mask that is not bool.
 * @example
 * const rows = tensor([[1, 0], [0, 1]])
 * attention(rows, rows, rows, { causal: true }) // => [[1.00000000, 0.00000000], [0.33023846, 0.66976154]]
 */
export declare const attention: Attention;
