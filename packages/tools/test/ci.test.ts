/** `.ci/run` ends with a true count, whatever becomes of `npm test`. */
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../src/workspace.mjs'

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'miniflow ci '))
  await cp(join(root, '.ci'), join(folder, '.ci'), { recursive: true })
  await mkdir(join(folder, '.cache'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** Runs `.ci/run` where `npm test` is the given shell command. */
const run = async (script: string): Promise<{ readonly code: number; readonly last: string }> => {
  await writeFile(join(folder, '.cache/summary.txt'), '99 passed, 0 failed\n')
  await writeFile(join(folder, 'package.json'), JSON.stringify({ scripts: { test: script } }))
  return new Promise(resolve => {
    execFile('bash', [join(folder, '.ci/run')], (error, stdout) => {
      const code = typeof error?.code === 'number' ? error.code : 0
      resolve({ code, last: stdout.trimEnd().split('\n').at(-1) ?? '' })
    })
  })
}

test.each([
  [
    'passes on a good count',
    "echo '5 passed, 0 failed' | tee .cache/summary.txt",
    0,
    '5 passed, 0 failed',
  ],
  [
    'fails on a bad count',
    "echo '5 passed, 10 failed' | tee .cache/summary.txt",
    1,
    '5 passed, 10 failed',
  ],
  ['fails when nothing was counted', 'true', 1, '0 passed, 1 failed'],
  ['fails when npm test crashes', 'exit 3', 3, '0 passed, 1 failed'],
  [
    'fails when npm test crashes after a good count',
    "echo '5 passed, 0 failed' | tee .cache/summary.txt; exit 4",
    4,
    '0 passed, 1 failed',
  ],
])('it %s', async (_, script, code, last) => {
  expect(await run(script)).toEqual({ code, last })
})
