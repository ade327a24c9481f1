import { readdirSync, readFileSync } from 'node:fs'
import * as core from '@miniflow/core'
import * as E from 'fp-ts/lib/Either.js'
import * as functions from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { describe, expect, test } from 'vitest'
import * as datasets from '../src/index.js'
import { right } from './support/folder.js'

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')

interface Example {
  readonly where: string
  readonly code: string
}

const ofReadme: ReadonlyArray<Example> = [...read('README.md').matchAll(/```ts\n(.*?)```/gs)].map(
  ([, code = ''], i) => ({ where: `README.md, block ${i + 1}`, code }),
)

const ofSources: ReadonlyArray<Example> = readdirSync(new URL('../src', import.meta.url)).flatMap(
  file =>
    [...read(`src/${file}`).matchAll(/@example\n(.*?)\*\//gs)].map(([, block = '']) => ({
      where: `src/${file}`,
      code: block.replace(/^ \* ?/gm, ''),
    })),
)

// imports become names in scope, and `expression // => text` a comparison
const runnable = (code: string): string =>
  code
    .replace(/^import .*\n/gm, '')
    .replace(/^(.*?)\s*\/\/ => (.*)$/gm, (_, expression, text) =>
      [';check(', expression, ', ', JSON.stringify(text), ')'].join(''),
    )

const shown = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value)

const run = async (code: string, scope: Readonly<Record<string, unknown>>): Promise<number> => {
  let checks = 0
  const check = (value: unknown, text: string): void => {
    checks++
    expect(shown(value)).toBe(text)
  }
  const AsyncFunction = (async () => {}).constructor
  const names = { ...scope, check }
  await Reflect.construct(AsyncFunction, [...Object.keys(names), `{${runnable(code)}}`])(
    ...Object.values(names),
  )
  return checks
}

const imported = { ...core, ...functions, ...datasets, E, TE }

const real = right(datasets.mnist())

describe('examples', () => {
  test.each(ofReadme)('$where does what it says', async ({ code }) => {
    await run(code, imported)
  })

  test.each(ofSources)('$where does what it says', async ({ code }) => {
    const { train, validation, test } = await real
    const scope = code.includes('= result.right') ? {} : { train, validation, test }
    expect(await run(code, { ...imported, ...scope })).toBeGreaterThan(0)
  })

  test('are there for every function', () => {
    const functions = Object.values(datasets).filter(value => typeof value === 'function')
    expect(ofSources.length).toBeGreaterThanOrEqual(functions.length)
    expect(ofReadme.length).toBe(3)
  })
})
