/** Every exported function has an example, and each gives what it says. */
import { readdirSync, readFileSync } from 'node:fs'
import * as core from '@miniflow/core'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import * as io from '../src/index.js'

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')

interface Example {
  readonly where: string
  readonly code: string
}

const ofSources: readonly Example[] = readdirSync(new URL('../src', import.meta.url)).flatMap(
  file =>
    [...read(`src/${file}`).matchAll(/@example\n(.*?)\*\//gs)].map(([, block = '']) => ({
      where: `src/${file}`,
      code: block.replace(/^ \* ?/gm, ''),
    })),
)

// `expression // => text` becomes a comparison
const runnable = (code: string): string =>
  code.replace(/^(.*?)\s*\/\/ => (.*)$/gm, (_, expression, text) =>
    [';check(', expression, ', ', JSON.stringify(text), ')'].join(''),
  )

const run = (code: string): number => {
  let checks = 0
  const check = (value: unknown, text: string): void => {
    checks++
    expect(String(value)).toBe(text)
  }
  const scope = { ...core, ...io, E, check }
  new Function(...Object.keys(scope), `{${runnable(code)}}`)(...Object.values(scope))
  return checks
}

describe('examples', () => {
  test.each(ofSources)('$where does what it says', ({ code }) => {
    expect(run(code)).toBeGreaterThan(0)
  })

  test('are there for every function', () => {
    const functions = Object.values(io).filter(value => typeof value === 'function')
    expect(ofSources.length).toBeGreaterThanOrEqual(functions.length)
  })
})
