/** Our own lint rules run on our own code: on its sources, by whichever path, and on its READMEs. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureBuilt } from '../src/build.mjs'
import { lint, plugin, programsIn, writePrograms } from '../src/misuse.mjs'
import { cache } from '../src/workspace.mjs'

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'miniflow misuse '))
  expect(await ensureBuilt(plugin)).toBe(true)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

const write = async (name: string, text: string): Promise<string> => {
  const file = join(folder, name)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
  return file
}

describe('the rules', () => {
  test.each([
    ['a package that imports core by name', "import { less } from '@miniflow/core'"],
    ['core, which imports itself by path', "import { less } from '../fn/binary.js'"],
  ])('refuse a mistake in %s', async (_, imported) => {
    const file = await write('src/wrong.ts', `${imported}\nif (less(1, 2)) console.log(3)\n`)
    const { code, output } = await lint([file])
    expect(code).toBe(1)
    expect(output).toContain('no-tensor-condition')
    expect(output).toContain('wrong.ts:2:5')
  })

  test('have nothing against what is right', async () => {
    const text = "import { less } from '@miniflow/core'\nif (less(1, 2).item()) console.log(3)\n"
    expect(await lint([await write('src/right.ts', text)])).toMatchObject({ code: 0 })
  })
})

describe('a program in a README', () => {
  const mistake = "import { tensor } from '@miniflow/core'\nif (tensor(1)) console.log(2)\n"
  const inCache = join(cache, `misuse-test-${process.pid}`)

  afterAll(() => rm(inCache, { recursive: true, force: true }))

  test('is linted on its lines, also where git ignores what is written', async () => {
    await write('README.md', `# A\n\n\`\`\`ts\n${mistake}\`\`\`\n`)
    const { code, output } = await lint(writePrograms(folder, ['README.md'], inCache))
    expect(code).toBe(1)
    expect(output).toContain('1.ts:5:5')
  })

  test('keeps its place', () => {
    const markdown = '# A\n\n```ts\nconst x = 1\n```\n\n```sh\nls\n```\n\n```ts\nconst y = 2\n```\n'
    const programs = programsIn(markdown)
    expect(programs.map(code => code.trim())).toEqual(['const x = 1', 'const y = 2'])
    const lines = markdown.split('\n')
    for (const code of programs)
      expect(code.trimEnd().split('\n').at(-1)).toBe(lines[code.trimEnd().split('\n').length - 1])
  })
})
