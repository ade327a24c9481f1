/** Parameters drawn towards 0. */
import { add, mul } from '@miniflow/core'
import { bothLeaves } from './leaves.js'
import { notNegative } from './numbers.js'
import { type GradientTransformation, stateless } from './transformation.js'

/**
 * The gradients plus decay times the parameters: before `sgd`, the gradient of decay / 2 |p|^2 added
 * to the loss.
 *
 * Throws `ArgumentError` for a decay below 0, `TreeError` or `ShapeError` for gradients unlike the
 * parameters.
 * @example
 * addDecayedWeights(0.1).update(tensor([1, 1]), [], tensor([10, 20]))[0] // => [2, 3]
 */
export const addDecayedWeights = (decay: number): GradientTransformation => {
  notNegative('addDecayedWeights', { decay })
  return stateless((gradients, params) =>
    bothLeaves(
      'addDecayedWeights',
      ['parameter', 'gradient'],
      (p, g) => add(g, mul(p, decay)),
      params,
      gradients,
    ),
  )
}
