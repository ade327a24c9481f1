/** Optimisers step by step in float64, beside formulas on plain numbers. */
import { type Tensor, tensor } from '@miniflow/core'
import fc from 'fast-check'
import { expect } from 'vitest'
import { applyUpdates, type GradientTransformation } from '../../src/index.js'

export const float64 = (values: readonly number[]): Tensor<[number], 'float64'> =>
  tensor(values, [values.length], { dtype: 'float64' })

type Vectors = readonly (readonly number[])[]

/** The parameters after each of the gradients. */
export const path = (
  { init, update }: GradientTransformation,
  start: readonly number[],
  gradients: Vectors,
): Vectors => {
  let params = float64(start)
  let state = init(params)
  return gradients.map(g => {
    const [updates, next] = update(float64(g), state, params)
    params = applyUpdates(params, updates)
    state = next
    return [...params.data()]
  })
}

export const close = (got: Vectors, wanted: Vectors, tolerance = 1e-12): void => {
  expect(got.length).toBe(wanted.length)
  got.forEach((row, step) => {
    row.forEach((x, i) => {
      const y = wanted[step]?.[i] ?? Number.NaN
      expect(Math.abs(x - y)).toBeLessThan(tolerance * Math.max(1, Math.abs(y)))
    })
  })
}

const number = fc.double({ min: -3, max: 3, noNaN: true })
export const vector: fc.Arbitrary<readonly number[]> = fc.array(number, {
  minLength: 2,
  maxLength: 2,
})
export const steps: fc.Arbitrary<Vectors> = fc.array(vector, { minLength: 1, maxLength: 8 })

/** One parameter: where it is after each of its gradients. */
export type Formula = (start: number, gradients: readonly number[]) => readonly number[]

/** The optimiser moves every parameter as the formula says, from any start, along any gradients. */
export const follows = (optimizer: GradientTransformation, formula: Formula): void => {
  fc.assert(
    fc.property(vector, steps, (start, gradients) => {
      const columns = start.map((p, i) =>
        formula(
          p,
          gradients.map(g => g[i] ?? Number.NaN),
        ),
      )
      close(
        path(optimizer, start, gradients),
        gradients.map((_, step) => columns.map(column => column[step] ?? Number.NaN)),
        1e-11,
      )
    }),
    { numRuns: 60 },
  )
}
