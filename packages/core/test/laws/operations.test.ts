import * as check from '@miniflow/check'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ops } from '../../src/transform/registry.js'
import { instances } from './instances/index.js'
import * as laws from './operations.js'
import { type Raw, raws, turned } from './raw.js'
import { runs, table } from './runs.js'

const cases = Object.entries(instances)

/** Holds for many cases of the operation, drawn from a fixed seed. */
const always = (law: (raw: Raw) => readonly string[], runs = 25): void => {
  fc.assert(
    fc.property(raws, raw => {
      expect(law(raw)).toEqual([])
    }),
    { seed: 1, numRuns: runs },
  )
}

describe('every operation', () => {
  test('has cases under its own name', () => {
    expect(Object.keys(instances).sort()).toEqual(Object.keys(ops).sort())
    const [raw] = fc.sample(raws, { seed: 1, numRuns: 1 }) as [Raw]
    expect(cases.map(([, build]) => build(raw).op.name)).toEqual(Object.keys(instances))
  })

  describe.each(cases)('%s', (_, build) => {
    test('has the shape and dtype that its rule gives', () => {
      always(raw => laws.shapeIsKernels(build(raw)))
    })

    test.each(table)('keeps the law: %s', (_, name) => {
      always(raw => laws.saidOf(check.laws[name], build(raw)), runs[name])
    })

    test('maps over a batch', () => {
      always(raw => laws.batchIsMap([0, 5, 11].map(by => build(turned(raw, by)))))
    })

    test('gives in float32 what it gives in float64', () => {
      always(raw => laws.singleIsDouble(build(raw)))
    })

    test('survives the passes over its tape', () => {
      always(raw => laws.passesPreserve(build(raw)))
    })
  })
})
