import { type Vector } from './objective.js';
export interface Curvature {
    /** Whether nothing was learnt yet: then H is the identity, and steps have no natural length. */
    readonly fresh: boolean;
    /** -H g, where to go from a point with gradient g. */
    readonly direction: (gradient: Vector) => Vector;
    /** What is known after a step s that changed the gradient by y. */
    readonly learn: (s: Vector, y: Vector) => Curvature;
}
/** BFGS: H as a matrix (Nocedal and Wright 2006, algorithm 6.1). */
export declare const bfgs: Curvature;
/** A step, the change of the gradient, and 1 / s'y. */
interface Pair {
    readonly s: Vector;
    readonly y: Vector;
    readonly rho: number;
}
/** L-BFGS: H from the last `memory` steps alone. */
export declare const limitedBfgs: (memory: number, pairs?: readonly Pair[]) => Curvature;
export {};
