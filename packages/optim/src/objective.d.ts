/** A function of a tree of parameters as a function of one flat vector of float64. */
import { type Scalar, type Tensor } from '@miniflow/core';
export type Vector = Tensor<[number], 'float64'>;
export declare const inner: (a: Vector, b: Vector) => number;
export declare const lengthOf: (a: Vector) => number;
/** Where f was computed. A value that is not finite, or has no finite gradient, is Infinity. */
export interface Point<P> {
    readonly x: P;
    readonly at: Vector;
    readonly value: number;
    readonly gradient: Vector;
}
export interface Objective<P> {
    readonly start: Point<P>;
    readonly evaluate: (at: Vector) => Point<P>;
    /** The distance from 1 to the next number of the coarsest dtype among the parameters. */
    readonly precision: number;
}
export declare const objective: <P>(f: (x: P) => Scalar, x0: P) => Objective<P>;
