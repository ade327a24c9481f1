/** The door of the public functions: what comes in is looked at once, and errors get the name of the function. */
import { type Tensor, type TypedArray } from '@miniflow/core';
/**
 * f, with the errors of what it is made of in the name of the function that the user called; what
 * `debugNaN` found on the way is its own.
 */
export declare const inNameOf: <A>(name: string, f: () => A) => A;
/** What was given, in a few words. */
export declare const kindOf: (x: unknown) => string;
/** The options as they are, with nothing among them but what is known. */
export declare const optionsIn: <O extends object>(name: string, options: O | undefined, known: readonly (keyof O & string)[]) => O;
/** Refuses what is not a function. */
export declare const wantFunctions: (name: string, given: {
    readonly [what: string]: unknown;
}) => void;
/** A number of things, such as features; anything may stand in its place. */
export declare const wantCounts: (name: string, given: {
    readonly [what: string]: unknown;
}) => void;
/** Refuses what is not a tensor, called by what it stands for. */
export declare const wantTensors: (name: string, given: {
    readonly [what: string]: unknown;
}) => void;
/** The elements; nothing while a function is traced, where only shapes are known. */
export declare const elements: (x: Tensor) => TypedArray | undefined;
export declare const showShape: (shape: readonly number[]) => string;
/** Refuses elements outside of [0, 1], but for what rounding may add to 1. */
export declare const checkProbabilities: (name: string, what: string, values: ArrayLike<number> | undefined, fix: string) => void;
