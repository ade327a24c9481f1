import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ops } from '../../src/transform/registry.js'
import * as calculus from './calculus.js'
import { instances } from './instances/index.js'
import type { Instance, Lack } from './instances/instance.js'
import * as laws from './operations.js'
import { stagedIsEager } from './programs.js'
import { type Raw, raws, turned } from './raw.js'

const table = Object.entries(instances)

/** Holds for many cases of the operation, drawn from a fixed seed. */
const always = (law: (raw: Raw) => readonly string[], runs = 25): void => {
  fc.assert(
    fc.property(raws, raw => {
      expect(law(raw)).toEqual([])
    }),
    { seed: 1, numRuns: runs },
  )
}

/** A law of smooth functions for the operations that are. */
const smoothly =
  (law: calculus.Law, needs: readonly Lack[] = []) =>
  (instance: Instance): readonly string[] => {
    if (!laws.isDifferentiable(instance)) return []
    if (needs.some(need => laws.lacks(instance, need))) return []
    const { f, xs } = laws.asFunction(instance)
    return law(f, xs)
  }

describe('every operation', () => {
  test('has cases under its own name', () => {
    expect(Object.keys(instances).sort()).toEqual(Object.keys(ops).sort())
    const [raw] = fc.sample(raws, { seed: 1, numRuns: 1 }) as [Raw]
    expect(table.map(([, build]) => build(raw).op.name)).toEqual(Object.keys(instances))
  })

  describe.each(table)('%s', (_, build) => {
    test('has the shape and dtype that its rule gives', () => {
      always(raw => laws.shapeIsKernels(build(raw)))
    })

    test('pulls back what central differences give', () => {
      const law = smoothly(calculus.reverseIsNumeric, ['numeric derivative', 'reverse mode'])
      always(raw => law(build(raw)))
    })

    test('pushes forward what central differences give', () => {
      const law = smoothly(calculus.forwardIsNumeric, ['numeric derivative'])
      always(raw => law(build(raw)))
    })

    test('has a pull that is the transpose of its push', () => {
      const law = smoothly(calculus.pullTransposesPush, ['reverse mode'])
      always(raw => law(build(raw)))
    })

    test('has second derivatives that central differences of the gradient give', () => {
      const law = smoothly(calculus.secondIsNumeric, ['numeric derivative', 'reverse mode'])
      always(raw => law(build(raw)), 10)
    })

    test('maps over a batch', () => {
      always(raw => laws.batchIsMap([0, 5, 11].map(by => build(turned(raw, by)))))
    })

    test('gives in float32 what it gives in float64', () => {
      always(raw => laws.singleIsDouble(build(raw)))
    })

    test('gives from its tape what it gives at once', () => {
      always(raw => {
        const { f, xs } = laws.asFunction(build(raw))
        return stagedIsEager(f, xs)
      })
    })

    test('survives the passes over its tape', () => {
      always(raw => laws.passesPreserve(build(raw)))
    })
  })
})
