/** Programs that two threads run together give the bits that one gives, every time; 3,000 times in the nightly tests. */
import { expect, test } from 'vitest'
import { differingCalls, programs } from './pairs.js'

test.each(programs)('%s', async (_, f) => {
  expect(await differingCalls(f, 150)).toEqual([])
})
