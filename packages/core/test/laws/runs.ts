/** At how many points each law of derivatives is tried. */
import { type LawName, laws } from '@miniflow/check'

/** More where a point says little, fewer where it takes long. */
export const runs: Readonly<Record<LawName, number>> = {
  pure: 5,
  staged: 25,
  reverse: 25,
  forward: 25,
  transpose: 25,
  linear: 5,
  second: 10,
  secondForward: 5,
  commuting: 5,
  symmetric: 5,
  batched: 10,
  batchedTangents: 5,
  batchedGradients: 5,
}

/** In words, with the names. */
export const table: readonly (readonly [statement: string, name: LawName])[] = (
  Object.keys(runs) as LawName[]
).map(name => [laws[name].statement, name])
