/** The multi-layer perceptron: affine layers with an activation between them. */
import { type FloatDType, type Key, type Shape, type Tensor } from '@miniflow/core';
import { type Initializer } from './init.js';
import type { Agree, Rows } from './types.js';
/** The parameters of one affine layer: x w + b. */
export interface Layer<I extends number = number, O extends number = number, D extends FloatDType = FloatDType> {
    readonly w: Tensor<[I, O], D>;
    readonly b: Tensor<[O], D>;
}
/** One layer from each size to the next; a list of unknown length for a list of sizes that is not a tuple. */
type Layers<S extends readonly number[], D extends FloatDType> = number extends S['length'] ? readonly Layer<number, number, D>[] : S extends readonly [
    infer I extends number,
    infer O extends number,
    ...infer Rest extends readonly number[]
] ? readonly [Layer<I, O, D>, ...Layers<readonly [O, ...Rest], D>] : readonly [];
export interface MlpParams<S extends readonly number[] = readonly number[], D extends FloatDType = FloatDType> {
    readonly layers: Layers<S, D>;
}
type First<S extends readonly number[]> = S extends readonly [infer F extends number, ...Shape] ? F : number;
type Last<S extends readonly number[]> = S extends readonly [...Shape, infer O extends number] ? O : number;
/** Two pure functions: parameters from a key, and outputs from parameters. */
export interface Mlp<S extends readonly number[] = readonly number[], D extends FloatDType = FloatDType> {
    readonly init: (key: Key) => MlpParams<S, D>;
    readonly apply: <L extends Shape, K extends number>(params: MlpParams<S, D>, x: Tensor<[...L, K], D> & Agree<First<S>, K, `mlp: takes ${First<S>} features, not ${K}`>) => Tensor<Rows<L, Last<S>>, D>;
}
export interface MlpOptions<S extends readonly number[], D extends FloatDType> {
    /** The features that come in, those of each hidden layer, and those that go out. */
    readonly sizes: readonly [...S];
    /** What stands between the layers; the last layer has none. Default: relu. */
    readonly activation?: ((x: Tensor) => Tensor) | undefined;
    /** How weights begin; biases begin at 0. Default: `glorotUniform`. */
    readonly weights?: Initializer | undefined;
    /** Default: float32. */
    readonly dtype?: D | undefined;
}
/**
 * A multi-layer perceptron: `init` makes its parameters, `{ layers: [{ w, b }, ...] }`, and `apply`
 * maps x [..., first size] to [..., last size] by linear, activation, linear, ... and a linear at the
 * end, so that the outputs are logits.
 *
 * Throws `ArgumentError` for sizes that are not at least two whole numbers from 1 on; `apply` throws
 * as `linear` does.
 * @example
 * mlp({ sizes: [784, 128, 10] }).init(random.key(0)).layers[1].w.shape // => 128,10
 */
export declare const mlp: <const S extends readonly number[], D extends FloatDType = 'float32'>(options: MlpOptions<S, D>) => Mlp<S, D>;
export {};
