import type { OpName } from '@miniflow/core/extend'
import { expect, test } from 'vitest'
import { cases } from './cases.js'
import { drawing } from './draw.js'
import { compiledDifference } from './sandbox.js'

const RUNS = 6

test.each(Object.keys(cases) as OpName[])(
  '%s gives compiled what it gives eagerly, on shapes of all kinds',
  name => {
    const failures = Array.from({ length: RUNS }, (_, seed) => {
      const { tape, inputs } = cases[name](drawing(seed))
      return compiledDifference(tape, inputs).map(text => `seed ${seed}: ${text}`)
    })
    expect(failures.flat()).toEqual([])
  },
)
