/** Runs tests under jit but for those that are left out, and a part of them where there are many. */
import {
  type RunnerTestFile as File,
  type RunnerTestSuite as Suite,
  type RunnerTask as Task,
  type RunnerTestCase as Test,
  TestRunner,
} from 'vitest'
import { about, type LeftOut, whole } from './left-out.js'

/** In a file of more tests than this, every k-th runs, unless all are asked for. */
const MANY = 200
const EVERY = 6

const testsIn = (task: Task): readonly Test[] =>
  task.type === 'test' ? [task] : task.tasks.flatMap(testsIn)

const nameOf = (test: Test): string => {
  const suites: string[] = []
  for (let suite: Suite | undefined = test.suite; suite; suite = suite.suite)
    if (suite.type === 'suite' && !('filepath' in suite)) suites.unshift(suite.name)
  return [...suites, test.name].join(' ')
}

/** Takes away the tests that are not kept. */
const keep = (suite: Suite, kept: ReadonlySet<Test>): void => {
  suite.tasks = suite.tasks.filter(task => {
    if (task.type === 'test') return kept.has(task)
    keep(task, kept)
    return task.tasks.length > 0
  })
}

/** Entries that name no test are faults of the list. */
const lost = ({ where, tests = [] }: LeftOut, names: readonly string[]): readonly string[] =>
  tests
    .filter(wanted => !names.some(name => name.startsWith(wanted)))
    .map(wanted => `${where} has no test "${wanted}" to be left out under jit.`)

const pathUnderPackages = (file: File): string => file.filepath.split('/packages/').at(-1) ?? ''

export default class UnderJit extends TestRunner {
  onCollected(files: readonly File[]): void {
    for (const file of files) {
      const tests = testsIn(file)
      if (tests.length === 0) continue
      const names = tests.map(nameOf)
      const entries = about(pathUnderPackages(file))
      const faults = entries.flatMap(entry => lost(entry, names))
      if (faults.length > 0)
        file.result = {
          state: 'fail',
          errors: faults.map(message => ({ name: 'Error', message, stacks: [] })),
        }
      const left = entries.flatMap(({ tests: some = [] }) => some)
      const running = tests.filter((_, i) => !left.some(name => names[i]?.startsWith(name)))
      const every = whole || running.length <= MANY ? 1 : EVERY
      const part = running.filter((_, i) => i % every === 0)
      keep(file, new Set(part))
    }
  }
}
