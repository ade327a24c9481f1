/** The cases of every rule. */
import type { RuleName } from '../../src/index.js'
import type { Cases } from '../support/cases.js'
import { noAsyncTransform } from './no-async-transform.js'
import { noKeyReuse } from './no-key-reuse.js'
import { noTensorCondition } from './no-tensor-condition.js'
import { noTensorOperator } from './no-tensor-operator.js'
import { noUnusedResult } from './no-unused-result.js'

export const cases: Readonly<Record<RuleName, Cases>> = {
  'no-async-transform': noAsyncTransform,
  'no-key-reuse': noKeyReuse,
  'no-tensor-condition': noTensorCondition,
  'no-tensor-operator': noTensorOperator,
  'no-unused-result': noUnusedResult,
}
