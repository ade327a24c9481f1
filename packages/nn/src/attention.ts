/** Attention: each query's average of the values, weighted by how well the keys fit it. */
import {
  any,
  DTypeError,
  type FloatDType,
  logicalAnd,
  logicalNot,
  logicalOr,
  matmul,
  mul,
  ones,
  type Shape,
  ShapeError,
  softmax,
  swapaxes,
  type Tensor,
  tril,
  where,
} from '@miniflow/core'
import { inNameOf, optionsIn, showShape, wantFlags, wantTensors } from './door.js'
import type { Agree, Rows } from './types.js'

export interface AttentionOptions {
  /** Whether a query sees no keys behind its own place. Default: false. */
  readonly causal?: boolean | undefined
  /** What may be seen: bools that broadcast to [..., queries, keys]. Default: everything. */
  readonly mask?: Tensor | undefined
}

/** Queries of K features, keys of as many, and values of N. */
export type Attention = <
  L extends Shape,
  T extends number,
  K extends number,
  S extends number,
  J extends number,
  R extends number,
  N extends number,
  D extends FloatDType,
>(
  queries: Tensor<[...L, T, K], D>,
  keys: Tensor<[...L, S, J], NoInfer<D>> &
    Agree<K, J, `attention: queries have ${K} features and keys ${J}`>,
  values: Tensor<[...L, R, N], NoInfer<D>> &
    Agree<S, R, `attention: there are ${S} keys and ${R} values`>,
  options?: AttentionOptions,
) => Tensor<Rows<[...L, T], N>, D>

const OPTIONS = ['causal', 'mask'] as const

/** What may be seen, as bools that broadcast to `shape`; nothing where that is everything. */
const visible = (
  name: string,
  shape: readonly number[],
  options: AttentionOptions | undefined,
): Tensor | undefined => {
  const { causal = false, mask } = optionsIn(name, options, OPTIONS)
  wantFlags(name, { causal })
  const [queries, keys] = shape.slice(-2) as [number, number]
  if (causal && queries !== keys)
    throw new ShapeError(
      name,
      `there are ${queries} queries and ${keys} keys; expected as many for a causal mask.`,
      'Say which keys each query sees with { mask }.',
    )
  const past = causal ? tril(ones([queries, keys], { dtype: 'bool' })) : undefined
  if (mask === undefined) return past
  wantTensors(name, { mask })
  if (mask.dtype !== 'bool')
    throw new DTypeError(
      name,
      `the mask is ${mask.dtype}; expected bool, true where a key is seen.`,
      'Compare to make one: greater(x, 0).',
    )
  const fits =
    mask.rank <= shape.length &&
    mask.shape.every((n: number, i: number) => {
      const wanted = shape[shape.length - mask.rank + i]
      return n === 1 || n === wanted
    })
  if (!fits)
    throw new ShapeError(
      name,
      `the mask has shape ${showShape(mask.shape)}; expected what broadcasts to ${showShape(shape)}.`,
      'Its last two axes are queries and keys.',
    )
  return past === undefined ? mask : logicalAnd(past, mask)
}

/**
 * softmax(queries keys' / sqrt(K)) over the keys seen, and 0 for the others: [..., queries, keys]. Where
 * nothing is seen all are 0. What is not seen is -Infinity before the softmax, but for the rows of which
 * nothing would be left, so that no NaN arises, neither here nor in a derivative.
 */
export const attentionWeights = (
  name: string,
  queries: Tensor,
  keys: Tensor,
  options: AttentionOptions | undefined,
): Tensor => {
  const features = queries.shape[queries.rank - 1] ?? 1
  const scores = inNameOf(name, () =>
    mul(matmul(queries, swapaxes(keys, -1, -2)), 1 / Math.sqrt(Math.max(1, features))),
  )
  const seen = visible(name, scores.shape, options)
  return inNameOf(name, () => {
    if (seen === undefined) return softmax(scores)
    const blind = logicalNot(any(seen, { axis: -1, keepdims: true }))
    const weights = softmax(where(logicalOr(seen, blind), scores, Number.NEGATIVE_INFINITY))
    return where(seen, weights, 0)
  })
}

const wantRows = (given: { readonly [what: string]: Tensor }): void => {
  for (const [what, { rank, shape }] of Object.entries(given))
    if (rank < 2)
      throw new ShapeError(
        'attention',
        `the ${what} have shape ${showShape(shape)}; expected [..., ${what}, features].`,
      )
}

/**
 * Scaled dot-product attention, softmax(queries keys' / sqrt(K)) values (Vaswani et al. 2017, equation
 * 1): queries [..., T, K], keys [..., S, K] and values [..., S, N] give [..., T, N]. `causal` hides from
 * query i the keys after key i; `mask` [..., T, S] is true where a key is seen. A query that sees
 * nothing gets zeros, with derivative 0.
 *
 * Throws `ShapeError` for features, keys and values that do not fit, or a mask that does not broadcast,
 * `DTypeError` for a mask that is not bool.
 * @example
 * const rows = tensor([[1, 0], [0, 1]])
 * attention(rows, rows, rows, { causal: true }) // => [[1.00000000, 0.00000000], [0.33023846, 0.66976154]]
 */
export const attention: Attention = (
  queries: Tensor,
  keys: Tensor,
  values: Tensor,
  options?: AttentionOptions,
): Tensor => {
  wantTensors('attention', { queries, keys, values })
  wantRows({ queries, keys, values })
  const [k, j] = [queries.shape.at(-1), keys.shape.at(-1)]
  if (k !== j)
    throw new ShapeError(
      'attention',
      `queries of shape ${showShape(queries.shape)} have ${k} features and keys of shape ${showShape(keys.shape)} ${j}.`,
      'Each key is compared with each query: map both to as many features.',
    )
  const [s, r] = [keys.shape.at(-2), values.shape.at(-2)]
  if (s !== r)
    throw new ShapeError(
      'attention',
      `there are ${s} keys, of shape ${showShape(keys.shape)}, and ${r} values, of shape ${showShape(values.shape)}.`,
      'Each value has a key.',
    )
  const weights = attentionWeights('attention', queries, keys, options)
  return inNameOf('attention', () => matmul(weights, values))
}
