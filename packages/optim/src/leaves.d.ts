/** Trees leaf by leaf, with errors in the name of the function that was called. */
import { type Tensor } from '@miniflow/core';
/** What a transformation remembers between updates: a tree of tensors, so it saves and traces as one. */
export type State = Tensor | readonly State[] | {
    readonly [name: string]: State;
};
/**
 * f, with the errors of what it is made of in the name of the function that the user called; with
 * `from`, only the errors of that one. What `debugNaN` found on the way is its own.
 */
export declare const inNameOf: <A>(name: string, f: () => A, from?: string) => A;
/** A state that holds what the keys name; another transformation's does not. */
export declare const remembered: <const K extends string>(name: string, keys: readonly K[], state: State) => { readonly [name in K]: State; };
/** A state that is a list of as many states. */
export declare const rememberedList: (name: string, count: number, state: State) => readonly State[];
/** A tree like t with f applied to each leaf. */
export declare const eachLeaf: <T>(name: string, f: (leaf: Tensor) => Tensor, t: T) => T;
/** The tensors of a tree. */
export declare const leavesOf: (name: string, t: unknown) => readonly Tensor[];
/**
 * A tree with f applied to the leaves of two trees side by side, which must have one structure and,
 * leaf by leaf, one shape and dtype: nothing is broadcast. `names` say what the two are.
 */
export declare const bothLeaves: <T>(name: string, names: readonly [string, string], f: (a: Tensor, b: Tensor) => Tensor, a: T, b: T) => T;
