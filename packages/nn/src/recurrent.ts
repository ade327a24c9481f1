/** Recurrent cells, gru and lstm: one step each, for `scan` over the steps of a sequence. */
import {
  ArgumentError,
  add,
  concat,
  type FloatDType,
  type Key,
  matmul,
  mul,
  random,
  type Shape,
  ShapeError,
  sigmoid,
  split,
  sub,
  type Tensor,
  TreeError,
  tanh,
  zeros as zerosOf,
} from '@miniflow/core'
import {
  inNameOf,
  kindOf,
  optionsIn,
  showShape,
  wantCounts,
  wantFloatDType,
  wantTensors,
} from './door.js'
import { glorotUniform, orthogonal, zeros } from './init.js'
import type { Layer } from './mlp.js'
import type { Agree, Rows } from './types.js'

/** The affine maps of what comes in and of the state, to all gates side by side. */
export interface CellParams<
  I extends number = number,
  N extends number = number,
  D extends FloatDType = FloatDType,
> {
  readonly input: Layer<I, number, D>
  readonly state: Layer<N, number, D>
}

/** Pure functions: parameters from a key, the state before the first step, and a step. */
export interface Gru<
  I extends number = number,
  N extends number = number,
  D extends FloatDType = FloatDType,
> {
  readonly init: (key: Key) => CellParams<I, N, D>
  /** Zeros [...batch, units]. */
  readonly start: <const L extends Shape = []>(batch?: readonly [...L]) => Tensor<Rows<L, N>, D>
  readonly apply: <L extends Shape, K extends number>(
    params: CellParams<I, N, D>,
    state: Tensor<[...L, N], D>,
    x: Tensor<[...L, K], D> & Agree<I, K, `gru: takes ${I} features, not ${K}`>,
  ) => Tensor<Rows<L, N>, D>
}

/** What an lstm hands on: the outputs h, and the cells c that remember. */
export interface LstmState<
  L extends Shape = Shape,
  N extends number = number,
  D extends FloatDType = FloatDType,
> {
  readonly h: Tensor<Rows<L, N>, D>
  readonly c: Tensor<Rows<L, N>, D>
}

/** Pure functions: parameters from a key, the state before the first step, and a step. */
export interface Lstm<
  I extends number = number,
  N extends number = number,
  D extends FloatDType = FloatDType,
> {
  readonly init: (key: Key) => CellParams<I, N, D>
  /** Zeros [...batch, units], twice. */
  readonly start: <const L extends Shape = []>(batch?: readonly [...L]) => LstmState<L, N, D>
  readonly apply: <L extends Shape, K extends number>(
    params: CellParams<I, N, D>,
    state: { readonly h: Tensor<[...L, N], D>; readonly c: Tensor<[...L, N], D> },
    x: Tensor<[...L, K], D> & Agree<I, K, `lstm: takes ${I} features, not ${K}`>,
  ) => LstmState<L, N, D>
}

export interface CellOptions<I extends number, N extends number, D extends FloatDType> {
  /** The features that come in at each step. */
  readonly inputs: I
  /** The numbers of the state. */
  readonly units: N
  /** Default: float32. */
  readonly dtype?: D | undefined
}

interface Cell {
  readonly init: (key: Key) => CellParams
  readonly zeros: (batch: Shape) => Tensor
  /** x w + b of what comes in and of the state, gate by gate. */
  readonly gates: (params: CellParams, h: Tensor, x: Tensor) => readonly (readonly Tensor[])[]
}

