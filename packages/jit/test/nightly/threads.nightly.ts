import { expect, test } from 'vitest'
import { differingCalls, programs } from '../lower/pairs.js'

test.each(programs)('%s: two threads give the bits of one, 3,000 times', async (_, f) => {
  expect(await differingCalls(f, 3000)).toEqual([])
})
