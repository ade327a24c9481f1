/** Runs the cases of a rule with ESLint's own tester, which also applies fixes and suggestions. */
import typescript from '@typescript-eslint/parser'
import { type ESLint, RuleTester } from 'eslint'
import { describe, test } from 'vitest'
import plugin, { type RuleName } from '../../src/index.js'
import { type Cases, type Expected, type Refused, settings } from './cases.js'

// The plugin has types of its own; here the compiler holds them against ESLint's.
const rules: Record<RuleName, NonNullable<ESLint.Plugin['rules']>[string]> = plugin.rules

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

RuleTester.describe = describe
RuleTester.it = test

/** Runs all cases of a rule. */
export const checkRule = (name: RuleName, cases: Cases): void => {
  const { valid, invalid, validTypes = [], invalidTypes = [] } = cases
  new RuleTester({ languageOptions: { parser: typescript } }).run(name, rules[name], {
    valid: [...valid, ...validTypes].map(code => ({ code, settings })),
    invalid: [...invalid, ...invalidTypes].map(invalidCase),
  })
}
