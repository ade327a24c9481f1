/** Multi-head attention: several attentions side by side, each on features of its own. */
import {
  ArgumentError,
  expandDims,
  type FloatDType,
  type Key,
  matmul,
  random,
  reshape,
  type Shape,
  ShapeError,
  swapaxes,
  type Tensor,
  TreeError,
} from '@miniflow/core'
import { attentionWeights } from './attention.js'
import {
  inNameOf,
  optionsIn,
  showShape,
  wantCounts,
  wantFlags,
  wantFloatDType,
  wantFunctions,
  wantTensors,
} from './door.js'
import { glorotUniform, type Initializer, zeros } from './init.js'
import { linear } from './linear.js'
import type { Layer } from './mlp.js'
import type { Agree, Rows } from './types.js'

/** The affine maps to queries, keys and values of all heads, and the one of what they bring. */
export interface MultiHeadAttentionParams<
  F extends number = number,
  D extends FloatDType = FloatDType,
> {
  readonly query: Layer<F, F, D>
  readonly key: Layer<F, F, D>
  readonly value: Layer<F, F, D>
  readonly output: Layer<F, F, D>
}

export interface AttendOptions {
  /** Where keys and values come from: [..., keys, features]. Default: x itself. */
  readonly context?: Tensor | undefined
  /** What may be seen: bools [queries, keys], or [..., queries, keys] with the axes before as in x. */
  readonly mask?: Tensor | undefined
}

/** Pure functions: parameters from a key, outputs from parameters, and the weights for a look inside. */
export interface MultiHeadAttention<
  F extends number = number,
  H extends number = number,
  D extends FloatDType = FloatDType,
> {
  readonly init: (key: Key) => MultiHeadAttentionParams<F, D>
  readonly apply: <L extends Shape, T extends number, K extends number>(
    params: MultiHeadAttentionParams<F, D>,
    x: Tensor<[...L, T, K], D> & Agree<F, K, `multiHeadAttention: takes ${F} features, not ${K}`>,
    options?: AttendOptions,
  ) => Tensor<Rows<[...L, T], F>, D>
  /** How much each query takes from each key: [..., heads, queries, keys], rows that sum to 1. */
  readonly weights: <L extends Shape, T extends number, K extends number>(
    params: MultiHeadAttentionParams<F, D>,
    x: Tensor<[...L, T, K], D> & Agree<F, K, `multiHeadAttention: takes ${F} features, not ${K}`>,
    options?: AttendOptions,
  ) => Tensor<Rows<[...L, H, T], number>, D>
}

export interface MultiHeadAttentionOptions<
  F extends number,
  H extends number,
  D extends FloatDType,
> {
  /** The features of x, which the heads divide among them. */
  readonly features: F
  readonly heads: H
  /** Whether a query sees no keys behind its own place. Default: false. */
  readonly causal?: boolean | undefined
  /** How weights begin; biases begin at 0. Default: `glorotUniform`. */
  readonly weights?: Initializer | undefined
  /** Default: float32. */
  readonly dtype?: D | undefined
}

const NAME = 'multiHeadAttention'
const PARTS = ['query', 'key', 'value', 'output'] as const

/** [..., T, H d] as [..., H, T, d]. */
const apart = (x: Tensor, heads: number): Tensor =>
  swapaxes(reshape(x, [...x.shape.slice(0, -1), heads, -1]), -2, -3)

/** [..., H, T, d] as [..., T, H d]. */
const together = (x: Tensor, features: number): Tensor => {
  const rows = swapaxes(x, -2, -3)
  return reshape(rows, [...rows.shape.slice(0, -2), features])
}

const wantParams = (params: Partial<MultiHeadAttentionParams> | null | undefined): void => {
  const missing = PARTS.find(part => params?.[part]?.w === undefined)
  if (missing !== undefined)
    throw new TreeError(
      NAME,
      `the parameters have no ${missing}.`,
      'Pass what init(key) gives, or a tree like it: { query, key, value, output }, each { w, b }.',
    )
}

