import { oneHot, run, type Tensor, take, takeAlongAxis, tensor, trace, zeros } from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { messageOf } from '../support/message.js'

const x2: Tensor = zeros([2])
const int: Tensor = tensor([1, 2], { dtype: 'int32' })
const int5: Tensor = tensor([0, 5], { dtype: 'int32' })

describe('indices out of range', () => {
  test('of an axis', () => {
    expect(messageOf(() => take(zeros([3]), int5))).toMatchInlineSnapshot(`
      "IndexError: take: index 5 (element 1 of the indices) is outside of an axis of length 3.
        Indices run from -3 to 2."
    `)
    expect(messageOf(() => take(zeros([3]), -4))).toMatchInlineSnapshot(`
      "IndexError: take: index -4 (element 0 of the indices) is outside of an axis of length 3.
        Indices run from -3 to 2."
    `)
    expect(messageOf(() => take(zeros([0]), 0))).toMatchInlineSnapshot(`
      "IndexError: take: index 0 (element 0 of the indices) is outside of an axis of length 0.
        The axis is empty."
    `)
  })

  test('along an axis', () => {
    expect(messageOf(() => takeAlongAxis(x2, int5))).toMatchInlineSnapshot(`
      "IndexError: takeAlongAxis: index 5 (element 1 of the indices) is outside of an axis of length 2.
        Indices run from -2 to 1."
    `)
  })

  test('of labels', () => {
    expect(messageOf(() => oneHot(int5, 3))).toMatchInlineSnapshot(`
      "IndexError: oneHot: label 5 (element 1) does not fit depth 3.
        Labels are whole numbers from 0 to 2."
    `)
  })

  test('are found when a tape runs on other indices', () => {
    const tape = trace((i: Tensor) => take(x2, i as never))(int)
    expect(messageOf(() => run(tape)(int5))).toMatchInlineSnapshot(`
      "IndexError: take: index 5 (element 1 of the indices) is outside of an axis of length 2.
        Indices run from -2 to 1."
    `)
  })
})
