/** Steps that satisfy the strong Wolfe conditions, on functions of one number. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Search, strongWolfe } from '../src/line-search.js'

/** A function and its derivative. */
type Ray = readonly [f: (step: number) => number, slope: (step: number) => number]

const search = ([f, slope]: Ray, first: number, slack = 0): Search<undefined> => {
  const along = (step: number) => {
    const value = f(step)
    return Number.isFinite(value)
      ? { step, value, slope: slope(step), point: undefined }
      : { step, value: Number.POSITIVE_INFINITY, slope: Number.NaN, point: undefined }
  }
  return strongWolfe(along, along(0), first, slack)
}

/** Nocedal and Wright (2006), (3.7) with c1 = 1e-4 and c2 = 0.9. */
const satisfies = ([f, slope]: Ray, { found, trial: { step } }: Search<undefined>): void => {
  expect(found).toBe(true)
  expect(step).toBeGreaterThan(0)
  expect(f(step)).toBeLessThanOrEqual(f(0) + 1e-4 * step * slope(0))
  expect(Math.abs(slope(step))).toBeLessThanOrEqual(0.9 * Math.abs(slope(0)))
}

/** J. J. More and D. J. Thuente, "Line search algorithms with guaranteed sufficient decrease", 1994. */
const rays: readonly (readonly [string, Ray])[] = [
  ['(5.1), which flattens out', [x => -x / (x * x + 2), x => (x * x - 2) / (x * x + 2) ** 2]],
  [
    '(5.2), which is steep at its end',
    [
      x => (x + 0.004) ** 5 - 2 * (x + 0.004) ** 4,
      x => 5 * (x + 0.004) ** 4 - 8 * (x + 0.004) ** 3,
    ],
  ],
  [
    'waves on a slope',
    [x => -x / 10 + x * x * 1e-3 - 0.2 * Math.sin(x), x => -0.1 + x * 2e-3 - 0.2 * Math.cos(x)],
  ],
]

describe('strongWolfe', () => {
  test.each(rays)('finds a step on %s, from first steps of all sizes', (_, ray) => {
    for (const first of [1e-3, 1e-1, 1, 10, 1e3]) satisfies(ray, search(ray, first))
  })

  test('finds a step on every polynomial of degree 4 that begins downhill and ends uphill', () => {
    const coefficient = fc.double({ min: -3, max: 3, noNaN: true })
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 3, noNaN: true }),
        coefficient,
        coefficient,
        fc.double({ min: 0.01, max: 3, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
        (down, b, c, d, first) => {
          const ray: Ray = [
            x => -down * x + b * x ** 2 + c * x ** 3 + d * x ** 4,
            x => -down + 2 * b * x + 3 * c * x ** 2 + 4 * d * x ** 3,
          ]
          satisfies(ray, search(ray, first))
        },
      ),
    )
  })

  test('takes the first step where that will do, and the minimum of a cubic at once', () => {
    const cubic: Ray = [x => x ** 3 / 3 - x, x => x ** 2 - 1]
    expect(search(cubic, 1.1)).toMatchObject({ evaluations: 1, trial: { step: 1.1 } })
    const zoomed = search(cubic, 3)
    expect(zoomed.evaluations).toBe(2)
    expect(zoomed.trial.step).toBeCloseTo(1, 12)
  })

  test('steps back from where the function has no finite value', () => {
    // Downhill to 0.0009, and NaN from 0.001 on.
    const ray: Ray = [x => -10 * x - 1e-3 * Math.log(1 - 1e3 * x), x => -10 + 1 / (1 - 1e3 * x)]
    const stepped = search(ray, 1e6)
    satisfies(ray, stepped)
    expect(stepped.evaluations).toBeLessThan(20)
  })

  test('ends where there is no such step, with the lowest it saw', () => {
    const endless = search([x => -x, () => -1], 1)
    expect(endless.found).toBe(false)
    expect(endless.evaluations).toBe(40)
    expect(endless.trial.value).toBeLessThan(-1e11)
    // A derivative of the wrong sign: the function rises from the start.
    const wrong = search([x => x, () => -1], 1)
    expect([wrong.found, wrong.trial.step]).toEqual([false, 0])
  })

  test('trusts slopes where values are equal to rounding', () => {
    const ray: Ray = [x => 1 + x * 1e-16, x => -1e-14 * (1 - x)]
    expect(search(ray, 1, 1e-15)).toMatchObject({ found: true, evaluations: 1 })
  })
})
