/** Losses that compare element by element: means over all elements. */
import {
  ArgumentError,
  add,
  clip,
  DTypeError,
  type FloatDType,
  mean,
  mul,
  neg,
  type Scalar,
  type Shape,
  ShapeError,
  softplus,
  square,
  sub,
  type Tensor,
} from '@miniflow/core'
import {
  checkProbabilities,
  elements,
  inNameOf,
  kindOf,
  optionsIn,
  showShape,
  wantTensors,
} from './door.js'
import type { AgreeAll, Show } from './types.js'

/** Predictions and what they should have been, of one shape; one number may stand for all targets. */
export type Compare<Options extends readonly unknown[] = []> = <
  S extends Shape,
  T extends Shape,
  D extends FloatDType,
>(
  predictions: Tensor<S, D>,
  targets:
    | number
    | (Tensor<T, NoInfer<D> | 'int32' | 'bool'> &
        AgreeAll<S, T, `predictions of shape ${Show<S>} and targets of shape ${Show<T>} differ`>),
  ...options: Options
) => Scalar<D>

/** The loss of pairs that fit: a float for each prediction, and its mean. */
type Loss = (predictions: Tensor, targets: Tensor | number) => Tensor

/** Equal shapes, since broadcasting [n] against [n,1] would compare each with each. */
const checkPair = (name: string, predictions: Tensor, targets: Tensor | number): void => {
  wantTensors(name, typeof targets === 'number' ? { predictions } : { predictions, targets })
  if (predictions.dtype !== 'float32' && predictions.dtype !== 'float64')
    throw new DTypeError(
      name,
      `the predictions are ${predictions.dtype}; expected float32 or float64.`,
      'Compute them with floats, or convert them with astype.',
    )
  const wanted = showShape(predictions.shape)
  if (typeof targets !== 'number' && showShape(targets.shape) !== wanted)
    throw new ShapeError(
      name,
      `predictions have shape ${wanted} and targets ${showShape(targets.shape)}; expected equal shapes.`,
      predictions.size === targets.size
        ? `Reshape the targets to ${wanted}.`
        : 'Give one target for each prediction.',
    )
  if (predictions.size === 0)
    throw new ShapeError(
      name,
      `the batch is empty: predictions have shape ${wanted}, and the mean of nothing is not a number.`,
      'Leave empty batches out.',
    )
}

const meanOf = (
  name: string,
  predictions: Tensor,
  targets: Tensor | number,
  loss: Loss,
): Tensor => {
  checkPair(name, predictions, targets)
  return inNameOf(name, () => mean(loss(predictions, targets)))
}

/**
 * The mean of (prediction - target)^2.
 *
 * Throws `ShapeError` when the shapes differ (nothing is broadcast but a number) or are empty.
 * @example
 * meanSquaredError(tensor([1, 2]), tensor([1, 4])) // => 2
 */
export const meanSquaredError: Compare = (predictions: Tensor, targets: Tensor | number): Tensor =>
  meanOf('meanSquaredError', predictions, targets, (p, t) => square(sub(p, t)))

/**
 * The mean of r^2 / 2 where |r| <= delta, else delta (|r| - delta / 2), for r = prediction - target:
 * squared for small residuals, absolute for large ones (Huber 1964). delta is 1 by default.
 *
 * Throws as `meanSquaredError` does, and `ArgumentError` for a delta that is not above 0.
 * @example
 * huber(tensor([0.5, 3]), tensor([0, 0])) // => 1.3125
 */
export const huber: Compare<[options?: { readonly delta?: number | undefined }]> = (
  predictions: Tensor,
  targets: Tensor | number,
  options?: { readonly delta?: number | undefined },
): Tensor => {
  const { delta = 1 } = optionsIn('huber', options, ['delta'])
  if (!(Number.isFinite(delta) && delta > 0))
    throw new ArgumentError(
      'huber',
      `delta is ${typeof delta === 'number' ? delta : kindOf(delta)}; expected a finite number above 0.`,
    )
  return meanOf('huber', predictions, targets, (p, t) => {
    const r = sub(p, t)
    // c (r - c / 2) with c = clip(r) is r^2 / 2 inside and delta |r| - delta^2 / 2 outside.
    const c = clip(r, -delta, delta)
    return mul(c, sub(r, mul(c, 0.5)))
  })
}

/**
 * The mean of -t log(p) - (1 - t) log(1 - p) with p = sigmoid(logit) and targets t in [0, 1]: bools,
 * or probabilities. Computed as t softplus(-z) + (1 - t) softplus(z), which keeps its precision where
 * p is close to 0 or 1.
 *
 * Throws as `meanSquaredError` does, and `ArgumentError` for a target outside of [0, 1].
 * @example
 * binaryCrossEntropyWithLogits(tensor([0, 100]), tensor([true, true])) // => 0.3465736
 */
export const binaryCrossEntropyWithLogits: Compare = (
  logits: Tensor,
  targets: Tensor | number,
): Tensor =>
  meanOf('binaryCrossEntropyWithLogits', logits, targets, (z, t) => {
    checkProbabilities(
      'binaryCrossEntropyWithLogits',
      'target',
      typeof t === 'number' ? [t] : elements(t),
      'For more than two classes, use crossEntropyWithSoftmax.',
    )
    return add(mul(t, softplus(neg(z))), mul(sub(1, t), softplus(z)))
  })
