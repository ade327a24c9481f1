import { type Schedule } from './schedule.js'
import { type GradientTransformation } from './transformation.js'
/**
 * The gradients times a factor.
 * @example
 * scale(-0.1).update(tensor([1, 2]), [], tensor([0, 0]))[0] // => [-0.1, -0.2]
 */
export declare const scale: (factor: number) => GradientTransformation
/**
 * The gradients times schedule(t), t = 0 at the first update. The state is the int32 step count.
 * @example
 * const falling = scaleBySchedule(piecewise([[0, 1], [1, 0.5]]))
 * const [first, state] = falling.update(tensor(8), falling.init(tensor(0)), tensor(0))
 * falling.update(first, state, tensor(0))[0] // => 4
 */
export declare const scaleBySchedule: (schedule: Schedule) => GradientTransformation
