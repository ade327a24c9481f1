/** The multi-layer perceptron: affine layers with an activation between them. */
import {
  ArgumentError,
  type FloatDType,
  type Key,
  random,
  relu,
  type Shape,
  scope,
  type Tensor,
  TreeError,
} from '@miniflow/core'
import { inNameOf, kindOf, optionsIn, wantFloatDType, wantFunctions, wantTensors } from './door.js'
import { glorotUniform, type Initializer, zeros } from './init.js'
import { linear } from './linear.js'
import type { Agree, Rows } from './types.js'

/** The parameters of one affine layer: x w + b. */
export interface Layer<
  I extends number = number,
  O extends number = number,
  D extends FloatDType = FloatDType,
> {
  readonly w: Tensor<[I, O], D>
  readonly b: Tensor<[O], D>
}

/** One layer from each size to the next; a list of unknown length for a list of sizes that is not a tuple. */
type Layers<S extends readonly number[], D extends FloatDType> = number extends S['length']
  ? readonly Layer<number, number, D>[]
  : S extends readonly [
        infer I extends number,
        infer O extends number,
        ...infer Rest extends readonly number[],
      ]
    ? readonly [Layer<I, O, D>, ...Layers<readonly [O, ...Rest], D>]
    : readonly []

export interface MlpParams<
  S extends readonly number[] = readonly number[],
  D extends FloatDType = FloatDType,
> {
  readonly layers: Layers<S, D>
}

type First<S extends readonly number[]> = S extends readonly [infer F extends number, ...Shape]
  ? F
  : number
type Last<S extends readonly number[]> = S extends readonly [...Shape, infer O extends number]
  ? O
  : number

/** Two pure functions: parameters from a key, and outputs from parameters. */
export interface Mlp<
  S extends readonly number[] = readonly number[],
  D extends FloatDType = FloatDType,
> {
  readonly init: (key: Key) => MlpParams<S, D>
  readonly apply: <L extends Shape, K extends number>(
    params: MlpParams<S, D>,
    x: Tensor<[...L, K], D> & Agree<First<S>, K, `mlp: takes ${First<S>} features, not ${K}`>,
  ) => Tensor<Rows<L, Last<S>>, D>
}

export interface MlpOptions<S extends readonly number[], D extends FloatDType> {
  /** The features that come in, those of each hidden layer, and those that go out. */
  readonly sizes: readonly [...S]
  /** What stands between the layers; the last layer has none. Default: relu. */
  readonly activation?: ((x: Tensor) => Tensor) | undefined
  /** How weights begin; biases begin at 0. Default: `glorotUniform`. */
  readonly weights?: Initializer | undefined
  /** Default: float32. */
  readonly dtype?: D | undefined
}

const shown = (x: unknown): string => (typeof x === 'number' ? String(x) : kindOf(x))

const checkSizes = (sizes: readonly number[]): void => {
  if (!Array.isArray(sizes) || sizes.length < 2)
    throw new ArgumentError(
      'mlp',
      `sizes is ${Array.isArray(sizes) ? `[${sizes.map(shown).join(',')}]` : shown(sizes)}; expected the number of inputs and of outputs at least.`,
      'For one layer from 784 to 10 features write { sizes: [784, 10] }.',
    )
  for (const [i, size] of sizes.entries())
    if (!Number.isSafeInteger(size) || size < 1)
      throw new ArgumentError(
        'mlp',
        `sizes[${i}] is ${shown(size)}; expected a whole number from 1 on.`,
      )
}

/** The layers of parameters that may come from anywhere, such as a file. */
const layersOf = (params: MlpParams, count: number): readonly Layer[] => {
  const layers: unknown = params?.layers
  if (!Array.isArray(layers) || layers.length !== count)
    throw new TreeError(
      'mlp',
      `the parameters hold ${Array.isArray(layers) ? `${layers.length} in their list of layers` : 'no list of layers'}; expected ${count}.`,
      'Pass what init(key) gives, or a tree like it: { layers: [{ w, b }, ...] }.',
    )
  return layers
}

/**
 * A multi-layer perceptron: `init` makes its parameters, `{ layers: [{ w, b }, ...] }`, and `apply`
 * maps x [..., first size] to [..., last size] by linear, activation, linear, ... and a linear at the
 * end, so that the outputs are logits. On a tape each layer is a scope, `layers[0]` and so on, with the
 * activation in front of it.
 *
 * Throws `ArgumentError` for sizes that are not at least two whole numbers from 1 on; `apply` throws
 * as `linear` does.
 * @example
 * mlp({ sizes: [784, 128, 10] }).init(random.key(0)).layers[1].w.shape // => 128,10
 */
export const mlp = <const S extends readonly number[], D extends FloatDType = 'float32'>(
  options: MlpOptions<S, D>,
): Mlp<S, D> => {
  const {
    sizes,
    activation = relu,
    weights = glorotUniform,
    dtype,
  } = optionsIn('mlp', options, ['sizes', 'activation', 'weights', 'dtype'])
  const widths: readonly number[] = sizes
  checkSizes(widths)
  wantFunctions('mlp', { activation, weights })
  wantFloatDType('mlp', dtype)
  const float = { dtype: dtype ?? ('float32' as FloatDType) }
  const init = (key: Key): MlpParams =>
    inNameOf('mlp', () => ({
      layers: random.split(key, widths.length - 1).map((k, i) => {
        const [inputs, outputs] = widths.slice(i, i + 2) as [number, number]
        const w = weights(k, [inputs, outputs], float)
        wantTensors('mlp', { 'what weights gives': w })
        return { w, b: zeros(k, [outputs], float) }
      }),
    }))
  const layer = (x: Tensor, w: Tensor, b: Tensor): Tensor => inNameOf('mlp', () => linear(x, w, b))
  const scopes = widths
    .slice(1)
    .map((_, i) =>
      scope(`layers[${i}]`, (h: Tensor, part: Layer) =>
        layer(i === 0 ? h : activation(h), part?.w, part?.b),
      ),
    )
  const apply = (params: MlpParams, x: Tensor): Tensor => {
    const layers = layersOf(params, scopes.length)
    return scopes.reduce((h, part, i) => part(h, layers[i] as Layer), x)
  }
  // The list of layers that the types describe one by one.
  return { init, apply } as unknown as Mlp<S, D>
}
