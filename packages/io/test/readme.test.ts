/** The README's code runs as it stands and prints what its comments say. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { format } from 'node:util'
import { afterAll, describe, expect, test, vi } from 'vitest'

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
const blocks = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => code)

const folder = await mkdtemp(join(fileURLToPath(new URL('.', import.meta.url)), 'readme-'))
afterAll(() => rm(folder, { recursive: true }))

/** What the comments under each console.log promise. */
const promised = (code: string): readonly string[] =>
  [...code.matchAll(/console\.log\(.*\)\n *\/\/ (.*)/g)].map(([, text = '']) => text)

const run = async (code: string, name: string): Promise<readonly string[]> => {
  const file = join(folder, `${name}.ts`)
  await writeFile(file, code)
  const printed: string[] = []
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

describe('README.md', () => {
  test('opens with code', () => {
    expect(promised(blocks[0] ?? '').length).toBeGreaterThan(0)
  })

  test.each(blocks.map((code, i) => [i, code] as const))(
    'block %i prints what it says',
    async (i, code) => {
      expect(await run(code, `block-${i}`)).toEqual(promised(code))
    },
  )
})
