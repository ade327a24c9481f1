/** Adam and AdamW: gradients over the root of their recent squares. */
import {
  add,
  astype,
  div,
  mul,
  pow,
  type Scalar,
  sqrt,
  square,
  sub,
  type Tensor,
  tensor,
} from '@miniflow/core'
import { addDecayedWeights } from './decay.js'
import { bothLeaves, eachLeaf, inNameOf, remembered, type State } from './leaves.js'
import { fade, noAverage } from './moments.js'
import { fraction, notNegative, positive } from './numbers.js'
import { optionsIn, wantFlags } from './options.js'
import { descend, stepOf, stepZero } from './scale.js'
import type { Schedule } from './schedule.js'
import { type GradientTransformation, namedChain } from './transformation.js'

export interface ScaleByAdamOptions {
  /** How much of the average gradient is kept from step to step. Default: 0.9. */
  readonly beta1?: number | undefined
  /** How much of the average square is kept from step to step. Default: 0.999. */
  readonly beta2?: number | undefined
  /** What is added to the root, so that it is never 0. Default: 1e-8. */
  readonly eps?: number | undefined
  /** Look one step ahead (Dozat 2016). Default: false. */
  readonly nesterov?: boolean | undefined
}

export interface AdamOptions extends ScaleByAdamOptions {
  /** A number, or a schedule from steps to numbers. */
  readonly learningRate: number | Schedule
}

export interface AdamwOptions extends AdamOptions {
  /** How much of the parameters goes with each step, times the learning rate. Default: 0.01. */
  readonly weightDecay?: number | undefined
}

const SCALING = ['beta1', 'beta2', 'eps', 'nesterov'] as const

/** 1 / (1 - beta^t), which makes up for averages that begin at 0. */
const correction = (beta: number, t: Scalar<'float64'>): Scalar<'float64'> =>
  div(1, sub(1, pow(tensor(beta, { dtype: 'float64' }), t)))

const times = (x: Tensor, factor: Scalar<'float64'>): Tensor => mul(x, astype(factor, x.dtype))

/**
 * The averages m = beta1 m + (1 - beta1) g and v = beta2 v + (1 - beta2) g^2, freed of their bias
 * towards 0, as mhat / (sqrt(vhat) + eps) with mhat = m / (1 - beta1^t), vhat = v / (1 - beta2^t)
 * for t = 1, 2, ... (Kingma and Ba 2015, algorithm 1). With `nesterov`, mhat is
 * beta1 m / (1 - beta1^(t+1)) + (1 - beta1) g / (1 - beta1^t) (Dozat 2016).
 *
 * The state is { firstMoment, secondMoment, step }: two trees like the parameters, and an int32 scalar.
 * Throws `ArgumentError` for a beta outside of [0, 1) or an eps that is not above 0.
 * @example
 * const { init, update } = scaleByAdam()
 * update(tensor([10, -0.1]), init(tensor([0, 0])), tensor([0, 0]))[0] // => [ 1.00000000, -0.99999994]
 */
export const scaleByAdam = (options: ScaleByAdamOptions = {}): GradientTransformation => {
  const name = 'scaleByAdam'
  const {
    beta1 = 0.9,
    beta2 = 0.999,
    eps = 1e-8,
    nesterov = false,
  } = optionsIn(name, options, SCALING)
  wantFlags(name, { nesterov })
  fraction(name, { beta1, beta2 })
  positive(name, { eps })
  return {
    init: params => ({
      firstMoment: noAverage(name, params),
      secondMoment: noAverage(name, params),
      step: stepZero,
    }),
    update: <P>(gradients: P, state: State) => {
      const { firstMoment, secondMoment, step } = remembered(
        name,
        ['firstMoment', 'secondMoment', 'step'],
        state,
      )
      const m = fade(name, beta1, firstMoment as P, gradients)
      const v = fade(name, beta2, secondMoment as P, gradients, square)
      const taken = add(stepOf(name, step), 1)
      const t = astype(taken, 'float64')
      const [c1, c2] = [correction(beta1, t), correction(beta2, t)]
      const ahead = correction(beta1, add(t, 1))
      const mean = nesterov
        ? bothLeaves(
            name,
            ['running average', 'gradient'],
            (x, g) => add(times(mul(x, beta1), ahead), times(mul(g, 1 - beta1), c1)),
            m,
            gradients,
          )
        : eachLeaf(name, x => times(x, c1), m)
      const updates = bothLeaves(
        name,
        ['first moment', 'second moment'],
        (x, y) => div(x, add(sqrt(times(y, c2)), eps)),
        mean,
        v,
      )
      return [updates, { firstMoment: m as State, secondMoment: v as State, step: taken }]
    },
  }
}

/**
 * Adam (Kingma and Ba 2015): parameters p become p - rate mhat / (sqrt(vhat) + eps), see `scaleByAdam`.
 * It is `chain([scaleByAdam(...), scale(-learningRate)])`.
 *
 * Throws `ArgumentError` for a rate below 0, and as `scaleByAdam` does.
 * @example
 * const { init, update } = adam({ learningRate: 0.1 })
 * const params = tensor([1, 2])
 * const [updates] = update(tensor([10, -10]), init(params), params)
 * applyUpdates(params, updates) // => [0.9, 2.1]
 */
export const adam = (options: AdamOptions): GradientTransformation => {
  const { learningRate, ...scaling } = optionsIn('adam', options, ['learningRate', ...SCALING])
  return namedChain('adam', [
    inNameOf('adam', () => scaleByAdam(scaling)),
    descend('adam', learningRate),
  ])
}

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2): p becomes
 * p - rate (mhat / (sqrt(vhat) + eps) + weightDecay p), so the decay is not divided by the root. It is
 * `chain([scaleByAdam(...), addDecayedWeights(weightDecay), scale(-learningRate)])`. The paper's
 * decay is rate times the one here, as in PyTorch.
 *
 * Throws `ArgumentError` for a decay below 0, and as `adam` does.
 * @example
 * const { init, update } = adamw({ learningRate: 0.1, weightDecay: 0.5 })
 * const params = tensor([1, 2])
 * const [updates] = update(tensor([10, -10]), init(params), params)
 * applyUpdates(params, updates) // => [0.85, 2.00]
 */
export const adamw = (options: AdamwOptions): GradientTransformation => {
  const {
    learningRate,
    weightDecay = 0.01,
    ...scaling
  } = optionsIn('adamw', options, ['learningRate', 'weightDecay', ...SCALING])
  notNegative('adamw', { weightDecay })
  return namedChain('adamw', [
    inNameOf('adamw', () => scaleByAdam(scaling)),
    addDecayedWeights(weightDecay),
    descend('adamw', learningRate),
  ])
}
