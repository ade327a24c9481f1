import type { Schedule } from './schedule.js';
import { type GradientTransformation } from './transformation.js';
export interface ScaleByAdagradOptions {
    /** What the sum of squares begins with. Default: 0. */
    readonly initialSum?: number | undefined;
    /** What is added to the root, so that it is never 0. Default: 1e-10. */
    readonly eps?: number | undefined;
}
export interface AdagradOptions extends ScaleByAdagradOptions {
    /** A number, or a schedule from steps to numbers. */
    readonly learningRate: number | Schedule;
}
/**
 * g / (sqrt(s) + eps), where s = s + g^2 (Duchi, Hazan and Singer 2011, the diagonal case of figure 1,
 * with their delta as eps).
 *
 * The state is { sumOfSquares }, a tree like the parameters.
 * Throws `ArgumentError` for an initial sum below 0 or an eps that is not above 0.
 * @example
 * const { init, update } = scaleByAdagrad({ initialSum: 16 })
 * update(tensor([3, 0]), init(tensor([0, 0])), tensor([0, 0]))[0] // => [0.6, 0.0]
 */
export declare const scaleByAdagrad: (options?: ScaleByAdagradOptions) => GradientTransformation;
/**
 * AdaGrad: parameters p become p - rate g / (sqrt(s) + eps), see `scaleByAdagrad`. It is
 * `chain([scaleByAdagrad(...), scale(-learningRate)])`.
 *
 * Throws `ArgumentError` for a rate below 0, and as `scaleByAdagrad` does.
 * @example
 * const { init, update } = adagrad({ learningRate: 0.1 })
 * const params = tensor([1, 2])
 * const [updates] = update(tensor([10, -10]), init(params), params)
 * applyUpdates(params, updates) // => [0.9, 2.1]
 */
export declare const adagrad: (options: AdagradOptions) => GradientTransformation;
