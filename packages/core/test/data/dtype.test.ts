import {
  add,
  astype,
  type DType,
  div,
  equal,
  mean,
  mul,
  pow,
  prod,
  sin,
  sum,
  tensor,
  where,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { messageOf } from '../support/message.js'

const dtypes: readonly DType[] = ['float32', 'float64', 'int32', 'bool']

/** The dtype that comes out, or "refused". */
const dtypeOf = (f: () => { readonly dtype: DType }): string => {
  let dtype = 'refused'
  messageOf(() => {
    dtype = f().dtype
  })
  return dtype
}

const table = (f: (a: DType, b: DType) => { readonly dtype: DType }) =>
  Object.fromEntries(dtypes.map(a => [a, dtypes.map(b => dtypeOf(() => f(a, b)))]))

const one = (dtype: DType) => tensor([1], { dtype })

describe('two dtypes meet', () => {
  test('in arithmetic: bool gives way to int32, int32 to floats, floats do not mix', () => {
    expect(table((a, b) => mul(one(a), one(b) as never))).toEqual({
      float32: ['float32', 'refused', 'float32', 'float32'],
      float64: ['refused', 'float64', 'float64', 'float64'],
      int32: ['float32', 'float64', 'int32', 'int32'],
      bool: ['float32', 'float64', 'int32', 'refused'],
    })
  })

  test('in division: whole numbers give float32', () => {
    expect(table((a, b) => div(one(a), one(b) as never))).toEqual({
      float32: ['float32', 'refused', 'float32', 'float32'],
      float64: ['refused', 'float64', 'float64', 'float64'],
      int32: ['float32', 'float64', 'float32', 'float32'],
      bool: ['float32', 'float64', 'float32', 'float32'],
    })
  })

  test('in a choice: as in arithmetic, and truth values may be chosen', () => {
    const choice = table((a, b) => where(tensor([true]), one(a), one(b) as never))
    expect(choice.bool).toEqual(['float32', 'float64', 'int32', 'bool'])
    expect(choice.float32).toEqual(['float32', 'refused', 'float32', 'float32'])
  })

  test('in a comparison: the result is bool', () => {
    expect(table((a, b) => equal(one(a), one(b) as never)).int32).toEqual([
      'bool',
      'bool',
      'bool',
      'bool',
    ])
  })
})

describe('a bare number', () => {
  test('takes the dtype of the tensor beside it', () => {
    expect(dtypes.map(dtype => dtypeOf(() => mul(one(dtype) as never, 2)))).toEqual([
      'float32',
      'float64',
      'int32',
      'int32',
    ])
    expect(add(one('float64'), 0.1).item()).toBe(1.1)
    expect(add(0.1, one('float64')).item()).toBe(1.1)
  })

  test('takes the dtype that all tensors have in common', () => {
    expect(where(tensor([true]), tensor([1], { dtype: 'int32' }), 2).dtype).toBe('int32')
    expect(pow(one('int32'), 2).dtype).toBe('int32')
  })

  test('is float32 among numbers', () => {
    expect(add(1, 2).dtype).toBe('float32')
    expect(where(tensor(true), 1, 2).dtype).toBe('float32')
  })
})

describe('one dtype becomes another', () => {
  test('in functions with real results: whole numbers give float32', () => {
    expect(dtypes.map(dtype => sin(one(dtype)).dtype)).toEqual([
      'float32',
      'float64',
      'float32',
      'float32',
    ])
    expect(mean(tensor([1, 2], { dtype: 'int32' })).item()).toBe(1.5)
  })

  test('in sums and products: truth values are counted', () => {
    expect(sum(tensor([true, true, false])).item()).toBe(2)
    expect(dtypes.map(dtype => sum(one(dtype)).dtype)).toEqual([
      'float32',
      'float64',
      'int32',
      'int32',
    ])
    expect(prod(tensor([true, true])).dtype).toBe('int32')
  })

  test('by astype: towards zero to int32, "is not 0" to bool', () => {
    const x = tensor([-1.7, -0.2, 0, 0.9, 2.5])
    expect(astype(x, 'int32').toArray()).toEqual([-1, 0, 0, 0, 2])
    expect(astype(x, 'bool').toArray()).toEqual([true, true, false, true, true])
    expect(astype(tensor([true, false]), 'float64').toArray()).toEqual([1, 0])
    expect(astype(tensor([0.1], { dtype: 'float64' }), 'float32').item()).toBe(Math.fround(0.1))
  })
})
