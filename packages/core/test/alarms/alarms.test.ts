/** A slice of `alarms.nightly.ts`. */
import { describe, expect, test } from 'vitest'
import { kinkAlarms, kinked, operationAlarms, operations } from './alarms.js'

describe('a right derivative is not reported as wrong', () => {
  test.each(operations)('of %s', name => {
    expect(operationAlarms(name, 7, 12).alarms).toEqual([])
  })

  test.each(Object.keys(kinked))('of %s, on its kinks and off them', name => {
    expect(kinkAlarms(name, 7, 12).alarms).toEqual([])
  })
})
