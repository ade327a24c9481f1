/** The README's configurations work as they stand, and its comments say which lines are refused. */
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { build, eslint, folderWith, formerEslint, oxlint, remove } from './support/commands.js'

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')

const blocks = (language: string): readonly string[] =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(
    ([, code = '']) => code,
  )

const [eslintConfig = ''] = blocks('js')
const [oxlintConfig = ''] = blocks('json')
const programs = blocks('ts')

/** What a program's comments promise: file, line and rule. */
const promised: readonly string[] = programs.flatMap((code, i) =>
  code.split('\n').flatMap((line, n) => {
    const [, rule] = /\/\/ (no-[a-z-]+)$/.exec(line) ?? []
    return rule === undefined ? [] : [`${i}.ts:${n + 1} ${rule}`]
  }),
)

let folder = ''

beforeAll(async () => {
  await build()
  folder = await folderWith({
    'package.json': '{ "type": "module" }',
    'eslint.config.js': eslintConfig,
    '.oxlintrc.json': oxlintConfig,
    ...Object.fromEntries(programs.map((code, i) => [`src/${i}.ts`, code])),
  })
})

afterAll(() => remove(folder))

interface File {
  readonly filePath: string
  readonly messages: readonly { readonly ruleId: string | null; readonly line: number }[]
}

const found = (output: string): readonly string[] =>
  (JSON.parse(output) as readonly File[]).flatMap(({ filePath, messages }) =>
    messages.map(
      ({ ruleId, line }) => `${filePath.replace(/.*[\\/]/, '')}:${line} ${ruleId?.split('/')[1]}`,
    ),
  )

describe('README.md', () => {
  test('opens with the two configurations and a mistake for each rule', () => {
    expect(promised.filter(line => line.startsWith('0.ts'))).toHaveLength(5)
  })

  test.each([
    ['ESLint 10', eslint],
    ['ESLint 9', formerEslint],
  ])('%s, so configured, refuses the lines that are marked, and fails', async (_, command) => {
    const { code, output } = await command(folder, '--format=json', 'src')
    expect(code).toBe(1)
    expect(found(output)).toEqual(promised)
  })

  test('oxlint, so configured, refuses the lines that are marked, and fails', async () => {
    const { code, output } = await oxlint(folder, '--format=unix', 'src')
    expect(code).toBe(1)
    const lines = [...output.matchAll(/(\d+\.ts):(\d+):\d+: .*@miniflow\((.*?)\)/g)]
    expect(lines.map(([, file, line, rule]) => `${file}:${line} ${rule}`).toSorted()).toEqual(
      promised.toSorted(),
    )
  })

  test('names every rule of the plugin in a section of its own', async () => {
    const { default: plugin } = await import('../src/index.js')
    const sections = [...readme.matchAll(/^### (.*)$/gm)].map(([, name]) => name)
    expect(sections.toSorted()).toEqual(Object.keys(plugin.rules).toSorted())
  })
})
