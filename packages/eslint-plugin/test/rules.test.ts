/** Every rule on its cases. */
import { describe } from 'vitest'
import { cases } from './cases/index.js'
import { checkRule } from './support/check.js'

describe('an async function is not recorded', () => {
  checkRule('no-async-transform', cases['no-async-transform'])
})

describe('a key is drawn from once', () => {
  checkRule('no-key-reuse', cases['no-key-reuse'])
})

describe('a tensor is always true, and what may be missing is not', () => {
  checkRule('no-tensor-condition', cases['no-tensor-condition'])
})

describe('operators have functions in their place', () => {
  checkRule('no-tensor-operator', cases['no-tensor-operator'])
})

describe('a function that changes nothing is called for its result', () => {
  checkRule('no-unused-result', cases['no-unused-result'])
})
