/** The suite in Node, operation by operation and compiled. */
import { describe, expect, test } from 'vitest'
import { readGolden } from './files.js'
import { compiledBytes, type Mode, suite } from './suite.js'

describe.each<Mode>(['eager', 'jit', 'threads'])('%s', mode => {
  test.each(suite(mode, readGolden()).map(check => [check.name, check] as const))(
    '%s',
    (_, { faults }) => {
      expect(faults()).toEqual([])
    },
  )
})

test('the suite is compiled where it says so', () => {
  expect(compiledBytes()).toBeGreaterThan(0)
})
