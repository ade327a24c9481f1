/** The laws by name, the simplest first: what breaks an earlier one often breaks later ones too. */
import { commuting, linear, symmetric, transpose } from './algebra.js'
import { batchedGradients, batchedTangents } from './batches.js'
import type { Law } from './law.js'
import { forward, reverse, second, secondForward } from './numeric.js'
import { batched, pure, staged } from './programs.js'

export type LawName =
  | 'pure'
  | 'staged'
  | 'reverse'
  | 'forward'
  | 'transpose'
  | 'linear'
  | 'second'
  | 'secondForward'
  | 'commuting'
  | 'symmetric'
  | 'batched'
  | 'batchedTangents'
  | 'batchedGradients'

/**
 * The laws of derivatives by name, each for any function of tensors with one tensor as its value, at
 * any point: `breaks` gives what breaks the law there, as text. `gradientLaws` is all of them.
 * @example laws.transpose.breaks((x) => sin(x), [tensor([1, 2], { dtype: 'float64' })]).length // => 0
 * @example laws.second.breaks((x) => mul(x, stopGradient(x)), [tensor([1, 2], { dtype: 'float64' })]).length // => 3
 */
export const laws: { readonly [name in LawName]: Law } = {
  pure,
  staged,
  reverse,
  forward,
  transpose,
  linear,
  second,
  secondForward,
  commuting,
  symmetric,
  batched,
  batchedTangents,
  batchedGradients,
}
