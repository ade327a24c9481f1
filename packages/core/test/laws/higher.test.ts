/** Third derivatives and whole Jacobians of every operation and every public function. */
import { type Law, laws, type Smooth } from '@miniflow/check'
import { cos, customJvp, mul, neg, sin, type Tensor, tensor } from '@miniflow/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { functions } from './functions/index.js'
import { instances } from './instances/index.js'
import { jacobians } from './jacobians.js'
import { asFunction, meets } from './operations.js'
import { type Raw, raws } from './raw.js'
import { third, thirdForward, thirdTransposed } from './third.js'

/** Holds for many cases, drawn from a fixed seed. */
const always = (law: (raw: Raw) => readonly string[], numRuns: number): void => {
  fc.assert(
    fc.property(raws, raw => {
      expect(law(raw)).toEqual([])
    }),
    { seed: 3, numRuns },
  )
}

const table: readonly (readonly [statement: string, law: Law, runs: number])[] = [
  [third.statement, third, 5],
  [thirdForward.statement, thirdForward, 5],
  [thirdTransposed.statement, thirdTransposed, 5],
  [jacobians.statement, jacobians, 5],
]

describe.each(Object.entries(instances))('the operation %s', (_, build) => {
  test.each(table)('keeps the law: %s', (_statement, law, runs) => {
    always(raw => {
      const instance = build(raw)
      if (!meets(instance, law)) return []
      const { f, xs } = asFunction(instance)
      return law.breaks(f, xs)
    }, runs)
  })
})

describe.each(Object.entries(functions))('the function %s', (_, make) => {
  test.each(table)('keeps the law: %s', (_statement, law, runs) => {
    always(raw => {
      const { f, xs } = make(raw)
      return law.breaks(f, xs)
    }, runs)
  })
})

describe('the laws of third derivatives', () => {
  /** sin, whose derivatives are right up to the second: that of -sin is taken for -2 cos. */
  const wrong: Smooth = customJvp(
    (x: Tensor) => sin(x),
    ([x], [t]) => {
      const minusSine = customJvp(
        (y: Tensor) => neg(sin(y)),
        ([y], [s]) => [neg(sin(y)), mul(mul(cos(y), -2), s)],
      )
      const cosine = customJvp(
        (y: Tensor) => cos(y),
        ([y], [s]) => [cos(y), mul(minusSine(y), s)],
      )
      return [sin(x), mul(cosine(x), t)]
    },
  )
  const xs = [tensor([0.25, -0.75], { dtype: 'float64' })]

  test('find what those of second ones cannot', () => {
    expect(laws.second.breaks(wrong, xs)).toEqual([])
    expect(third.breaks(wrong, xs)).not.toEqual([])
    expect(thirdForward.breaks(wrong, xs)).not.toEqual([])
    expect([...third.breaks(sin as Smooth, xs), ...thirdForward.breaks(sin as Smooth, xs)]).toEqual(
      [],
    )
  })
})
