import { readFileSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import { expect, test } from 'vitest'
import { parseOptions } from '../src/options.js'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

test('the README shows the help as it is', () => {
  const help = parseOptions(['--help'], 80)
  expect(readme).toContain(E.isLeft(help) ? help.left.text : 'no help')
})

test('the step in the README is the one in the source', () => {
  const source = readFileSync(new URL('../src/steps.ts', import.meta.url), 'utf8')
  const [, step = ''] = /```ts\n(.*?)```/s.exec(readme) ?? []
  const lines = step.trim().split('\n')
  expect(lines).toHaveLength(3)
  for (const line of lines) expect(source).toContain(line)
})
