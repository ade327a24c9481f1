import type { Schedule } from './schedule.js';
import { type GradientTransformation } from './transformation.js';
export interface ScaleByLionOptions {
    /** The share of the average, not of the gradient, in the direction. Default: 0.9. */
    readonly beta1?: number | undefined;
    /** How much of the average gradient is kept from step to step. Default: 0.99. */
    readonly beta2?: number | undefined;
}
export interface LionOptions extends ScaleByLionOptions {
    /** A number, or a schedule from steps to numbers. */
    readonly learningRate: number | Schedule;
    /** How much of the parameters goes with each step, times the learning rate. Default: 0. */
    readonly weightDecay?: number | undefined;
}
/**
 * sign(beta1 m + (1 - beta1) g), and then m = beta2 m + (1 - beta2) g (Chen et al. 2023, algorithm 2).
 *
 * The state is { momentum }, a tree like the parameters.
 * Throws `ArgumentError` for a beta outside of [0, 1).
 * @example
 * const { init, update } = scaleByLion()
 * update(tensor([10, -0.1]), init(tensor([0, 0])), tensor([0, 0]))[0] // => [ 1, -1]
 */
export declare const scaleByLion: (options?: ScaleByLionOptions) => GradientTransformation;
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
export declare const lion: (options: LionOptions) => GradientTransformation;
