import {
  logSoftmax,
  mean,
  softmax,
  sum,
  type Tensor,
  tensor,
  transpose,
  zeros,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { js } from '../support/js.js'
import { messageOf } from '../support/message.js'

const x23: Tensor = zeros([2, 3])
const x2: Tensor = zeros([2])

describe('axes', () => {
  test('that do not exist', () => {
    expect(messageOf(() => sum(x23, { axis: 2 }))).toMatchInlineSnapshot(`
      "ShapeError: sum: axis 2 does not exist: the tensor has 2 axes.
        Use a whole number from -2 to 1."
    `)
    expect(messageOf(() => softmax(x2, { axis: -2 }))).toMatchInlineSnapshot(`
      "ShapeError: softmax: axis -2 does not exist: the tensor has 1 axis.
        Use a whole number from -1 to 0."
    `)
  })

  test('of a scalar', () => {
    expect(messageOf(() => logSoftmax(tensor(1) as Tensor))).toMatchInlineSnapshot(
      `"ShapeError: logSoftmax: axis -1 of a scalar, which has no axes."`,
    )
  })

  test('named twice', () => {
    expect(messageOf(() => mean(x23, { axis: [0, -2] }))).toMatchInlineSnapshot(`
      "ShapeError: mean: axis -2 is named twice in [0,-2].
        Name each once."
    `)
  })

  test('that are not whole numbers', () => {
    expect(messageOf(() => sum(x23, { axis: 0.5 }))).toMatchInlineSnapshot(
      `"ArgumentError: sum: axis is 0.5; expected a whole number."`,
    )
    expect(messageOf(() => js('argmax', x23, { axis: [0] }))).toMatchInlineSnapshot(
      `"ArgumentError: argmax: axis is [0]; expected a whole number."`,
    )
    expect(messageOf(() => js('sum', x23, { axis: null }))).toMatchInlineSnapshot(`
      "ArgumentError: sum: axis is null; expected a number or a list of numbers.
        Leave it out for all axes."
    `)
  })

  test('that are no order', () => {
    expect(messageOf(() => transpose(x23, [0, 0]))).toMatchInlineSnapshot(`
      "ShapeError: transpose: axes [0,0] are not an order of the 2 axes of [2,3].
        Name each axis once."
    `)
  })
})
