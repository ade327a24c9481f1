import { generate, inPrecision, verdict } from '@miniflow/programs'
import { expect, test } from 'vitest'
import { jitAgrees } from '../programs/agreement.js'

const PROGRAMS = 20_000
const PART = 500

const numbers = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

test.each(
  numbers(PROGRAMS / PART).flatMap(part =>
    (['float64', 'float32'] as const).map(dtype => [part * PART, dtype] as const),
  ),
)('500 random programs from %i on agree in %s with float64, eagerly', (from, dtype) => {
  const failures = numbers(PART).flatMap(i => {
    const text = verdict(jitAgrees, inPrecision(generate(from + i), dtype))
    return text === undefined ? [] : [`program ${from + i}: ${text}`]
  })
  expect(failures).toEqual([])
})
