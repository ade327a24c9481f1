import { type GradientTransformation } from './transformation.js';
/**
 * All gradients times limit / max(norm, limit), where norm is the Euclidean norm of all of them
 * together: their direction stays, and the norm is at most the limit (Pascanu, Mikolov and Bengio 2013).
 *
 * Throws `ArgumentError` for a limit that is not above 0.
 * @example
 * clipByGlobalNorm(1).update(tensor([3, 4]), [], tensor([0, 0]))[0] // => [0.6, 0.8]
 */
export declare const clipByGlobalNorm: (limit: number) => GradientTransformation;
/**
 * Each element of the gradients kept between -limit and limit.
 *
 * Throws `ArgumentError` for a limit that is not above 0.
 * @example
 * clipByValue(1).update(tensor([-3, 0.5]), [], tensor([0, 0]))[0] // => [-1.0,  0.5]
 */
export declare const clipByValue: (limit: number) => GradientTransformation;
