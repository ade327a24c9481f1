/** Dropout. */
import {
  ArgumentError,
  DTypeError,
  div,
  type FloatDType,
  type Key,
  random,
  type Shape,
  type Tensor,
  where,
} from '@miniflow/core'
import { inNameOf, kindOf, wantTensors } from './door.js'

/** Elements left out at random. */
export type Dropout = <S extends Shape, D extends FloatDType>(
  key: Key,
  rate: number,
  x: Tensor<S, D>,
) => Tensor<S, D>

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
export const dropout: Dropout = (key: Key, rate: number, x: Tensor): Tensor => {
  if (typeof rate !== 'number' || !(rate >= 0 && rate < 1))
    throw new ArgumentError(
      'dropout',
      `the rate is ${typeof rate === 'number' ? rate : kindOf(rate)}; expected a number from 0 to below 1.`,
      'It is the share of elements that are left out.',
    )
  wantTensors('dropout', { key, x })
  if (x.dtype !== 'float32' && x.dtype !== 'float64')
    throw new DTypeError(
      'dropout',
      `x is ${x.dtype}; expected float32 or float64.`,
      'Convert it with astype.',
    )
  return inNameOf('dropout', () =>
    where(random.bernoulli(key, [...x.shape], 1 - rate), div(x, 1 - rate), 0),
  )
}
