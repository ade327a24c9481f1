import { scan } from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { single } from '../support/close.js'
import { forms, ofTwoDTypes } from './loops.js'
import { allReadings, differ } from './readings.js'
import { type Loop, unrolled } from './unrolled.js'

describe('a loop as one node is its steps one after the other', () => {
  test.each(Object.entries(forms))('a loop %s', (_, form) => {
    const { f, xs } = form(scan as unknown as Loop)
    expect(differ(allReadings, f, form(unrolled).f, xs)).toEqual([])
  })

  test('a loop of two dtypes', () => {
    const { f, xs } = ofTwoDTypes(scan as unknown as Loop)
    expect(differ(allReadings, f, ofTwoDTypes(unrolled).f, xs, single)).toEqual([])
  })
})
