/** RMSProp: gradients over the root of their recent mean square. */
import { add, div, maximum, sqrt, square, sub } from '@miniflow/core'
import { bothLeaves, inNameOf, remembered, type State } from './leaves.js'
import { fade, noAverage } from './moments.js'
import { fraction, positive } from './numbers.js'
import { optionsIn, wantFlags } from './options.js'
import { descend } from './scale.js'
import type { Schedule } from './schedule.js'
import { momentum } from './sgd.js'
import { type GradientTransformation, namedChain } from './transformation.js'

export interface ScaleByRmsOptions {
  /** How much of the average square is kept from step to step. Default: 0.9. */
  readonly decay?: number | undefined
  /** What is added to the root, so that it is never 0. Default: 1e-8. */
  readonly eps?: number | undefined
  /** Divide by the standard deviation instead: the mean is subtracted. Default: false. */
  readonly centered?: boolean | undefined
}

export interface RmspropOptions extends ScaleByRmsOptions {
  /** A number, or a schedule from steps to numbers. */
  readonly learningRate: number | Schedule
  /** How much of the velocity is kept from step to step, 0 <= momentum < 1. Default: none. */
  readonly momentum?: number | undefined
}

const SCALING = ['decay', 'eps', 'centered'] as const

/**
 * g / (sqrt(v) + eps), where v = decay v + (1 - decay) g^2 begins at 0 (Hinton, Srivastava and Swersky,
 * Neural Networks for Machine Learning, lecture 6e, 2012). With `centered`, the root is of v - m^2, at
 * least 0, for the average gradient m = decay m + (1 - decay) g (Graves 2013, equations 38 to 40, with
 * eps outside of the root): where gradients stay the same it becomes small, and steps large.
 *
 * The state is { meanSquare } and, with `centered`, { mean, meanSquare }: trees like the parameters.
 * Throws `ArgumentError` for a decay outside of [0, 1) or an eps that is not above 0.
 * @example
 * const { init, update } = scaleByRms({ decay: 0.75 })
 * update(tensor([8, -0.5]), init(tensor([0, 0])), tensor([0, 0]))[0] // => [ 2, -2]
 */
export const scaleByRms = (options: ScaleByRmsOptions = {}): GradientTransformation => {
  const name = 'scaleByRms'
  const { decay = 0.9, eps = 1e-8, centered = false } = optionsIn(name, options, SCALING)
  wantFlags(name, { centered })
  fraction(name, { decay })
  positive(name, { eps })
  return {
    init: params => ({
      ...(centered ? { mean: noAverage(name, params) } : {}),
      meanSquare: noAverage(name, params),
    }),
    update: <P>(gradients: P, state: State) => {
      const before = remembered(name, centered ? ['mean', 'meanSquare'] : ['meanSquare'], state)
      const v = fade(name, decay, before.meanSquare as P, gradients, square)
      const m = centered ? fade(name, decay, before.mean as P, gradients) : undefined
      // E[g^2] - E[g]^2, which rounding may take below 0
      const spread =
        m === undefined
          ? v
          : bothLeaves(name, ['mean square', 'mean'], (x, y) => maximum(sub(x, square(y)), 0), v, m)
      const updates = bothLeaves(
        name,
        ['gradient', 'mean square'],
        (g, x) => div(g, add(sqrt(x), eps)),
        gradients,
        spread,
      )
      return [updates, { ...(m === undefined ? {} : { mean: m as State }), meanSquare: v as State }]
    },
  }
}

/**
 * RMSProp: parameters p become p - rate g / (sqrt(v) + eps), see `scaleByRms`; with momentum mu they
 * become p - rate b, where b = mu b + g / (sqrt(v) + eps). It is
 * `chain([scaleByRms(...), momentum(mu), scale(-learningRate)])`.
 *
 * Throws `ArgumentError` for a rate below 0 or a momentum outside of [0, 1), and as `scaleByRms` does.
 * @example
 * const { init, update } = rmsprop({ learningRate: 0.1, decay: 0.75 })
 * const params = tensor([1, 2])
 * const [updates] = update(tensor([8, -0.5]), init(params), params)
 * applyUpdates(params, updates) // => [0.8, 2.2]
 */
export const rmsprop = (options: RmspropOptions): GradientTransformation => {
  const {
    learningRate,
    momentum: mu,
    ...scaling
  } = optionsIn('rmsprop', options, ['learningRate', 'momentum', ...SCALING])
  if (mu !== undefined) fraction('rmsprop', { momentum: mu })
  return namedChain('rmsprop', [
    inNameOf('rmsprop', () => scaleByRms(scaling)),
    ...(mu === undefined ? [] : [momentum(mu)]),
    descend('rmsprop', learningRate),
  ])
}
