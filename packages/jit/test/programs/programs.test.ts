import { generate, inPrecision, verdict } from '@miniflow/programs'
import { expect, test } from 'vitest'
import { jitAgrees } from './agreement.js'

const PARTS = 10
const PROGRAMS = 500

const numbers = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

test.each(numbers(PARTS))(
  'random programs and their gradients are under jit what they are eagerly in float64 (part %i)',
  part => {
    const failures = numbers(PROGRAMS / PARTS).flatMap(i => {
      const seed = PARTS * i + part
      const text = verdict(
        jitAgrees,
        inPrecision(generate(seed), i % 2 === 0 ? 'float64' : 'float32'),
      )
      return text === undefined ? [] : [`program ${seed}: ${text}`]
    })
    expect(failures).toEqual([])
  },
)
