/** Every rule on its cases. */
import { describe } from 'vitest'
import { noTensorCondition } from './cases/no-tensor-condition.js'
import { checkRule } from './support/check.js'

describe('a tensor as a condition is refused, and what may be false is not', () => {
  checkRule('no-tensor-condition', noTensorCondition)
})
