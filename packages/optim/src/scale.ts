/** Gradients times a number, fixed or scheduled. */
import { add, astype, mul, type Scalar, tensor } from '@miniflow/core'
import { eachLeaf, remembered, type State } from './leaves.js'
import { finite } from './numbers.js'
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

/** The steps taken so far, as the state of what depends on them. */
interface Count {
  readonly [name: string]: State
  readonly step: Scalar<'int32'>
}

/**
 * The gradients times schedule(t), t = 0 at the first update. The state is the int32 step count.
 * @example
 * const falling = scaleBySchedule(piecewise([[0, 1], [1, 0.5]]))
 * const [first, state] = falling.update(tensor(8), falling.init(tensor(0)), tensor(0))
 * falling.update(first, state, tensor(0))[0] // => 4
 */
export const scaleBySchedule = (schedule: Schedule): GradientTransformation => ({
  init: (): Count => ({ step: tensor(0, { dtype: 'int32' }) }),
  update: (gradients, state) => {
    const { step } = remembered('scaleBySchedule', 'step', state) as Count
    const factor = schedule(astype(step, 'float64'))
    return [
      eachLeaf('scaleBySchedule', g => mul(g, astype(factor, g.dtype)), gradients),
      { step: add(step, 1) },
    ]
  },
})
