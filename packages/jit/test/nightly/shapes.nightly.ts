import { expect, test } from 'vitest'
import { compiledDifference } from '../lower/sandbox.js'
import { randomProgram } from '../lower/tapes.js'

const PROGRAMS = 5000
const PART = 500

test.each(Array.from({ length: PROGRAMS / PART }, (_, part) => part * PART))(
  '500 random tapes over random shapes from %i on write nothing outside of their plans, and agree with eager ones',
  from => {
    const failures = Array.from({ length: PART }, (_, i) => from + i).flatMap(seed => {
      const { tape, inputs } = randomProgram(seed)
      try {
        return compiledDifference(tape, inputs).map(text => `seed ${seed}: ${text}`)
      } catch (error) {
        return [`seed ${seed}: ${(error as Error).stack?.split('\n').slice(0, 4)}`]
      }
    })
    expect(failures).toEqual([])
  },
)
