import * as core from '@miniflow/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as calculus from './calculus.js'
import type { Example } from './functions/example.js'
import { functions, withoutDerivatives } from './functions/index.js'
import { mappedIsLooped, stagedIsEager } from './programs.js'
import { type Raw, raws, turned } from './raw.js'

/** Holds for many cases of the function, drawn from a fixed seed. */
const always = (law: (raw: Raw) => readonly string[]): void => {
  fc.assert(
    fc.property(raws, raw => {
      expect(law(raw)).toEqual([])
    }),
    { seed: 2, numRuns: 25 },
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
    const holds = (law: calculus.Law) => (): void => {
      always(raw => {
        const { f, xs } = make(raw)
        return law(f, xs)
      })
    }

    test('pulls back what central differences give', holds(calculus.reverseIsNumeric))

    test('pushes forward what central differences give', holds(calculus.forwardIsNumeric))

    test('has a pull that is the transpose of its push', holds(calculus.pullTransposesPush))

    test('gives from its tape what it gives at once', holds(stagedIsEager))

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
