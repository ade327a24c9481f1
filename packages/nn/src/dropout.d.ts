/** Dropout. */
import { type FloatDType, type Key, type Shape, type Tensor } from '@miniflow/core';
/** Elements left out at random. */
export type Dropout = <S extends Shape, D extends FloatDType>(key: Key, rate: number, x: Tensor<S, D>) => Tensor<S, D>;
/**
 * Each element of x is 0 with probability `rate`, and x / (1 - rate) otherwise, so that its mean stays
 * (Srivastava et al. 2014, scaled in training). The same key leaves out the same elements; give every
 * step and layer a key of its own with `random.split` or `random.foldIn`. It is for training: where a
 * model is only used, leave it out.
 *
 * Throws `ArgumentError` for a rate outside of [0, 1), `DTypeError` for x that is not float.
 * @example
 * dropout(random.key(2), 0.5, tensor([1, 2, 3, 4])) // => [0, 0, 6, 0]
 */
export declare const dropout: Dropout;
