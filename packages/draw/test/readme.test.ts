/** The READMEs: their code prints what it says, their pictures are what the code draws. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { toMermaid, toSvg } from '@miniflow/draw'
import { testReadme } from '@miniflow/testing'
import { describe, expect, test } from 'vitest'
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

// The first block prints the picture below it.
testReadme({ home: new URL('..', import.meta.url), printed: { 0: [toMermaid(lab())] } })