/** What both cells have in common, for as many gates. */
const cell = (
  name: string,
  count: number,
  options: CellOptions<number, number, FloatDType>,
): Cell => {
  const {
    inputs,
    units,
    dtype = 'float32',
  } = optionsIn(name, options, ['inputs', 'units', 'dtype'])
  wantCounts(name, { inputs, units })
  wantFloatDType(name, dtype)
  const float = { dtype }
  const layer = (key: Key, w: (key: Key) => Tensor): Layer => ({
    w: concat(random.split(key, count).map(w), { axis: 1 }),
    b: zeros(key, [count * units], float),
  })
  const affine = (what: string, x: Tensor, layer: Layer, features: number): readonly Tensor[] => {
    if (x.shape.at(-1) !== features)
      throw new ShapeError(
        name,
        `${what} has shape ${showShape(x.shape)}; expected [..., ${features}].`,
      )
    const wanted = [features, count * units]
    wantTensors(name, { w: layer.w, b: layer.b })
    if (showShape(layer.w.shape) !== showShape(wanted))
      throw new ShapeError(
        name,
        `the weights of ${what} have shape ${showShape(layer.w.shape)}; expected ${showShape(wanted)}.`,
        'Pass what init(key) of this very cell gives.',
      )
    return inNameOf(name, () => split(add(matmul(x, layer.w), layer.b), count, { axis: -1 }))
  }
  return {
    init: key =>
      inNameOf(name, () => {
        const [a, b] = random.split(key)
        return {
          input: layer(a, k => glorotUniform(k, [inputs, units], float)),
          state: layer(b, k => orthogonal(k, [units, units], float)),
        }
      }),
    zeros: batch => {
      if (Array.isArray(batch)) return inNameOf(name, () => zerosOf([...batch, units], float))
      throw new ArgumentError(
        name,
        `start: the batch is ${kindOf(batch)}; expected a list of lengths, such as [32].`,
      )
    },
    gates: (params, h, x) => {
      if (params?.input?.w === undefined || params.state?.w === undefined)
        throw new TreeError(
          name,
          'the parameters have no input and state.',
          'Pass what init(key) gives, or a tree like it: { input: { w, b }, state: { w, b } }.',
        )
      wantTensors(name, { state: h, x })
      return [affine('x', x, params.input, inputs), affine('the state', h, params.state, units)]
    },
  }
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
export const gru = <
  const I extends number,
  const N extends number,
  D extends FloatDType = 'float32',
>(
  options: CellOptions<I, N, D>,
): Gru<I, N, D> => {
  const { init, zeros: start, gates } = cell('gru', 3, options)
  const apply = (params: CellParams, h: Tensor, x: Tensor): Tensor => {
    const [ofX, ofH] = gates(params, h, x) as [Gates, Gates]
    const [xr, xz, xn] = ofX
    const [hr, hz, hn] = ofH
    return inNameOf('gru', () => {
      const r = sigmoid(add(xr, hr))
      const z = sigmoid(add(xz, hz))
      const n = tanh(add(xn, mul(r, hn)))
      return add(mul(sub(1, z), n), mul(z, h))
    })
  }
  return { init, apply, start: (batch: Shape = []) => start(batch) } as unknown as Gru<I, N, D>
}

type Gates = readonly [Tensor, Tensor, Tensor, Tensor]

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
export const lstm = <
  const I extends number,
  const N extends number,
  D extends FloatDType = 'float32',
>(
  options: CellOptions<I, N, D>,
): Lstm<I, N, D> => {
  const { init, zeros: start, gates } = cell('lstm', 4, options)
  const apply = (params: CellParams, state: LstmState, x: Tensor): LstmState => {
    if (state?.h === undefined || state.c === undefined)
      throw new TreeError('lstm', 'the state has no h and c.', 'Begin with start([...]).')
    wantTensors('lstm', { c: state.c })
    const [ofX, ofH] = gates(params, state.h, x) as [Gates, Gates]
    return inNameOf('lstm', () => {
      const [i, f, g, o] = ofX.map((gate, at) => add(gate, ofH[at] as Tensor)) as unknown as Gates
      const c = add(mul(sigmoid(f), state.c), mul(sigmoid(i), tanh(g)))
      return { h: mul(sigmoid(o), tanh(c)), c }
    })
  }
  return {
    init,
    apply,
    start: (batch: Shape = []) => ({ h: start(batch), c: start(batch) }),
  } as unknown as Lstm<I, N, D>
}
