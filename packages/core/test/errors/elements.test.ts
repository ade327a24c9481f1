import { type Tensor, tensor, zeros } from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { messageOf } from '../support/message.js'

const x2: Tensor = zeros([2])

describe('elements', () => {
  test('of ragged arrays', () => {
    expect(messageOf(() => tensor([[1, 2], [3]] as never))).toMatchInlineSnapshot(`
      "ShapeError: tensor: nested arrays are ragged: at [1] there is an array of 1, expected an array of 2 as in the first row.
        All rows of one level must have the same length; fill up shorter ones."
    `)
    expect(messageOf(() => tensor([1, [2]] as never))).toMatchInlineSnapshot(`
      "ShapeError: tensor: nested arrays are ragged: at [1] there is an array, expected a number as in the first row.
        All rows of one level must have the same length; fill up shorter ones."
    `)
    expect(messageOf(() => tensor([[1], 2] as never))).toMatchInlineSnapshot(`
      "ShapeError: tensor: nested arrays are ragged: at [1] there is a number, expected an array of 1 as in the first row.
        All rows of one level must have the same length; fill up shorter ones."
    `)
  })

  test('that are not numbers', () => {
    expect(messageOf(() => tensor(['1'] as never))).toMatchInlineSnapshot(
      `"ArgumentError: tensor: element 0 is the string "1"; expected a number or a boolean."`,
    )
    expect(messageOf(() => tensor([null] as never))).toMatchInlineSnapshot(
      `"ArgumentError: tensor: element 0 is null; expected a number or a boolean."`,
    )
    expect(messageOf(() => tensor([x2, x2] as never))).toMatchInlineSnapshot(`
      "ArgumentError: tensor: element 0 is a tensor float32[2]; expected a number or a boolean.
        Use stack to join tensors."
    `)
  })

  test('that are missing', () => {
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is tested
    expect(messageOf(() => tensor([1, , 3] as never))).toMatchInlineSnapshot(
      `"ArgumentError: tensor: element 1 is undefined; expected a number or a boolean."`,
    )
    expect(messageOf(() => tensor(undefined as never))).toMatchInlineSnapshot(
      `"ArgumentError: tensor: element 0 is undefined; expected a number or a boolean."`,
    )
  })

  test('more or fewer than the shape says', () => {
    expect(messageOf(() => tensor([1, 2, 3], [2, 2]))).toMatchInlineSnapshot(
      `"ShapeError: tensor: got 3 elements for shape [2,2], which has 4."`,
    )
    expect(messageOf(() => tensor(5 as never, [2, 2]))).toMatchInlineSnapshot(`
      "ArgumentError: tensor: got the number 5 with a shape; expected a flat array of numbers.
        Use full(shape, value) for one value everywhere."
    `)
  })
})
