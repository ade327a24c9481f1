/** Runs the cases of a rule with ESLint's own tester: ESLint 10 and 9, JavaScript and TypeScript. */
import typescript from '@typescript-eslint/parser'
import { RuleTester as Current, type ESLint } from 'eslint'
import { RuleTester as Former, type ESLint as FormerESLint } from 'eslint-9'
import { describe, test } from 'vitest'
import plugin, { type RuleName } from '../../src/index.js'
import { type Cases, type Expected, type Refused, settings } from './cases.js'

// The plugin has types of its own; here the compiler holds them against those of both versions.
const current: Record<RuleName, NonNullable<ESLint.Plugin['rules']>[string]> = plugin.rules
const former: Record<RuleName, NonNullable<FormerESLint.Plugin['rules']>[string]> = plugin.rules

const invalidCase = ({ code, errors, output }: Refused) => ({
  code,
  settings,
  output: output ?? null,
  errors: errors.map(error => {
    const { message, suggestions, ...rest }: Expected =
      typeof error === 'string' ? { message: error } : error
    const offered = suggestions?.map(([messageId, text]) => ({ messageId, output: text }))
    return {
      messageId: message,
      ...rest,
      ...(offered === undefined ? {} : { suggestions: offered }),
    }
  }),
})

const validCase = (code: string) => ({ code, settings })

for (const tester of [Current, Former]) {
  tester.describe = describe
  tester.it = test
}

/** Runs all cases of a rule with every linter. */
export const checkRule = (name: RuleName, cases: Cases): void => {
  const { valid, invalid, validTypes = [], invalidTypes = [] } = cases
  const javascript = { valid: valid.map(validCase), invalid: invalid.map(invalidCase) }
  const both = {
    valid: [...valid, ...validTypes].map(validCase),
    invalid: [...invalid, ...invalidTypes].map(invalidCase),
  }
  const languageOptions = { parser: typescript }
  describe('in JavaScript', () => {
    new Current().run(name, current[name], javascript)
  })
  describe('in TypeScript', () => {
    new Current({ languageOptions }).run(name, current[name], both)
  })
  describe('in TypeScript, by ESLint 9', () => {
    new Former({ languageOptions }).run(name, former[name], both)
  })
}
