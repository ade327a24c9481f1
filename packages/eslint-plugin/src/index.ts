/** @miniflow/eslint-plugin: lint rules for misuse that a library cannot catch while it runs. */
import type { Plugin } from './plugin.js'
import { noAsyncTransform } from './rules/no-async-transform.js'
import { noKeyReuse } from './rules/no-key-reuse.js'
import { noTensorCondition } from './rules/no-tensor-condition.js'
import { noTensorOperator } from './rules/no-tensor-operator.js'
import { noUnusedResult } from './rules/no-unused-result.js'

export type { Config, Plugin, Rule, RuleName } from './plugin.js'

const rules: Plugin['rules'] = {
  'no-async-transform': noAsyncTransform,
  'no-key-reuse': noKeyReuse,
  'no-tensor-condition': noTensorCondition,
  'no-tensor-operator': noTensorOperator,
  'no-unused-result': noUnusedResult,
}

const recommended: Plugin['configs']['recommended'] = {
  name: '@miniflow/recommended',
  plugins: {
    get '@miniflow'() {
      return plugin
    },
  },
  rules: {
    '@miniflow/no-async-transform': 'error',
    '@miniflow/no-key-reuse': 'error',
    '@miniflow/no-tensor-condition': 'error',
    '@miniflow/no-tensor-operator': 'error',
    '@miniflow/no-unused-result': 'error',
  },
}

const plugin: Plugin = {
  meta: { name: '@miniflow/eslint-plugin', version: '0.1.0', namespace: '@miniflow' },
  rules,
  configs: { recommended },
}

// biome-ignore lint/style/noDefaultExport: linters load the default export of a plugin
export default plugin
