/** Every exported function has an example in its description, and each gives what it says. */
import { readdirSync, readFileSync } from 'node:fs'
import * as core from '@miniflow/core'
import * as draw from '@miniflow/draw'
import { expect, test } from 'vitest'

const src = new URL('../src/', import.meta.url)

const examples = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.ts'))
  .flatMap(file => [
    ...readFileSync(new URL(file, src), 'utf8').matchAll(/@example (.*) \/\/ => (.*)/g),
  ])
  .map(([, expression = '', result = '']) => ({ expression, result }))

test.each(examples)('$expression', ({ expression, result }) => {
  const scope = { ...core, ...draw }
  const value: unknown = new Function(...Object.keys(scope), `return ${expression}`)(
    ...Object.values(scope),
  )
  expect(String(value)).toBe(result)
})

test('are there for every function', () => {
  for (const name of Object.keys(draw))
    expect(examples.filter(({ expression }) => expression.startsWith(`${name}(`))).toHaveLength(1)
})
