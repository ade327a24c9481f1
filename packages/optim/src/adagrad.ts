/** AdaGrad: gradients over the root of the sum of all their squares. */
import { add, div, fullLike, sqrt, square } from '@miniflow/core'
import { bothLeaves, eachLeaf, inNameOf, remembered, type State } from './leaves.js'
import { notNegative, positive } from './numbers.js'
import { optionsIn } from './options.js'
import { descend } from './scale.js'
import type { Schedule } from './schedule.js'
import { type GradientTransformation, namedChain } from './transformation.js'

export interface ScaleByAdagradOptions {
  /** What the sum of squares begins with. Default: 0. */
  readonly initialSum?: number | undefined
  /** What is added to the root, so that it is never 0. Default: 1e-10. */
  readonly eps?: number | undefined
}

export interface AdagradOptions extends ScaleByAdagradOptions {
  /** A number, or a schedule from steps to numbers. */
  readonly learningRate: number | Schedule
}

const SCALING = ['initialSum', 'eps'] as const

/**
 * g / (sqrt(s) + eps), where s = s + g^2 (Duchi, Hazan and Singer 2011, the diagonal case of figure 1,
 * with their delta as eps).
 *
 * The state is { sumOfSquares }, a tree like the parameters.
 * Throws `ArgumentError` for an initial sum below 0 or an eps that is not above 0.
 * @example
 * const { init, update } = scaleByAdagrad({ initialSum: 16 })
 * update(tensor([3, 0]), init(tensor([0, 0])), tensor([0, 0]))[0] // => [0.6, 0.0]
 */
export const scaleByAdagrad = (options: ScaleByAdagradOptions = {}): GradientTransformation => {
  const name = 'scaleByAdagrad'
  const { initialSum = 0, eps = 1e-10 } = optionsIn(name, options, SCALING)
  notNegative(name, { initialSum })
  positive(name, { eps })
  return {
    init: params => ({
      sumOfSquares: eachLeaf(name, p => fullLike(p, initialSum), params) as State,
    }),
    update: <P>(gradients: P, state: State) => {
      const { sumOfSquares } = remembered(name, ['sumOfSquares'], state)
      const s = bothLeaves(
        name,
        ['sum of squares', 'gradient'],
        (x, g) => add(x, square(g)),
        sumOfSquares as P,
        gradients,
      )
      const updates = bothLeaves(
        name,
        ['gradient', 'sum of squares'],
        (g, x) => div(g, add(sqrt(x), eps)),
        gradients,
        s,
      )
      return [updates, { sumOfSquares: s as State }]
    },
  }
}

/**
 * AdaGrad: parameters p become p - rate g / (sqrt(s) + eps), see `scaleByAdagrad`. It is
 * `chain([scaleByAdagrad(...), scale(-learningRate)])`.
 *
 * Throws `ArgumentError` for a rate below 0, and as `scaleByAdagrad` does.
 * @example
 * const { init, update } = adagrad({ learningRate: 0.1 })
 * const params = tensor([1, 2])
 * const [updates] = update(tensor([10, -10]), init(params), params)
 * applyUpdates(params, updates) // => [0.9, 2.1]
 */
export const adagrad = (options: AdagradOptions): GradientTransformation => {
  const { learningRate, ...scaling } = optionsIn('adagrad', options, ['learningRate', ...SCALING])
  return namedChain('adagrad', [
    inNameOf('adagrad', () => scaleByAdagrad(scaling)),
    descend('adagrad', learningRate),
  ])
}
