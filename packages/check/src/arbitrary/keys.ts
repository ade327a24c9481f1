/** Arbitrary keys of random generators. */
import { type Key, random } from '@miniflow/core'
import * as fc from 'fast-check'

/**
 * Keys for `random`, which shrink to `random.key(0)`.
 * @example fc.sample(keys(), 5).every((key) => key.size === 2) // => true
 */
export const keys = (): fc.Arbitrary<Key> => fc.nat().map(seed => random.key(seed))
