/** At how many points each law of derivatives is tried. */
import { type LawName, laws } from '@miniflow/check'

/** More where a point says little, fewer where it takes long. */
export const runs: Readonly<Record<LawName, number>> = {
  pure: 3,
  staged: 25,
  reverse: 25,
  forward: 25,
  transpose: 25,
  linear: 3,
  second: 10,
  secondForward: 4,
  commuting: 4,
  symmetric: 4,
  batched: 5,
  batchedTangents: 3,
  batchedGradients: 3,
}

/** In words, with the names. */
export const table: readonly (readonly [statement: string, name: LawName])[] = (
  Object.keys(runs) as LawName[]
).map(name => [laws[name].statement, name])
