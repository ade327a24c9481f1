import type { Schedule } from './schedule.js';
import { type GradientTransformation } from './transformation.js';
export interface ScaleByRmsOptions {
    /** How much of the average square is kept from step to step. Default: 0.9. */
    readonly decay?: number | undefined;
    /** What is added to the root, so that it is never 0. Default: 1e-8. */
    readonly eps?: number | undefined;
    /** Divide by the standard deviation instead: the mean is subtracted. Default: false. */
    readonly centered?: boolean | undefined;
}
export interface RmspropOptions extends ScaleByRmsOptions {
    /** A number, or a schedule from steps to numbers. */
    readonly learningRate: number | Schedule;
    /** How much of the velocity is kept from step to step, 0 <= momentum < 1. Default: none. */
    readonly momentum?: number | undefined;
}
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
export declare const scaleByRms: (options?: ScaleByRmsOptions) => GradientTransformation;
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
export declare const rmsprop: (options: RmspropOptions) => GradientTransformation;
