/** The README's code compiles as it stands, shows no `any`, and prints what its comments say. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { compile } from './types/compiler.js'

const here = fileURLToPath(new URL('.', import.meta.url))
const blocksOf = async (file: string): Promise<readonly string[]> => {
  const text = await readFile(new URL(file, import.meta.url), 'utf8')
  return [...text.matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => code)
}

const folder = await mkdtemp(join(here, 'readme-'))
afterAll(() => rm(folder, { recursive: true }))

/** The code as a module of its own, which sees the library and a console. */
const asModule = (code: string): string =>
  `declare const console: { log(...args: unknown[]): void }\n${code.replaceAll(
    "'@miniflow/core'",
    "'src/index.js'",
  )}`

/** What the comments under each console.log promise. */
const promised = (code: string): readonly string[] =>
  [...code.matchAll(/console\.log\(.*\)\n\/\/ (.*)/g)].map(([, text = '']) => text)

const run = async (code: string, name: string): Promise<readonly string[]> => {
  const file = join(folder, `${name}.ts`)
  await writeFile(file, code)
  const printed: string[] = []
  const { format } = await import('node:util')
  const log = vi.spyOn(console, 'log').mockImplementation((...args: unknown[]) => {
    printed.push(format(...args))
  })
  try {
    await import(file)
  } finally {
    log.mockRestore()
  }
  return printed
}

describe.each(['../README.md', '../../../README.md'])('%s', async readme => {
  const blocks = await blocksOf(readme)

  test.each(blocks.map((code, i) => [i, code] as const))(
    'block %i prints what it says',
    async (i, code) => {
      expect(await run(code, `block-${readme.length}-${i}`)).toEqual(promised(code))
    },
  )

  test('the code compiles as it stands', async () => {
    for (const code of blocks) {
      const { diagnostics } = await compile(asModule(code))
      expect(diagnostics).toEqual([])
    }
  })

  test('an editor shows no any in the first example', async () => {
    const { declarations } = await compile(
      asModule((blocks[0] as string).replace(/^(const|let) /gm, 'export $1 ')),
    )
    expect(declarations).not.toMatch(/\bany\b/)
    expect(declarations).toContain('Tensor<[1, 1], "float32">')
  })
})
