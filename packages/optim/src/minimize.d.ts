/** The minimum of a smooth function of a few or a few million parameters, by quasi-Newton methods. */
import { type Scalar } from '@miniflow/core';
export interface MinimizeOptions {
    /** 'bfgs' keeps a matrix of n^2 numbers for n parameters, 'l-bfgs' a few vectors. Default: 'l-bfgs'. */
    readonly method?: 'bfgs' | 'l-bfgs' | undefined;
    /**
     * The Euclidean norm of the gradient at which f has converged. Default: 1e-8, and 1e-3 where a
     * parameter is float32.
     */
    readonly tolerance?: number | undefined;
    /** Default: 1000. */
    readonly maxIterations?: number | undefined;
    /** How many steps 'l-bfgs' remembers. Default: 10. */
    readonly memory?: number | undefined;
}
/** One point on the way: x0, or where a line search ended. */
export interface Iterate {
    readonly value: number;
    readonly gradientNorm: number;
    /** The step along the direction of the search; 0 at x0. */
    readonly step: number;
    /** How often f and its gradient have been computed by then. */
    readonly evaluations: number;
}
interface Outcome<Tag extends string, P> {
    readonly tag: Tag;
    /** The parameters, a tree like x0. */
    readonly x: P;
    readonly value: number;
    readonly gradientNorm: number;
    readonly iterations: number;
    /** How often f and its gradient were computed. */
    readonly evaluations: number;
    /** All points on the way, x0 first. */
    readonly history: readonly Iterate[];
}
/**
 * How it ended: with a gradient within the tolerance, after as many iterations as were allowed, or
 * where no step lowers f any further (at the limit of its precision, or f has no minimum).
 */
export type Minimum<P> = Outcome<'Converged', P> | Outcome<'IterationLimit', P> | Outcome<'LineSearchFailed', P>;
/**
 * A minimum of f, a smooth function from a tree of parameters to one number, by BFGS or L-BFGS with
 * line searches that satisfy the strong Wolfe conditions (Nocedal and Wright, Numerical Optimization,
 * 2006, algorithms 6.1 and 7.5). Curves, small models and the like take tens of iterations; f must be
 * the same function at every call, so no batches and no dropout.
 *
 * Where f or its gradient is not finite, steps become shorter. The value is never above that at x0 by
 * more than rounding, and nothing is differentiated through: the result is a constant.
 *
 * Throws `ArgumentError` for f that is not finite at x0 and for options that make no sense,
 * `NonScalarOutputError` for f that gives more than one number, `DTypeError` for parameters that are
 * not floats.
 * @example
 * const bowl = (x: Tensor<[2], 'float64'>) => sum(square(sub(x, tensor([1, 2], { dtype: 'float64' }))))
 * const { tag, x } = minimize(bowl, zeros([2], { dtype: 'float64' }))
 * tag // => Converged
 * astype(x, 'float32') // => [1, 2]
 */
export declare const minimize: <P>(f: (x: P) => Scalar, x0: P, options?: MinimizeOptions) => Minimum<P>;
export {};
