import { grad, mul, run, type Scalar, tensor, trace } from '@miniflow/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  constant,
  cosineDecay,
  exponentialDecay,
  type Float64Schedule,
  piecewise,
  warmupCosine,
} from '../src/index.js'

const steps = fc.nat(3000)

const follows = (schedule: Float64Schedule, formula: (t: number) => number): void =>
  fc.assert(
    fc.property(steps, t => {
      const wanted = formula(t)
      expect(Math.abs(schedule(t).item() - wanted)).toBeLessThan(
        1e-12 * Math.max(1, Math.abs(wanted)),
      )
    }),
  )

const cosine = (from: number, to: number, u: number) =>
  to + ((from - to) * (1 + Math.cos(Math.PI * u))) / 2

const all: readonly (readonly [string, Float64Schedule])[] = [
  ['constant', constant(0.1)],
  ['exponentialDecay', exponentialDecay({ initial: 0.1, rate: 0.5, steps: 100 })],
  [
    'exponentialDecay in stairs',
    exponentialDecay({ initial: 0.1, rate: 0.5, steps: 100, staircase: true }),
  ],
  ['cosineDecay', cosineDecay({ initial: 0.1, steps: 1000, final: 0.01 })],
  ['warmupCosine', warmupCosine({ peak: 0.1, warmup: 100, steps: 1000 })],
  [
    'piecewise',
    piecewise([
      [0, 0.1],
      [10, 0.5],
      [1000, 0.01],
    ]),
  ],
]

describe('schedules', () => {
  test('constant is the value', () => {
    follows(constant(0.1), () => 0.1)
  })

  test('exponentialDecay is initial rate^(t / steps)', () => {
    follows(exponentialDecay({ initial: 2, rate: 0.5, steps: 100 }), t => 2 * 0.5 ** (t / 100))
    follows(
      exponentialDecay({ initial: 2, rate: 0.5, steps: 100, staircase: true }),
      t => 2 * 0.5 ** Math.floor(t / 100),
    )
  })

  test('cosineDecay is half a cosine, then final', () => {
    follows(cosineDecay({ initial: 2, steps: 1000, final: 0.5 }), t =>
      cosine(2, 0.5, Math.min(t / 1000, 1)),
    )
    expect(cosineDecay({ initial: 2, steps: 1000 })(1000).item()).toBe(0)
  })

  test('warmupCosine is a line, then half a cosine, then final', () => {
    const options = { peak: 2, warmup: 100, steps: 1000, initial: 0.2, final: 0.5 }
    follows(warmupCosine(options), t =>
      t < 100 ? 0.2 + (1.8 * t) / 100 : cosine(2, 0.5, Math.min((t - 100) / 900, 1)),
    )
    expect([0, 100, 1000, 5000].map(t => warmupCosine(options)(t).item())).toEqual([
      0.2, 2, 0.5, 0.5,
    ])
  })

  test('piecewise is the value of the last piece that has begun', () => {
    follows(
      piecewise([
        [0, 0.1],
        [10, 0.5],
        [1000, 0.01],
      ]),
      t => (t < 10 ? 0.1 : t < 1000 ? 0.5 : 0.01),
    )
    follows(piecewise([[0, 3]]), () => 3)
  })

  test.each(all)(
    '%s is the same of a number and of scalars of any dtype, and float64',
    (_, schedule) => {
      for (const t of [0, 7, 150, 2000]) {
        const { dtype, shape } = schedule(t)
        expect([dtype, shape]).toEqual(['float64', []])
        for (const step of [
          tensor(t, { dtype: 'int32' }),
          tensor(t),
          tensor(t, { dtype: 'float64' }),
        ])
          expect(schedule(step).item()).toBe(schedule(t).item())
      }
    },
  )

  test.each(all)('%s traces', (_, schedule) => {
    const f = (step: Scalar<'int32'>) => schedule(step)
    const program = run(trace(f)(tensor(0, { dtype: 'int32' })))
    for (const t of [0, 7, 150, 2000])
      expect(program(tensor(t, { dtype: 'int32' })).item()).toBe(schedule(t).item())
  })

  test('have finite derivatives in the step, at the joints too', () => {
    const slope = (schedule: Float64Schedule) => grad((t: Scalar<'float64'>) => mul(schedule(t), 1))
    for (const [, schedule] of all)
      for (const t of [0, 10, 100, 1000, 2000])
        expect(Number.isFinite(slope(schedule)(tensor(t, { dtype: 'float64' })).item())).toBe(true)
  })

  test('refuse what makes no schedule', () => {
    expect(() => constant(Number.POSITIVE_INFINITY)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: constant: value is Infinity; expected a finite number.]`,
    )
    expect(() =>
      exponentialDecay({ initial: 1, rate: 0, steps: 10 }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: exponentialDecay: rate is 0; expected a finite number above 0.]`,
    )
    expect(() =>
      exponentialDecay({ initial: 1, rate: 0.5, steps: 0 }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: exponentialDecay: steps is 0; expected a finite number above 0.]`,
    )
    expect(() => cosineDecay({ initial: 1, steps: -1 })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: cosineDecay: steps is -1; expected a finite number above 0.]`,
    )
    expect(() => cosineDecay({ initial: 1 } as never)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: cosineDecay: steps is undefined; expected a finite number above 0.]`,
    )
    expect(() =>
      warmupCosine({ peak: 1, warmup: 100, steps: 100 }),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: warmupCosine: the warm-up of 100 steps leaves nothing of 100; expected fewer.
        \`steps\` counts all steps, those of the warm-up included.]
    `)
    expect(() => piecewise([])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: piecewise: got no pieces; expected one that begins at step 0.
        Write the initial value as [0, value].]
    `)
    expect(() => piecewise([[5, 0.1]])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: piecewise: the first piece begins at step 5; expected 0.
        Write the initial value as [0, value].]
    `)
    expect(() =>
      piecewise([
        [0, 0.1],
        [10, 0.2],
        [10, 0.3],
      ]),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: piecewise: piece 2 begins at step 10, the one before it at 10; expected rising steps.]`,
    )
    expect(() => piecewise([[0, Number.NaN]])).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: piecewise: the value of piece 0 is NaN; expected a finite number.]`,
    )
  })
})
