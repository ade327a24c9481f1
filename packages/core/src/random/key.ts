/** Keys: the state of a generator as a value that splits. */

import { wholeIn } from '../data/options.js'
import { sameShape } from '../data/shape.js'
import { alive, dense, isTensor, scalar, type Value } from '../data/tensor.js'
import { nameOf } from '../data/tree.js'
import type { Tensor } from '../data/types.js'
import { raise, reason } from '../error.js'
import { reshape } from '../ops/layout.js'
import { foldInOp, splitOp } from '../ops/random.js'
import { slice } from '../ops/slice.js'
import { apply } from '../tape/record.js'

/** The state of a generator: two 32-bit words. It is a tensor, so it traces and saves like one. */
export type Key = Tensor<[2], 'int32'>

/**
 * The key of a seed, a whole number from -(2^53 - 1) to 2^53 - 1.
 * @example random.key(42) // => [ 0, 42]
 */
export const key = (seed: number): Key =>
  Number.isSafeInteger(seed)
    ? (dense([2], 'int32', Int32Array.of(Math.floor(seed / 2 ** 32), seed)) as Value as Key)
    : raise(
        'random.key',
        reason('argument', `the seed is ${nameOf(seed)}; expected a whole number below 2^53.`),
      )

export const keyIn = (where: string, k: unknown): Value =>
  isTensor(k) && k.dtype === 'int32' && sameShape(k.shape, [2])
    ? alive(where, k)
    : raise(
        where,
        reason(
          'argument',
          `got ${nameOf(k)} for a key; expected int32[2].`,
          'Make one with random.key(seed), and several with random.split(key, n).',
        ),
      )

/** As many keys as asked for, where the number is known. */
export type Keys<N extends number, Known extends readonly Key[] = readonly []> = number extends N
  ? readonly Key[]
  : Known['length'] extends N
    ? Known
    : Known['length'] extends 32
      ? readonly Key[]
      : Keys<N, readonly [...Known, Key]>

/** A million tensors took 670 MB and 12 s. */
const MOST = 1_000_000

/**
 * n new keys (default 2, at most 1,000,000), independent of one another and of what else is drawn from the key.
 * @example random.split(random.key(0)).length // => 2
 */
export const split = <const N extends number = 2>(k: Key, n: N = 2 as N): Keys<N> => {
  const count = wholeIn('random.split', 'n', n, 0)
  if (count > MOST)
    raise(
      'random.split',
      reason(
        'argument',
        `n is ${count}; expected at most ${MOST} keys, since each is a tensor of its own.`,
        'Derive a key where it is needed: random.foldIn(key, i).',
      ),
    )
  const words = apply(splitOp(count), keyIn('random.split', k))
  return Array.from({ length: count }, (_, i) =>
    reshape(slice(words, [i, 0], [1, 2], [1, 1]), [2]),
  ) as readonly Value[] as readonly Key[] as Keys<N>
}

/** A word to mix in: numbers from -2^31 to 2^32 - 1 have one each. */
const wordIn = (data: unknown): Value => {
  if (typeof data === 'number' && ((data | 0) === data || data >>> 0 === data))
    return scalar(data | 0, 'int32')
  return isTensor(data) && data.dtype === 'int32' && data.rank === 0
    ? alive('random.foldIn', data)
    : raise(
        'random.foldIn',
        reason(
          'argument',
          `got ${nameOf(data)} to mix in; expected a whole number of 32 bits or a tensor int32[].`,
        ),
      )
}

/**
 * The key with a number mixed in, such as the count of a loop; a whole number of 32 bits, or an
 * int32 scalar.
 * @example random.foldIn(random.key(0), 1) // => [ 928981903, -841280227]
 */
export const foldIn = (k: Key, data: number | Tensor<[], 'int32'>): Key =>
  apply(foldInOp, keyIn('random.foldIn', k), wordIn(data)) as Key
