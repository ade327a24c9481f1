/** Gradients times a number, fixed or scheduled. */
import {
  ArgumentError,
  add,
  astype,
  mul,
  neg,
  type Scalar,
  type Tensor,
  TreeError,
  tensor,
} from '@miniflow/core'
import { eachLeaf, remembered, type State } from './leaves.js'
import { finite, notNegative } from './numbers.js'
import { shown } from './options.js'
import type { Schedule } from './schedule.js'
import { type GradientTransformation, stateless } from './transformation.js'

/**
 * The gradients times a factor.
 * @example
 * scale(-0.1).update(tensor([1, 2]), [], tensor([0, 0]))[0] // => [-0.1, -0.2]
 */
export const scale = (factor: number): GradientTransformation => {
  finite('scale', { factor })
  return stateless(gradients => eachLeaf('scale', g => mul(g, factor), gradients))
}

/** A step count, as the state of what depends on it. */
export interface Count {
  readonly [name: string]: State
  readonly step: Scalar<'int32'>
}

export const stepZero: Scalar<'int32'> = tensor(0, { dtype: 'int32' })

/** A state's step count, an int32 scalar. */
export const stepOf = (name: string, step: State): Scalar<'int32'> => {
  const x = step as Partial<Tensor> | null | undefined
  if (x?.dtype !== 'int32' || x.rank !== 0)
    throw new TreeError(
      name,
      'the step of the state is not an int32 scalar.',
      'Pass the state that init or the last update of this transformation gave.',
    )
  return step as Scalar<'int32'>
}

/**
 * The gradients times schedule(t), t = 0 at the first update. The state is the int32 step count.
 * @example
 * const falling = scaleBySchedule(piecewise([[0, 1], [1, 0.5]]))
 * const [first, state] = falling.update(tensor(8), falling.init(tensor(0)), tensor(0))
 * falling.update(first, state, tensor(0))[0] // => 4
 */
export const scaleBySchedule = (schedule: Schedule): GradientTransformation => {
  if (typeof schedule !== 'function')
    throw new ArgumentError(
      'scaleBySchedule',
      `got ${shown(schedule)}; expected a schedule.`,
      'A schedule is a function of the step, such as cosineDecay({ initial: 0.1, steps: 1000 }).',
    )
  return {
    init: (): Count => ({ step: stepZero }),
    update: (gradients, state) => {
      const step = stepOf('scaleBySchedule', remembered('scaleBySchedule', ['step'], state).step)
      const factor = factorAt(schedule, step)
      return [
        eachLeaf('scaleBySchedule', g => mul(g, astype(factor, g.dtype)), gradients),
        { step: add(step, 1) },
      ]
    },
  }
}

/** What the schedule gives, which must be one number. */
const factorAt = (schedule: Schedule, step: Scalar<'int32'>): Scalar | number => {
  const factor = schedule(astype(step, 'float64'))
  if (typeof factor !== 'number' && (factor as Partial<Tensor> | undefined)?.rank !== 0)
    throw new ArgumentError(
      'scaleBySchedule',
      `the schedule gave ${shown(factor)}; expected a number or a scalar.`,
    )
  return factor
}

/**
 * Downhill: the gradients times minus the learning rate, which is the last link of every optimiser;
 * `name` is the optimiser's.
 */
export const descend = (name: string, learningRate: number | Schedule): GradientTransformation => {
  if (typeof learningRate === 'function')
    return scaleBySchedule(step => {
      const rate = learningRate(step)
      return typeof rate === 'number' ? -rate : neg(rate)
    })
  notNegative(name, { learningRate })
  return scale(-learningRate)
}
