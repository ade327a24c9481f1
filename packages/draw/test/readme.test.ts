/** The READMEs: their code prints what it says, their pictures are what the code draws. */
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { format } from 'node:util'
import { toMermaid, toSvg } from '@miniflow/draw'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { lab, network } from './support/programs.js'

const path = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

const own = path('../README.md')
const top = path('../../../README.md')

const fenced = `\`\`\`mermaid\n${toMermaid(lab())}\n\`\`\``

const markers = /(<!-- picture: lab -->\n)(?:.*?\n)?(<!-- \/picture -->)/s

describe('the picture between <!-- picture: lab --> and <!-- /picture -->', () => {
  // `npx vitest run --project draw -u` writes it anew.
  test.each([own, top])('in %s is drawn by the code', async file => {
    const text = readFileSync(file, 'utf8')
    expect(text, 'README.md has lost the markers of the picture').toMatch(markers)
    await expect(text.replace(markers, `$1${fenced}\n$2`)).toMatchFileSnapshot(file)
  })
})

describe('the pictures beside the README', () => {
  test('are drawn by the code', async () => {
    await expect(`${toSvg(lab())}\n`).toMatchFileSnapshot(path('../pictures/lab.svg'))
    await expect(`${toSvg(network())}\n`).toMatchFileSnapshot(path('../pictures/network.svg'))
  })
})

const folder = await mkdtemp(path('./readme-'))
afterAll(() => rm(folder, { recursive: true }))

const blocks = [...readFileSync(own, 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(
  ([, code = '']) => code,
)

const printedBy = async (code: string, name: string): Promise<readonly string[]> => {
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

describe('the code', () => {
  test('at the beginning prints the picture below it', async () => {
    expect(await printedBy(blocks[0] ?? '', 'first')).toEqual([toMermaid(lab())])
  })

  test('further down prints what its comments say', async () => {
    const code = blocks[1] ?? ''
    const promised = [...code.matchAll(/console\.log\(.*\)\n\/\/ (.*)/g)].map(([, text]) => text)
    expect(promised).toHaveLength(2)
    expect(await printedBy(code, 'second')).toEqual(promised)
  })
})
