/** What runs in the browser, in a window or in a worker: the suite, and what came of it. */

import { servedPrograms } from '../../src/runtime/machinery.js'
import type { Golden } from '../suite/golden.js'
import { sharedFaults, startThreads } from '../suite/shared.js'
import { compiledBytes, type Mode, suite } from '../suite/suite.js'

/** What a page tells of its run. */
export interface Report {
  readonly checks: number
  readonly faults: readonly string[]
  /** Of a program that was compiled there; 0 where none can be. */
  readonly moduleBytes: number
  /** How many programs other threads have begun to serve. */
  readonly served: number
}

const sleep = (milliseconds: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, milliseconds))

/** Other threads start while this one goes on: where there are any, they are there after a while. */
const withThreads = async (): Promise<readonly string[]> => {
  startThreads()
  for (let i = 0; i < 100 && servedPrograms(2) === 0; i++) await sleep(10)
  return sharedFaults()
}

const run = async (mode: Mode): Promise<Report> => {
  const golden: Golden = await (await fetch('/golden.json')).json()
  const checks = suite(mode, golden)
  const faults = checks.flatMap(check => {
    try {
      return check.faults().map(text => `${check.name}: ${text}`)
    } catch (error) {
      return [`${check.name}: ${error}`]
    }
  })
  const more = mode === 'threads' ? await withThreads() : []
  return {
    checks: checks.length,
    faults: [...faults, ...more],
    moduleBytes: compiledBytes(),
    served: servedPrograms(2),
  }
}

const failed = (error: unknown): Report => ({
  ...{ checks: 0, faults: [String(error)], moduleBytes: 0, served: 0 },
})

const query = new URLSearchParams(location.search)
const mode = (query.get('mode') ?? 'eager') as Mode

/** Where the test looks for the report. */
const publish = (report: Report): void => {
  Object.assign(globalThis, { report })
}

if (!('document' in globalThis)) {
  run(mode)
    .catch(failed)
    .then(report => postMessage(report))
} else if (query.get('where') === 'worker') {
  // A worker has the policy of its own file.
  query.delete('where')
  const worker = new Worker(`/page.js?${query}`, { type: 'module' })
  worker.onmessage = ({ data }) => publish(data)
  worker.onerror = ({ message }) => publish(failed(message))
} else {
  run(mode).catch(failed).then(publish)
}
