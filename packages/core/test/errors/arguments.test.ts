import {
  arange,
  linspace,
  oneHot,
  roll,
  slice,
  stack,
  type Tensor,
  tensor,
  zeros,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { js } from '../support/js.js'
import { messageOf } from '../support/message.js'

const x23: Tensor = zeros([2, 3])
const x2: Tensor = zeros([2])
const int: Tensor = tensor([1, 2], { dtype: 'int32' })

describe('arguments of another kind', () => {
  test('an array for a tensor', () => {
    expect(messageOf(() => js('sum', [1, 2]))).toMatchInlineSnapshot(`
      "ArgumentError: sum: got an array of 2; expected a tensor or a number.
        Make it a tensor: tensor(x)."
    `)
    expect(messageOf(() => js('add', x2, [1, 2]))).toMatchInlineSnapshot(`
      "ArgumentError: add: got an array of 2; expected a tensor or a number.
        Make it a tensor: tensor(x)."
    `)
    expect(messageOf(() => js('matmul', new Float32Array(2), x2))).toMatchInlineSnapshot(`
      "ArgumentError: matmul: got an instance of Float32Array; expected a tensor.
        Make it a tensor: tensor(x)."
    `)
  })

  test('a number for a matrix', () => {
    expect(messageOf(() => js('matmul', 2, x2))).toMatchInlineSnapshot(`
      "ArgumentError: matmul: got the number 2; expected a tensor.
        Make it a tensor: tensor(x)."
    `)
  })

  test('nothing, a string, a promise, an object', () => {
    expect(messageOf(() => js('exp'))).toMatchInlineSnapshot(
      `"ArgumentError: exp: got undefined; expected a tensor or a number."`,
    )
    expect(messageOf(() => js('add', x2, '1'))).toMatchInlineSnapshot(
      `"ArgumentError: add: got the string "1"; expected a tensor or a number."`,
    )
    expect(messageOf(() => js('add', Promise.resolve(x2), 1))).toMatchInlineSnapshot(
      `"ArgumentError: add: got a promise; expected a tensor or a number."`,
    )
    expect(messageOf(() => js('relu', { x: x2 }))).toMatchInlineSnapshot(
      `"ArgumentError: relu: got an object with keys x; expected a tensor or a number."`,
    )
  })

  test('an axis in place of options', () => {
    expect(messageOf(() => js('sum', x23, 0))).toMatchInlineSnapshot(`
      "ArgumentError: sum: got the number 0 where options are expected.
        Options are an object such as { axis: ..., keepdims: ... }."
    `)
    expect(messageOf(() => js('zeros', [2], 'int32'))).toMatchInlineSnapshot(`
      "ArgumentError: zeros: got the string "int32" where options are expected.
        Options are an object such as { dtype: ... }."
    `)
  })

  test('an option that does not exist', () => {
    expect(messageOf(() => js('sum', x23, { axis: 0, keepDims: true }))).toMatchInlineSnapshot(`
      "ArgumentError: sum: there is no option keepDims.
        The options are: axis, keepdims."
    `)
  })

  test('a number for a list', () => {
    expect(messageOf(() => js('slice', x2, 0, 1))).toMatchInlineSnapshot(
      `"ArgumentError: slice: starts are the number 0; expected a list of whole numbers."`,
    )
    expect(messageOf(() => js('transpose', x23, 1))).toMatchInlineSnapshot(
      `"ArgumentError: transpose: axes are the number 1; expected a list of whole numbers."`,
    )
    expect(messageOf(() => js('concat', x23, x23))).toMatchInlineSnapshot(`
      "ArgumentError: concat: got a tensor float32[2,3]; expected a list of tensors.
        Give at least one tensor: concat([x, y], { axis: 0 })."
    `)
  })

  test('an empty list', () => {
    expect(messageOf(() => stack([] as never))).toMatchInlineSnapshot(`
      "ArgumentError: stack: got an empty array; expected a list of tensors.
        Give at least one tensor: stack([x, y], { axis: 0 })."
    `)
  })

  test('a fraction for a whole number', () => {
    expect(messageOf(() => roll(x2, 0.5))).toMatchInlineSnapshot(
      `"ArgumentError: roll: shifts hold the number 0.5; expected a list of whole numbers."`,
    )
    expect(messageOf(() => slice(x2, [0], [1.5]))).toMatchInlineSnapshot(
      `"ArgumentError: slice: ends hold the number 1.5; expected a list of whole numbers."`,
    )
    expect(messageOf(() => oneHot(int, 2.5))).toMatchInlineSnapshot(
      `"ArgumentError: oneHot: depth is the number 2.5; expected a whole number from 0 on."`,
    )
  })

  test('a step of 0', () => {
    expect(messageOf(() => slice(x2, [0], [1], [0]))).toMatchInlineSnapshot(
      `"ArgumentError: slice: strides [0] hold 0; a stride goes somewhere."`,
    )
    expect(messageOf(() => arange(0, 1, 0))).toMatchInlineSnapshot(
      `"ArgumentError: arange: step is 0; expected any other number."`,
    )
  })

  test('a number that is none', () => {
    expect(messageOf(() => arange(Number.NaN))).toMatchInlineSnapshot(
      `"ArgumentError: arange: stop is the number NaN; expected a finite number."`,
    )
    expect(messageOf(() => linspace(0, Number.POSITIVE_INFINITY))).toMatchInlineSnapshot(
      `"ArgumentError: linspace: stop is the number Infinity; expected a finite number."`,
    )
  })

  test('a JavaScript operator', () => {
    expect(messageOf(() => (x2 as never as number) + 1)).toMatchInlineSnapshot(`
      "ArgumentError: tensor: a float32 tensor of shape [2] met a JavaScript operator, which works on numbers only.
        Write add(x, y), sub(x, y), mul(x, y), neg(x), less(x, y), equal(x, y); or x.item() for the number."
    `)
    expect(messageOf(() => (x2 as never as number) > 0)).toMatchInlineSnapshot(`
      "ArgumentError: tensor: a float32 tensor of shape [2] met a JavaScript operator, which works on numbers only.
        Write add(x, y), sub(x, y), mul(x, y), neg(x), less(x, y), equal(x, y); or x.item() for the number."
    `)
  })
})
