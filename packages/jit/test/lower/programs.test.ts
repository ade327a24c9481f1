import { expect, test } from 'vitest'
import { compiledDifference } from './sandbox.js'
import { randomProgram } from './tapes.js'

const PARTS = 8
const PROGRAMS = 400

test.each(Array.from({ length: PARTS }, (_, part) => part))(
  'random programs compiled give what they give eagerly, and write nothing outside of the plan (part %i)',
  part => {
    const failures = Array.from({ length: PROGRAMS / PARTS }, (_, i) => PARTS * i + part).flatMap(
      seed => {
        const { tape, inputs } = randomProgram(seed)
        try {
          return compiledDifference(tape, inputs).map(text => `seed ${seed}: ${text}`)
        } catch (error) {
          return [`seed ${seed}: ${(error as Error).stack?.split('\n').slice(0, 4)}`]
        }
      },
    )
    expect(failures).toEqual([])
  },
)
