/** What `npm test` checks, one step after the other, and the count it ends with. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile, prune } from './build.mjs'
import { runNode } from './child.mjs'
import { lintMisuse } from './misuse.mjs'
import { built, cache, root } from './workspace.mjs'

/**
 * @typedef {{ readonly passed: number, readonly failed: number, readonly skipped: number }} Count
 * @typedef {{ readonly count: Count, readonly output?: string }} Outcome
 * @typedef {{ status: string, assertionResults: readonly { status: string }[] }} FileReport
 * @typedef {{
 *   numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number,
 *   testResults: readonly FileReport[],
 * }} Report of vitest
 */

const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
const vitest = join(root, 'node_modules/vitest/vitest.mjs')
const report = join(cache, 'vitest.json')

/** Where the closing line is left for whoever started the tests. */
export const summary = join(cache, 'summary.txt')

/** A step that takes longer than this hangs. */
const patience = 15 * 60 * 1000

/** @type {(ended: import('./child.mjs').Ended) => Outcome} */
const asOne = ({ code, output }) =>
  code === 0
    ? { count: { passed: 1, failed: 0, skipped: 0 } }
    : { count: { passed: 0, failed: 1, skipped: 0 }, output }

/**
 * Counts a report of vitest; a file that failed as a whole, a crash and a run without any test
 * are failures too.
 * @type {(code: number, json: string | undefined) => Count}
 */
export const countTests = (code, json) => {
  const read = parse(json)
  if (read === undefined) return { passed: 0, failed: 1, skipped: 0 }
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = read
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every(one => one.status !== 'failed'),
  ).length
  const failed = numFailedTests + broken
  const silent = failed === 0 && (code !== 0 || numPassedTests === 0)
  return {
    passed: numPassedTests,
    failed: silent ? 1 : failed,
    skipped: numPendingTests + numTodoTests,
  }
}

/** @type {(json: string | undefined) => Report | undefined} */
const parse = json => {
  try {
    return JSON.parse(json ?? '')
  } catch {
    return undefined
  }
}

/** @type {(args: readonly string[]) => Promise<Outcome>} */
const test = async args => {
  rmSync(report, { force: true })
  const { code } = await runNode(
    vitest,
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args],
    { show: true, timeout: patience },
  )
  return { count: countTests(code, readIfThere(report)) }
}

/** @type {(file: string) => string | undefined} */
const readIfThere = file => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/** @type {(count: Count) => string} */
export const closingLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`

/**
 * Runs every step, whatever became of the ones before, and prints the closing line last; true
 * when nothing failed. Arguments go to vitest.
 * @type {(args: readonly string[]) => Promise<boolean>}
 */
export const check = async args => {
  mkdirSync(cache, { recursive: true })
  rmSync(summary, { force: true })
  prune(built)
  /** @type {readonly (readonly [string, () => Promise<Outcome>])[]} */
  const steps = [
    ['build', async () => asOne(await compile(built))],
    ['types, tests included', async () => asOne(await compile([]))],
    [
      'lint, format, imports', // the rules on imports are the linter's
      async () => asOne(await runNode(biome, ['check', '--error-on-warnings'])),
    ],
    ['our own lint rules', async () => asOne(await lintMisuse())],
    ['tests', () => test(args)],
  ]
  const lines = []
  let total = { passed: 0, failed: 0, skipped: 0 }
  for (const [name, step] of steps) {
    const start = performance.now()
    const { count, output } = await step()
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    const verdict = count.failed === 0 ? 'ok  ' : 'FAIL'
    const line = `${verdict}  ${name.padEnd(22)} ${seconds.padStart(6)} s`
    if (output !== undefined) console.log(output.trimEnd())
    console.log(line)
    lines.push(line)
    total = {
      passed: total.passed + count.passed,
      failed: total.failed + count.failed,
      skipped: total.skipped + count.skipped,
    }
  }
  const closing = closingLine(total)
  writeFileSync(summary, `${closing}\n`)
  console.log(['', ...lines, '', closing].join('\n'))
  return total.failed === 0
}