const wantRows = (what: string, x: Tensor, features: number): void => {
  wantTensors(NAME, { [what]: x })
  if (x.rank < 2 || x.shape[x.rank - 1] !== features)
    throw new ShapeError(
      NAME,
      `${what} has shape ${showShape(x.shape)}; expected [..., places, ${features}].`,
    )
}

/**
 * Multi-head attention (Vaswani et al. 2017, section 3.2.2): `apply` maps x [..., T, features] to
 * concat(head_1, ..., head_H) w_output + b_output, where each head is `attention` on queries, keys and
 * values of features / H numbers, affine maps of x. With `context` [..., S, features] keys and values
 * come from there. With `causal`, no place sees those after it.
 *
 * Throws `ArgumentError` for heads that do not divide the features; `apply` throws as `attention` does.
 * @example
 * const layer = multiHeadAttention({ features: 8, heads: 2, causal: true })
 * const params = layer.init(random.key(0))
 * layer.apply(params, random.normal(random.key(1), [3, 5, 8])).shape // => 3,5,8
 * layer.weights(params, random.normal(random.key(1), [3, 5, 8])).shape // => 3,2,5,5
 */
export const multiHeadAttention = <
  const F extends number,
  const H extends number,
  D extends FloatDType = 'float32',
>(
  options: MultiHeadAttentionOptions<F, H, D>,
): MultiHeadAttention<F, H, D> => {
  const known = optionsIn(NAME, options, ['features', 'heads', 'causal', 'weights', 'dtype'])
  const { causal = false, weights = glorotUniform, dtype } = known
  const [features, heads]: readonly [number, number] = [known.features, known.heads]
  wantCounts(NAME, { features, heads })
  wantFunctions(NAME, { weights })
  wantFloatDType(NAME, dtype)
  wantFlags(NAME, { causal })
  if (features % heads !== 0)
    throw new ArgumentError(
      NAME,
      `${heads} heads do not divide ${features} features.`,
      'Each head gets as many features: take a multiple of the heads.',
    )
  const float = { dtype: dtype ?? ('float32' as FloatDType) }
  const affine = (key: Key): Layer => {
    const w = weights(key, [features, features], float)
    wantTensors(NAME, { 'what weights gives': w })
    return { w, b: zeros(key, [features], float) }
  }
  const init = (key: Key): MultiHeadAttentionParams =>
    inNameOf(NAME, () => {
      const [q, k, v, o] = random.split(key, 4)
      return { query: affine(q), key: affine(k), value: affine(v), output: affine(o) }
    })
  const map = (x: Tensor, layer: Layer): Tensor => inNameOf(NAME, () => linear(x, layer.w, layer.b))

  const weigh = (
    params: MultiHeadAttentionParams,
    x: Tensor,
    attend: AttendOptions | undefined,
  ): readonly [weights: Tensor, context: Tensor] => {
    const { context = x, mask } = optionsIn(NAME, attend, ['context', 'mask'])
    wantParams(params)
    wantRows('x', x, features)
    wantRows('the context', context, features)
    if (mask !== undefined) wantTensors(NAME, { mask })
    const queries = apart(map(x, params.query), heads)
    const keys = apart(map(context, params.key), heads)
    // All heads see the same.
    const seen = mask !== undefined && mask.rank > 2 ? expandDims(mask, -3) : mask
    return [attentionWeights(NAME, queries, keys, { causal, mask: seen }), context]
  }
  const apply = (params: MultiHeadAttentionParams, x: Tensor, attend?: AttendOptions): Tensor => {
    const [shares, context] = weigh(params, x, attend)
    const values = apart(map(context, params.value), heads)
    const brought = inNameOf(NAME, () => together(matmul(shares, values), features))
    return map(brought, params.output)
  }
  return {
    init,
    apply,
    weights: (params: MultiHeadAttentionParams, x: Tensor, attend?: AttendOptions) =>
      weigh(params, x, attend)[0],
  } as unknown as MultiHeadAttention<F, H, D>
}
