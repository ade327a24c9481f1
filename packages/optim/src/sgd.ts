/** Stochastic gradient descent, with momentum and Nesterov's look-ahead. */
import { ArgumentError, add, mul, zerosLike } from '@miniflow/core'
import { bothLeaves, eachLeaf, remembered, type State } from './leaves.js'
import { fraction } from './numbers.js'
import { optionsIn, wantFlags } from './options.js'
import { descend } from './scale.js'
import type { Schedule } from './schedule.js'
import { type GradientTransformation, namedChain } from './transformation.js'

export interface MomentumOptions {
  /** Look one step ahead. Default: false. */
  readonly nesterov?: boolean | undefined
}

/**
 * A velocity v that begins at 0 and becomes mu v + g at each gradient g; the update is v, with
 * `nesterov` g + mu v. This is PyTorch's convention (`torch.optim.SGD`, dampening 0): the learning
 * rate stands outside of the velocity. The state is the velocity, a tree like the parameters.
 *
 * Throws `ArgumentError` for a mu outside of [0, 1).
 * @example
 * const heavy = momentum(0.5)
 * const [first, state] = heavy.update(tensor(1), heavy.init(tensor(0)), tensor(0))
 * heavy.update(tensor(1), state, tensor(0))[0] // => 1.5
 */
export const momentum = (mu: number, options: MomentumOptions = {}): GradientTransformation => {
  const { nesterov = false } = optionsIn('momentum', options, ['nesterov'])
  wantFlags('momentum', { nesterov })
  fraction('momentum', { mu })
  const push = <P>(v: P, gradients: P): P =>
    bothLeaves('momentum', ['velocity', 'gradient'], (x, g) => add(mul(x, mu), g), v, gradients)
  return {
    init: params => ({ velocity: eachLeaf('momentum', zerosLike, params) as State }),
    update: <P>(gradients: P, state: State) => {
      const { velocity } = remembered('momentum', ['velocity'], state)
      const v = push(velocity as P, gradients)
      return [nesterov ? push(v, gradients) : v, { velocity: v as unknown as State }]
    },
  }
}

export interface SgdOptions {
  /** A number, or a schedule from steps to numbers. */
  readonly learningRate: number | Schedule
  /** How much of the velocity is kept from step to step, 0 <= momentum < 1. Default: none. */
  readonly momentum?: number | undefined
  /** Nesterov's look-ahead; needs momentum. Default: false. */
  readonly nesterov?: boolean | undefined
}

/**
 * Stochastic gradient descent: parameters p become p - rate g. With momentum mu they become p - rate v,
 * where v = mu v + g, and with `nesterov` p - rate (g + mu v): PyTorch's convention, see `momentum`.
 *
 * Throws `ArgumentError` for a rate below 0, a momentum outside of [0, 1), or Nesterov without momentum.
 * @example
 * const { init, update } = sgd({ learningRate: 0.1 })
 * const params = tensor([1, 2])
 * const [updates] = update(tensor([10, 10]), init(params), params)
 * applyUpdates(params, updates) // => [0, 1]
 */
export const sgd = (options: SgdOptions): GradientTransformation => {
  const {
    learningRate,
    momentum: mu,
    nesterov = false,
  } = optionsIn('sgd', options, ['learningRate', 'momentum', 'nesterov'])
  wantFlags('sgd', { nesterov })
  if (nesterov && (mu === undefined || mu === 0))
    throw new ArgumentError(
      'sgd',
      'nesterov looks ahead along the momentum, and there is none.',
      'Give a momentum such as 0.9.',
    )
  if (mu !== undefined) fraction('sgd', { momentum: mu })
  return namedChain('sgd', [
    ...(mu === undefined ? [] : [momentum(mu, { nesterov })]),
    descend('sgd', learningRate),
  ])
}
