import {
  add,
  arange,
  full,
  logicalAnd,
  mul,
  neg,
  type Tensor,
  take,
  tensor,
  where,
  zeros,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { js } from '../support/js.js'
import { messageOf } from '../support/message.js'

const x2: Tensor = zeros([2])
const int: Tensor = tensor([1, 2], { dtype: 'int32' })

describe('dtypes that do not fit', () => {
  test('two floats meet', () => {
    expect(
      messageOf(() => add(x2, zeros([2], { dtype: 'float64' }) as Tensor)),
    ).toMatchInlineSnapshot(`
      "DTypeError: add: got float32 and float64; two float dtypes do not mix.
        Convert one of them: astype(x, 'float32') or astype(x, 'float64')."
    `)
  })

  test('a fraction meets whole numbers', () => {
    expect(messageOf(() => mul(int, 0.5))).toMatchInlineSnapshot(`
      "DTypeError: mul: got the number 0.5 beside an int32 tensor, which holds whole numbers of 32 bits only.
        Convert the tensor with astype(x, 'float32')."
    `)
  })

  test('a number is too large for int32', () => {
    expect(messageOf(() => add(int, 2 ** 31))).toMatchInlineSnapshot(`
      "DTypeError: add: got the number 2147483648 beside an int32 tensor, which holds whole numbers of 32 bits only.
        Convert the tensor with astype(x, 'float32')."
    `)
  })

  test('truth values are added', () => {
    expect(
      messageOf(() => add(tensor([true]) as Tensor, tensor([true]) as Tensor)),
    ).toMatchInlineSnapshot(`
      "DTypeError: add: got bool and bool; truth values are not numbers.
        Use logicalAnd, logicalOr or logicalNot, or convert with astype(x, 'int32')."
    `)
    expect(messageOf(() => neg(tensor([true]) as Tensor))).toMatchInlineSnapshot(`
      "DTypeError: neg: got bool; truth values are not numbers.
        Use logicalAnd, logicalOr or logicalNot, or convert with astype(x, 'int32')."
    `)
  })

  test('numbers are taken for truth values', () => {
    expect(messageOf(() => where(x2 as Tensor<[2], 'bool'>, 1, 0))).toMatchInlineSnapshot(`
      "DTypeError: where: the condition is float32; expected bool.
        Compare first, as in greater(x, 0), or use astype(x, 'bool')."
    `)
    expect(messageOf(() => logicalAnd(1 as never, true))).toMatchInlineSnapshot(`
      "DTypeError: logicalAnd: got the number 1; expected bool.
        Compare first, as in greater(x, 0), or use astype(x, 'bool')."
    `)
  })

  test('an element does not fit its dtype', () => {
    expect(messageOf(() => tensor([1, 2.5], { dtype: 'int32' }))).toMatchInlineSnapshot(`
      "DTypeError: tensor: element 1 is 2.5, which is not an int32.
        int32 holds whole numbers from -2147483648 to 2147483647; use float32 or float64 for others."
    `)
    expect(messageOf(() => tensor([0, 2], { dtype: 'bool' }))).toMatchInlineSnapshot(`
      "DTypeError: tensor: element 1 is 2, which is not a bool.
        Use true and false."
    `)
    expect(messageOf(() => full([2], 0.5, { dtype: 'int32' }))).toMatchInlineSnapshot(`
      "DTypeError: full: the value is 0.5, which is not an int32.
        int32 holds whole numbers from -2147483648 to 2147483647; use float32 or float64 for others."
    `)
    expect(messageOf(() => arange(0, 2, 0.5, { dtype: 'int32' }))).toMatchInlineSnapshot(`
      "DTypeError: arange: element 1 is 0.5, which is not an int32.
        int32 holds whole numbers from -2147483648 to 2147483647; use float32 or float64 for others."
    `)
  })

  test('there is no such dtype', () => {
    expect(messageOf(() => zeros([2], { dtype: 'float16' as never }))).toMatchInlineSnapshot(`
      "DTypeError: zeros: the dtype is the string "float16".
        The dtypes are float32, float64, int32, bool."
    `)
    expect(messageOf(() => js('astype', x2, 'toString'))).toMatchInlineSnapshot(`
      "DTypeError: astype: the dtype is the string "toString".
        The dtypes are float32, float64, int32, bool."
    `)
  })

  test('indices are floats', () => {
    expect(messageOf(() => take(x2, tensor([0, 1]) as never))).toMatchInlineSnapshot(`
      "DTypeError: take: the indices are float32; expected int32.
        Make them with tensor([0, 2], { dtype: 'int32' }) or astype(x, 'int32')."
    `)
    expect(messageOf(() => take(x2, 0.5))).toMatchInlineSnapshot(
      `"DTypeError: take: the index is 0.5; expected a whole number."`,
    )
  })
})
