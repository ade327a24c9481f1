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

/** The laws of derivatives, for any function of tensors at any point: see `gradientLaws`. */
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
