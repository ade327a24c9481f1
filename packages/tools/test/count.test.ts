/** The count that `npm test` ends with: nothing that went wrong is ever counted as passed. */
import { describe, expect, test } from 'vitest'
import { closingLine, countTests } from '../src/check.mjs'

const report = (counts: object, files: readonly object[] = []): string =>
  JSON.stringify({
    numPassedTests: 0,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: files,
    ...counts,
  })

const passed = { status: 'passed' }
const failed = { status: 'failed' }

describe('the count of a vitest report', () => {
  test('is what it says when all is well', () => {
    expect(countTests(0, report({ numPassedTests: 3 }))).toEqual({
      passed: 3,
      failed: 0,
      skipped: 0,
    })
  })

  test('has a failure when there is no report', () => {
    expect(countTests(0, undefined)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })

  test('has a failure when the report was cut short', () => {
    expect(countTests(0, '{"numPassedTests": 3,')).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })

  test('has a failure for a file that failed without any failed test', () => {
    const files = [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [passed, failed] },
    ]
    const json = report({ numPassedTests: 1, numFailedTests: 1 }, files)
    expect(countTests(1, json)).toEqual({ passed: 1, failed: 2, skipped: 0 })
  })

  test('has a failure when vitest ended badly for a reason that no test shows', () => {
    expect(countTests(1, report({ numPassedTests: 3 })).failed).toBe(1)
  })

  test('has a failure when no test ran', () => {
    expect(countTests(0, report({})).failed).toBe(1)
  })
})

test('the closing line counts skipped tests only when there are some', () => {
  expect(closingLine({ passed: 4, failed: 0, skipped: 0 })).toBe('4 passed, 0 failed')
  expect(closingLine({ passed: 4, failed: 1, skipped: 2 })).toBe('4 passed, 1 failed, 2 skipped')
})
