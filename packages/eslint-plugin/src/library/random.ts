/** Random numbers: what is drawn from a key, and what makes new keys. */
import { type FunctionKind, list, pure, type Table, tensor, tuple } from './kind.js'

/** A tensor drawn from the key that is the first argument. */
const drawn: FunctionKind = pure(tensor, { draws: 0 })

/** The longest list of keys whose length is told apart. */
const LONGEST = 32

export const random: Table = {
  key: pure(tensor),
  foldIn: pure(tensor),
  split: pure(
    ({ argument, count }) => {
      const n = count < 2 ? { tag: 'Number' as const, value: 2 } : argument(1)
      return n.tag === 'Number' && n.value !== undefined && n.value <= LONGEST
        ? tuple(...Array.from({ length: n.value }, () => tensor))
        : list(tensor)
    },
    { draws: 0 },
  ),
  bernoulli: drawn,
  bits: drawn,
  categorical: drawn,
  normal: drawn,
  permutation: drawn,
  randint: drawn,
  truncatedNormal: drawn,
  uniform: drawn,
}
