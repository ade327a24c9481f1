import { expect, test } from 'vitest'
import { compiledDifference } from './sandbox.js'
import { gradientOf, type Program, randomProgram } from './tapes.js'

const PARTS = 8
const PROGRAMS = 320

const failures = (part: number, of: (program: Program) => Program | undefined) =>
  Array.from({ length: PROGRAMS / PARTS }, (_, i) => PARTS * i + part).flatMap(seed => {
    const program = of(randomProgram(seed))
    return program === undefined
      ? []
      : compiledDifference(program.tape, program.inputs).map(text => `seed ${seed}: ${text}`)
  })

const parts = Array.from({ length: PARTS }, (_, part) => part)

test.each(parts)(
  'random programs compiled give what they give eagerly, and write nothing outside of the plan (part %i)',
  part => {
    expect(failures(part, program => program)).toEqual([])
  },
)

test.each(parts)('and so do their gradients (part %i)', part => {
  expect(failures(part, gradientOf)).toEqual([])
})
