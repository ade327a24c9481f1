import { expect, test } from 'vitest'
import { randomLayer } from '../lower/layers.js'
import { compiledDifference } from '../lower/sandbox.js'
import { randomProgram } from '../lower/tapes.js'

const PROGRAMS = 5000
const PART = 500

/** What is wrong with those from a seed on. */
const failures = (from: number, make: typeof randomLayer): readonly string[] =>
  Array.from({ length: PART }, (_, i) => from + i).flatMap(seed => {
    const { tape, inputs } = make(seed)
    try {
      return compiledDifference(tape, inputs).map(text => `seed ${seed}: ${text}`)
    } catch (error) {
      return [`seed ${seed}: ${(error as Error).stack?.split('\n').slice(0, 4)}`]
    }
  })

test.each(Array.from({ length: PROGRAMS / PART }, (_, part) => part * PART))(
  '500 random tapes over random shapes from %i on write nothing outside of their plans, and agree with eager ones',
  from => {
    expect(failures(from, randomProgram)).toEqual([])
  },
)

test.each([0, PART])('and so do 500 convolutions with their gradients from %i on', from => {
  expect(failures(from, randomLayer)).toEqual([])
})
