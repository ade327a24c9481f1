/** Gradients times a number, fixed or scheduled. */
import { type Scalar } from '@miniflow/core';
import { type State } from './leaves.js';
import type { Schedule } from './schedule.js';
import { type GradientTransformation } from './transformation.js';
/**
 * The gradients times a factor.
 * @example
 * scale(-0.1).update(tensor([1, 2]), [], tensor([0, 0]))[0] // => [-0.1, -0.2]
 */
export declare const scale: (factor: number) => GradientTransformation;
/** A step count, as the state of what depends on it. */
export interface Count {
    readonly [name: string]: State;
    readonly step: Scalar<'int32'>;
}
export declare const stepZero: Scalar<'int32'>;
/** A state's step count, an int32 scalar. */
export declare const stepOf: (name: string, step: State) => Scalar<'int32'>;
/**
 * The gradients times schedule(t), t = 0 at the first update. The state is the int32 step count.
 * @example
 * const falling = scaleBySchedule(piecewise([[0, 1], [1, 0.5]]))
 * const [first, state] = falling.update(tensor(8), falling.init(tensor(0)), tensor(0))
 * falling.update(first, state, tensor(0))[0] // => 4
 */
export declare const scaleBySchedule: (schedule: Schedule) => GradientTransformation;
/**
 * Downhill: the gradients times minus the learning rate, which is the last link of every optimiser;
 * `name` is the optimiser's.
 */
export declare const descend: (name: string, learningRate: number | Schedule) => GradientTransformation;
