/** Schedules: a number for each step, such as a learning rate that falls. */
import { type Scalar } from '@miniflow/core';
/** A step, counted from 0. */
export type Step = number | Scalar<'float32' | 'float64' | 'int32'>;
/** A function of the step, which is a float64 scalar, counted from 0: a scalar or a number. */
export type Schedule = (step: Scalar<'float64'>) => Scalar | number;
/** The schedules here: of numbers too, and in float64 whatever the dtype of the parameters. */
export type Float64Schedule = (step: Step) => Scalar<'float64'>;
/**
 * value, at every step.
 * @example
 * constant(0.1)(1000) // => 0.1
 */
export declare const constant: (value: number) => Float64Schedule;
export interface ExponentialDecayOptions {
    /** The value at step 0. */
    readonly initial: number;
    /** What the value is multiplied with every `steps` steps. */
    readonly rate: number;
    readonly steps: number;
    /** Whether the value falls in stairs, at multiples of `steps` only. Default: false. */
    readonly staircase?: boolean | undefined;
}
/**
 * initial rate^(t / steps); with `staircase`, initial rate^floor(t / steps).
 * @example
 * exponentialDecay({ initial: 1, rate: 0.5, steps: 10 })(20) // => 0.25
 */
export declare const exponentialDecay: (options: ExponentialDecayOptions) => Float64Schedule;
export interface CosineDecayOptions {
    /** The value at step 0. */
    readonly initial: number;
    /** The step from which on the value is `final`. */
    readonly steps: number;
    /** Default: 0. */
    readonly final?: number | undefined;
}
/**
 * Half a period of a cosine from initial to final (default 0), then final:
 * final + (initial - final) (1 + cos(pi min(t / steps, 1))) / 2 (Loshchilov and Hutter 2017, without restarts).
 * @example
 * cosineDecay({ initial: 1, steps: 10 })(5) // => 0.5
 */
export declare const cosineDecay: (options: CosineDecayOptions) => Float64Schedule;
export interface WarmupCosineOptions {
    /** The value at the end of the warm-up. */
    readonly peak: number;
    /** How many steps the value rises. */
    readonly warmup: number;
    /** The step from which on the value is `final`, warm-up included. */
    readonly steps: number;
    /** The value at step 0. Default: 0. */
    readonly initial?: number | undefined;
    /** Default: 0. */
    readonly final?: number | undefined;
}
/**
 * A straight line from initial (default 0) to peak for `warmup` steps, then half a period of a cosine
 * from peak to final (default 0), which is reached at `steps`.
 * @example
 * warmupCosine({ peak: 1, warmup: 10, steps: 30 })(20) // => 0.5
 */
export declare const warmupCosine: (options: WarmupCosineOptions) => Float64Schedule;
/**
 * A staircase: pairs of a step and the value from it on, the first from step 0.
 * @example
 * piecewise([[0, 0.1], [1000, 0.01]])(1000) // => 0.01
 */
export declare const piecewise: (pieces: readonly (readonly [from: number, value: number])[]) => Float64Schedule;
