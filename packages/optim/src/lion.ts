/** Lion: the sign of an average, so that every parameter moves by the learning rate. */
import { add, mul, sign } from '@miniflow/core'
import { addDecayedWeights } from './decay.js'
import { bothLeaves, inNameOf, remembered, type State } from './leaves.js'
import { fade, noAverage } from './moments.js'
import { fraction, notNegative } from './numbers.js'
import { optionsIn } from './options.js'
import { descend } from './scale.js'
import type { Schedule } from './schedule.js'
import { type GradientTransformation, namedChain } from './transformation.js'

export interface ScaleByLionOptions {
  /** The share of the average, not of the gradient, in the direction. Default: 0.9. */
  readonly beta1?: number | undefined
  /** How much of the average gradient is kept from step to step. Default: 0.99. */
  readonly beta2?: number | undefined
}

export interface LionOptions extends ScaleByLionOptions {
  /** A number, or a schedule from steps to numbers. */
  readonly learningRate: number | Schedule
  /** How much of the parameters goes with each step, times the learning rate. Default: 0. */
  readonly weightDecay?: number | undefined
}

const SCALING = ['beta1', 'beta2'] as const

/**
 * sign(beta1 m + (1 - beta1) g), and then m = beta2 m + (1 - beta2) g (Chen et al. 2023, algorithm 2).
 *
 * The state is { momentum }, a tree like the parameters.
 * Throws `ArgumentError` for a beta outside of [0, 1).
 * @example
 * const { init, update } = scaleByLion()
 * update(tensor([10, -0.1]), init(tensor([0, 0])), tensor([0, 0]))[0] // => [ 1, -1]
 */
export const scaleByLion = (options: ScaleByLionOptions = {}): GradientTransformation => {
  const name = 'scaleByLion'
  const { beta1 = 0.9, beta2 = 0.99 } = optionsIn(name, options, SCALING)
  fraction(name, { beta1, beta2 })
  return {
    init: params => ({ momentum: noAverage(name, params) }),
    update: <P>(gradients: P, state: State) => {
      const { momentum } = remembered(name, ['momentum'], state)
      const updates = bothLeaves(
        name,
        ['running average', 'gradient'],
        (m, g) => sign(add(mul(m, beta1), mul(g, 1 - beta1))),
        momentum as P,
        gradients,
      )
      return [updates, { momentum: fade(name, beta2, momentum as P, gradients) as State }]
    },
  }
}

/**
 * Lion: parameters p become p - rate (sign(beta1 m + (1 - beta1) g) + weightDecay p), see
 * `scaleByLion`. It is `chain([scaleByLion(...), addDecayedWeights(weightDecay), scale(-learningRate)])`.
 * Rates are 3 to 10 times smaller than Adam's, decays as many times larger.
 *
 * Throws `ArgumentError` for a rate or a decay below 0, and as `scaleByLion` does.
 * @example
 * const { init, update } = lion({ learningRate: 0.1 })
 * const params = tensor([1, 2])
 * const [updates] = update(tensor([10, -0.5]), init(params), params)
 * applyUpdates(params, updates) // => [0.9, 2.1]
 */
export const lion = (options: LionOptions): GradientTransformation => {
  const {
    learningRate,
    weightDecay = 0,
    ...scaling
  } = optionsIn('lion', options, ['learningRate', 'weightDecay', ...SCALING])
  notNegative('lion', { weightDecay })
  return namedChain('lion', [
    inNameOf('lion', () => scaleByLion(scaling)),
    ...(weightDecay === 0 ? [] : [addDecayedWeights(weightDecay)]),
    descend('lion', learningRate),
  ])
}
