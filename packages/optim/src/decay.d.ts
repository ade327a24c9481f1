import { type GradientTransformation } from './transformation.js';
/**
 * The gradients plus decay times the parameters: before `sgd`, the gradient of decay / 2 |p|^2 added
 * to the loss.
 *
 * Throws `ArgumentError` for a decay below 0, `TreeError` or `ShapeError` for gradients unlike the
 * parameters.
 * @example
 * addDecayedWeights(0.1).update(tensor([1, 1]), [], tensor([10, 20]))[0] // => [2, 3]
 */
export declare const addDecayedWeights: (decay: number) => GradientTransformation;
