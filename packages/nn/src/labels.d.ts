/** Labels of rows: whole numbers from 0 to k - 1, checked before they are used as indices. */
import { type Tensor } from '@miniflow/core';
/**
 * The labels of rows of `scores` ([..., k]) as indices [..., 1] into the last axis.
 *
 * While a function is traced their values are not known. Negative ones are then mapped to k, so that
 * the program refuses them when it runs, as it does those that are too large, instead of counting
 * from the back.
 */
export declare const labelIndices: (name: string, scores: Tensor, labels: Tensor) => Tensor;
