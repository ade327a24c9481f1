/** Recurrent cells, gru and lstm: one step each, for `scan` over the steps of a sequence. */
import { type FloatDType, type Key, type Shape, type Tensor } from '@miniflow/core';
import type { Layer } from './mlp.js';
import type { Agree, Rows } from './types.js';
/** The affine maps of what comes in and of the state, to all gates side by side. */
export interface CellParams<I extends number = number, N extends number = number, D extends FloatDType = FloatDType> {
    readonly input: Layer<I, number, D>;
    readonly state: Layer<N, number, D>;
}
/** Pure functions: parameters from a key, the state before the first step, and a step. */
export interface Gru<I extends number = number, N extends number = number, D extends FloatDType = FloatDType> {
    readonly init: (key: Key) => CellParams<I, N, D>;
    /** Zeros [...batch, units]. */
    readonly start: <const L extends Shape = []>(batch?: readonly [...L]) => Tensor<Rows<L, N>, D>;
    readonly apply: <L extends Shape, K extends number>(params: CellParams<I, N, D>, state: Tensor<[...L, N], D>, x: Tensor<[...L, K], D> & Agree<I, K, `gru: takes ${I} features, not ${K}`>) => Tensor<Rows<L, N>, D>;
}
/** What an lstm hands on: the outputs h, and the cells c that remember. */
export interface LstmState<L extends Shape = Shape, N extends number = number, D extends FloatDType = FloatDType> {
    readonly h: Tensor<Rows<L, N>, D>;
    readonly c: Tensor<Rows<L, N>, D>;
}
/** Pure functions: parameters from a key, the state before the first step, and a step. */
export interface Lstm<I extends number = number, N extends number = number, D extends FloatDType = FloatDType> {
    readonly init: (key: Key) => CellParams<I, N, D>;
    /** Zeros [...batch, units], twice. */
    readonly start: <const L extends Shape = []>(batch?: readonly [...L]) => LstmState<L, N, D>;
    readonly apply: <L extends Shape, K extends number>(params: CellParams<I, N, D>, state: {
        readonly h: Tensor<[...L, N], D>;
        readonly c: Tensor<[...L, N], D>;
    }, x: Tensor<[...L, K], D> & Agree<I, K, `lstm: takes ${I} features, not ${K}`>) => LstmState<L, N, D>;
}
export interface CellOptions<I extends number, N extends number, D extends FloatDType> {
    /** The features that come in at each step. */
    readonly inputs: I;
    /** The numbers of the state. */
    readonly units: N;
    /** Default: float32. */
    readonly dtype?: D | undefined;
}
/**
 * A gated recurrent unit (Cho et al. 2014), with the reset gate after the matrix product, as in cuDNN
 * and PyTorch: from a state h [..., units] and x [..., inputs],
 *
 *     r = sigmoid(x W_r + b_r + h U_r + c_r)
 *     z = sigmoid(x W_z + b_z + h U_z + c_z)
 *     n = tanh(x W_n + b_n + r (h U_n + c_n))
 *     h <- (1 - z) n + z h
 *
 * `input` holds W and b, `state` holds U and c, for r, z and n side by side. Over a sequence, it is the
 * function of a `scan`.
 *
 * Throws `ArgumentError` for sizes that are not whole numbers from 1 on; `apply` throws `ShapeError` for
 * x and states of other sizes.
 * @example
 * const cell = gru({ inputs: 3, units: 5 })
 * const params = cell.init(random.key(0))
 * const step = (h: Tensor<[2, 5], 'float32'>, x: Tensor<[2, 3], 'float32'>) => {
 *   const next = cell.apply(params, h, x)
 *   return [next, next] as const
 * }
 * const xs = random.normal(random.key(1), [10, 2, 3])
 * scan(step, cell.start([2]), xs)[1].shape // => 10,2,5
 */
export declare const gru: <const I extends number, const N extends number, D extends FloatDType = 'float32'>(options: CellOptions<I, N, D>) => Gru<I, N, D>;
/**
 * A long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers, Schmidhuber
 * and Cummins 2000): from a state { h, c }, each [..., units], and x [..., inputs],
 *
 *     i = sigmoid(x W_i + b_i + h U_i + d_i)     f = sigmoid(x W_f + b_f + h U_f + d_f)
 *     g = tanh(x W_g + b_g + h U_g + d_g)        o = sigmoid(x W_o + b_o + h U_o + d_o)
 *     c <- f c + i g                             h <- o tanh(c)
 *
 * `input` holds W and b, `state` holds U and d, for i, f, g and o side by side.
 *
 * Throws as `gru` does, and `TreeError` for a state without h and c.
 * @example
 * const cell = lstm({ inputs: 3, units: 5 })
 * const params = cell.init(random.key(0))
 * cell.apply(params, cell.start([2]), ones([2, 3])).h.shape // => 2,5
 */
export declare const lstm: <const I extends number, const N extends number, D extends FloatDType = 'float32'>(options: CellOptions<I, N, D>) => Lstm<I, N, D>;
