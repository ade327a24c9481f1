import * as check from '@miniflow/check'
import * as core from '@miniflow/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Example } from './functions/example.js'
import { functions, withoutDerivatives } from './functions/index.js'
import { mappedIsLooped } from './programs.js'
import { type Raw, raws, turned } from './raw.js'
import { runs, table } from './runs.js'

/** Holds for many cases of the function, drawn from a fixed seed. */
const always = (law: (raw: Raw) => readonly string[], numRuns = 25): void => {
  fc.assert(
    fc.property(raws, raw => {
      expect(law(raw)).toEqual([])
    }),
    { seed: 2, numRuns },
  )
}

const isErrorClass = (f: unknown): boolean =>
  typeof f === 'function' && f.prototype instanceof Error

describe('every public function', () => {
  test('has cases, or no derivative', () => {
    const exported = Object.entries<unknown>(core)
      .filter(([, f]) => typeof f === 'function' && !isErrorClass(f))
      .map(([name]) => name)
    expect(exported.sort()).toEqual([...Object.keys(functions), ...withoutDerivatives].sort())
  })

  describe.each(Object.entries(functions))('%s', (_, make) => {
    test.each(table)('keeps the law: %s', (_statement, name) => {
      always(raw => {
        const { f, xs } = make(raw)
        return check.laws[name].breaks(f, xs)
      }, runs[name])
    })

    test('maps over a batch', () => {
      always(raw => {
        const examples = [0, 5, 11].map((by): Example => make(turned(raw, by)))
        const { f } = examples[0] as Example
        return mappedIsLooped(
          f,
          examples.map(({ xs }) => xs),
        )
      })
    })
  })
})
