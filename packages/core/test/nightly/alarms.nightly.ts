import { expect, test } from 'vitest'
import { kinkAlarms, kinked, operationAlarms, operations } from '../alarms/alarms.js'

/** Together more than 100,000 points. */
const OPERATION = 800
const KINK = 2000

let points = 0

test.each(operations)('no right derivative of %s is reported as wrong', name => {
  const seen = operationAlarms(name, 20260101, OPERATION)
  points += seen.points
  expect(seen.alarms).toEqual([])
})

test.each(Object.keys(kinked))('no right derivative of %s, on its kinks or off them', name => {
  const seen = kinkAlarms(name, 20260101, KINK)
  points += seen.points
  expect(seen.alarms).toEqual([])
})

test('these were 100,000 points', () => {
  console.log(`${points} points`)
  expect(points).toBeGreaterThanOrEqual(100_000)
})
