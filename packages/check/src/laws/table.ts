/** The laws by name, the simplest first: what breaks an earlier one often breaks later ones too. */
import { commuting, linear, symmetric, transpose } from './algebra.js'
import type { Law } from './law.js'
import { forward, reverse, second } from './numeric.js'
import { batched, batchedDerivatives, pure, staged } from './programs.js'

export type LawName =
  | 'pure'
  | 'staged'
  | 'reverse'
  | 'forward'
  | 'transpose'
  | 'linear'
  | 'second'
  | 'commuting'
  | 'symmetric'
  | 'batched'
  | 'batchedDerivatives'

/** The laws of derivatives, for any function of tensors at any point: see `gradientLaws`. */
export const laws: { readonly [name in LawName]: Law } = {
  pure,
  staged,
  reverse,
  forward,
  transpose,
  linear,
  second,
  commuting,
  symmetric,
  batched,
  batchedDerivatives,
}
