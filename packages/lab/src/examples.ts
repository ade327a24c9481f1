/** Which test images are worth a look. */
import type { Split } from '@miniflow/datasets'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import type { Reading } from './reading.js'

/** At most so many of a kind are drawn. */
const most = 5

/** The first indices that have different labels. */
const ofDifferentDigits = (
  test: Split<number>,
  indices: ReadonlyArray<number>,
): ReadonlyArray<number> =>
  indices
    .filter((i, at) => indices.findIndex(j => test.label(j) === test.label(i)) === at)
    .slice(0, most)

/** Indices of images read rightly, and images read wrongly, first those of which the network was most sure. */
export const examples = (
  test: Split<number>,
  { guesses, confidences }: Reading,
): readonly [right: ReadonlyArray<number>, wrong: ReadonlyArray<number>] => {
  const { left: wrong, right } = RA.partition((i: number) => guesses[i] === test.label(i))(
    Array.from({ length: test.size }, (_, i) => i),
  )
  const surest = [...wrong].sort((a, b) => (confidences[b] ?? 0) - (confidences[a] ?? 0))
  return [ofDifferentDigits(test, right), ofDifferentDigits(test, surest)]
}
