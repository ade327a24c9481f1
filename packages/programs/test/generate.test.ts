import { generate, inPrecision, toFunction } from '@miniflow/programs'
import { describe, expect, test } from 'vitest'

const seeds = Array.from({ length: 40 }, (_, seed) => seed)

describe('random programs', () => {
  test('are the same for the same seed', () => {
    expect(JSON.stringify(generate(7).program.lines)).toBe(
      JSON.stringify(generate(7).program.lines),
    )
  })

  test('are the same in float32, to its rounding', () => {
    for (const seed of seeds) {
      const { program } = generate(seed)
      const single = inPrecision({ program, directions: [] }, 'float32').program
      const [wide, narrow] = [program, single].map(one =>
        toFunction(one)(...one.inputs.map(({ at }) => at)),
      )
      expect([wide?.dtype, narrow?.dtype]).toEqual(['float64', 'float32'])
      const [want = 0, got = Number.NaN] = [wide?.item(), narrow?.item()].map(Number)
      expect(Math.abs(got - want) / (1 + Math.abs(want))).toBeLessThan(1e-4)
    }
  })
})
