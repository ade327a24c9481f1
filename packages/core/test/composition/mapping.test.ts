import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Raw, raws } from '../laws/raw.js'
import { smooth, whole } from './cases.js'
import * as mapping from './mapping.js'

const always = (runs: number, law: (raw: Raw) => readonly string[]): void => {
  fc.assert(
    fc.property(raws, raw => {
      expect(law(raw)).toEqual([])
    }),
    { seed: 4, numRuns: runs },
  )
}

describe.each(whole)('%s', (_, make) => {
  test('maps along any axes as a loop does', () => {
    always(8, raw => mapping.mapIsLoop(make, raw))
  })

  test('maps twice as two loops do', () => {
    always(4, raw => mapping.mapOfMapIsLoops(make, raw))
  })
})

describe.each(smooth)('the gradient of %s', (_, make) => {
  test('maps over examples, and is that of mapped examples', () => {
    always(5, raw => {
      const one = make(raw)
      return one?.reverse === true
        ? mapping.gradientsMap(again => make(again) as mapping.Example, raw)
        : []
    })
  })

  test('in what examples share is the sum of theirs', () => {
    always(4, raw => {
      const one = make(raw)
      return one?.reverse === true
        ? mapping.sharedIsSummed(again => make(again) as mapping.Example, raw)
        : []
    })
  })
})
