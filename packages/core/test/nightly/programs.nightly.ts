import { generate, verdict } from '@miniflow/programs'
import { expect, test } from 'vitest'
import { oneDerivative } from '../programs/agreement.js'

const PROGRAMS = 20_000
const PART = 500

test.each(Array.from({ length: PROGRAMS / PART }, (_, i) => [i * PART, (i + 1) * PART - 1]))(
  'random programs %i to %i have one derivative by reverse mode, forward mode and differences',
  from => {
    const failures = Array.from({ length: PART }, (_, i) => {
      const text = verdict(oneDerivative, generate((from as number) + i))
      return text === undefined ? [] : [`program ${(from as number) + i}: ${text}`]
    })
    expect(failures.flat()).toEqual([])
  },
)
