/** Losses and scores of classifiers. */
import {
  argmax,
  equal,
  type FloatDType,
  log,
  logSoftmax,
  mean,
  neg,
  type Scalar,
  type Shape,
  squeeze,
  type Tensor,
  takeAlongAxis,
} from '@miniflow/core'
import { checkProbabilities, elements, inNameOf } from './door.js'
import { labelIndices } from './labels.js'
import type { AgreeAll, Show } from './types.js'

/** Rows of scores with one label each. */
type OfRows<R> = <L extends Shape, M extends Shape, K extends number, D extends FloatDType>(
  scores: Tensor<[...L, K], D>,
  labels: Tensor<M, 'int32'> &
    AgreeAll<L, M, `rows of shape ${Show<L>} need as many labels, not ${Show<M>}`>,
) => R extends 'loss' ? Scalar<D> : Scalar<'float32'>

const at = (scores: Tensor, indices: Tensor): Tensor => takeAlongAxis(scores, indices, { axis: -1 })

/** The mean over rows of minus the log-probability of the label. */
const surprise = (
  name: string,
  logProbability: (scores: Tensor, indices: Tensor) => Tensor,
  scores: Tensor,
  labels: Tensor,
): Tensor => {
  const indices = labelIndices(name, scores, labels)
  return inNameOf(name, () => mean(neg(logProbability(scores, indices))))
}

/**
 * The mean over rows of -log softmax(logits)[label]: logits [..., k], int32 labels 0..k-1 [...].
 * Computed as logsumexp(logits) - logits[label], so it is finite for any finite logits.
 *
 * Throws `IndexError` for a label outside of 0..k-1, `ShapeError` for an empty batch or another
 * number of labels than rows, `DTypeError` for labels that are not int32.
 * @example
 * crossEntropyWithSoftmax(tensor([[0.5, 1, 1.5]]), tensor([1], { dtype: 'int32' })) // => 1.1802697
 */
export const crossEntropyWithSoftmax: OfRows<'loss'> = (logits: Tensor, labels: Tensor): Tensor =>
  surprise('crossEntropyWithSoftmax', (x, i) => at(logSoftmax(x), i), logits, labels)

/**
 * The mean over rows of -log probabilities[label]: probabilities [..., k], int32 labels 0..k-1 [...].
 * A probability of 0 at a label costs Infinity; from logits, use `crossEntropyWithSoftmax`, which
 * stays finite.
 *
 * Throws `ArgumentError` for a number outside of [0, 1], else as `crossEntropyWithSoftmax` does.
 * @example
 * crossEntropy(tensor([[0.6, 0.1, 0.3]]), tensor([0], { dtype: 'int32' })) // => 0.5108256
 */
export const crossEntropy: OfRows<'loss'> = (probabilities: Tensor, labels: Tensor): Tensor =>
  surprise(
    'crossEntropy',
    (x, i) => {
      checkProbabilities(
        'crossEntropy',
        'probability',
        elements(x),
        'For logits, which are any numbers, use crossEntropyWithSoftmax.',
      )
      // The logarithm last: that of a 0 elsewhere in the row has no finite derivative.
      return log(at(x, i))
    },
    probabilities,
    labels,
  )

/**
 * The share of rows whose largest score is at the label, as a float32 scalar: scores [..., k], int32
 * labels 0..k-1 [...]. Of equal scores the first counts. Its derivative is 0.
 *
 * Throws as `crossEntropyWithSoftmax` does.
 * @example
 * accuracy(tensor([[1, 3], [2, 0]]), tensor([1, 1], { dtype: 'int32' })) // => 0.5
 */
export const accuracy: OfRows<'share'> = (logits: Tensor, labels: Tensor): Tensor => {
  const indices = labelIndices('accuracy', logits, labels)
  return inNameOf('accuracy', () =>
    mean(equal(argmax(logits, { axis: -1 }), squeeze(indices, { axis: -1 }))),
  )
}
