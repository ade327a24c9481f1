import { expect, test } from 'vitest'
import { generate } from '../programs/generate.js'
import { verdict } from '../programs/verdict.js'

const PROGRAMS = 20_000
const PART = 500

test.each(Array.from({ length: PROGRAMS / PART }, (_, i) => [i * PART, (i + 1) * PART - 1]))(
  'random programs %i to %i have one derivative by reverse mode, forward mode and differences',
  from => {
    const failures = Array.from({ length: PART }, (_, i) => {
      const text = verdict(generate((from as number) + i))
      return text === undefined ? [] : [`program ${(from as number) + i}: ${text}`]
    })
    expect(failures.flat()).toEqual([])
  },
)
