import type { Monoid } from 'fp-ts/lib/Monoid.js';
import { type State } from './leaves.js';
/**
 * What turns gradients into updates of parameters. `update` gives the updates, a tree like the
 * gradients, and the next state; parameters and gradients are trees of one structure.
 */
export interface GradientTransformation {
    readonly init: (params: unknown) => State;
    readonly update: <P>(gradients: P, state: State, params: P) => readonly [updates: P, state: State];
}
/** A transformation without memory. */
export declare const stateless: (update: <P>(gradients: P, params: P) => P) => GradientTransformation;
/**
 * The transformation that changes nothing: the updates are the gradients.
 * @example
 * identity.update(tensor([1, 2]), identity.init(tensor([0, 0])), tensor([0, 0]))[0] // => [1, 2]
 */
export declare const identity: GradientTransformation;
/**
 * One transformation after the other, each on the updates of the one before it; the state is the list
 * of their states. `chain([])` is `identity`.
 * @example
 * const twice = chain([scale(2), scale(10)])
 * twice.update(tensor(1), twice.init(tensor(0)), tensor(0))[0] // => 20
 */
export declare const chain: (transformations: readonly GradientTransformation[]) => GradientTransformation;
/**
 * Transformations under composition. The laws hold for the updates that come out; states of
 * differently nested chains are nested differently.
 * @example
 * const both = concatAll(monoid)([scale(2), clipByValue(3)])
 * both.update(tensor(5), both.init(tensor(0)), tensor(0))[0] // => 3
 */
export declare const monoid: Monoid<GradientTransformation>;
