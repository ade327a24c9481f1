/** Whichever linter, version or parser: the same findings at the same places, over all cases. */
import typescript from '@typescript-eslint/parser'
import { Linter } from 'eslint'
import { Linter as Former } from 'eslint-9'
import { afterAll, beforeAll, expect, test } from 'vitest'
import plugin from '../src/index.js'
import { cases } from './cases/index.js'
import { settings } from './support/cases.js'
import { build, folderWith, oxlint, remove } from './support/commands.js'

const javascript: readonly string[] = Object.values(cases).flatMap(({ valid, invalid }) => [
  ...valid,
  ...invalid.map(({ code }) => code),
])
const types: readonly string[] = Object.values(cases).flatMap(
  ({ validTypes = [], invalidTypes = [] }) => [
    ...validTypes,
    ...invalidTypes.map(({ code }) => code),
  ],
)
const all = [...javascript, ...types]

/** A finding, as text that can be compared: rule, place, message. */
const shown = (rule: string | null, line: number, column: number, message: string): string =>
  `${rule} ${line}:${column} ${message}`

const { recommended } = plugin.configs

interface Message {
  readonly ruleId: string | null
  readonly line: number
  readonly column: number
  readonly message: string
}

const findings = (messages: readonly Message[]): readonly string[] =>
  messages
    .map(({ ruleId, line, column, message }) => shown(ruleId, line, column, message))
    .toSorted()

const config = { ...recommended, files: ['**/*.ts', '**/*.js'], settings }
const typed = { ...config, languageOptions: { parser: typescript } }

const linter = new Linter()
const expected = all.map(code => findings(linter.verify(code, [typed], 'a.ts')))

test('the cases find something, and no parser complains of them', () => {
  expect(expected.filter(found => found.length > 0).length).toBeGreaterThan(150)
  expect(expected.flat().filter(found => !found.startsWith('@miniflow/'))).toEqual([])
  expect(expected.flat().filter(found => found.includes('{{'))).toEqual([])
})

test('ESLint finds in JavaScript what it finds in TypeScript', () => {
  const found = javascript.map(code => findings(linter.verify(code, [config], 'a.js')))
  expect(found).toEqual(expected.slice(0, javascript.length))
})

test('ESLint 9 finds what ESLint 10 finds', () => {
  const former = new Former()
  const found = all.map(code => findings(former.verify(code, [typed], 'a.ts')))
  expect(found).toEqual(expected)
})

let folder = ''

beforeAll(async () => {
  await build()
  const rc = {
    extends: ['./node_modules/@miniflow/eslint-plugin/oxlint.json'],
    categories: { correctness: 'off' },
    settings,
  }
  folder = await folderWith({
    '.oxlintrc.json': JSON.stringify(rc),
    ...Object.fromEntries(all.map((code, i) => [`cases/${i}.ts`, code])),
  })
})

afterAll(() => remove(folder))

interface Diagnostic {
  readonly code: string
  readonly message: string
  readonly filename: string
  readonly labels: readonly { readonly span: { readonly line: number; readonly column: number } }[]
}

test('oxlint finds what ESLint finds', async () => {
  const { output } = await oxlint(folder, '--format=json', 'cases')
  const diagnostics: readonly Diagnostic[] = JSON.parse(output).diagnostics
  const found = all.map((_, i) =>
    diagnostics
      .filter(({ filename }) => filename === `cases/${i}.ts`)
      .map(({ code, message, labels: [label] }) =>
        shown(
          code.replace(/\((.*)\)/, '/$1'),
          label?.span.line ?? 0,
          label?.span.column ?? 0,
          message,
        ),
      )
      .toSorted(),
  )
  expect(found).toEqual(expected)
})
