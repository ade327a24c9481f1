import { arange, eye, ones, outer, random, type Tensor, tile, zeros } from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { js } from '../support/js.js'
import { messageOf } from '../support/message.js'

const x2: Tensor = zeros([2])

describe('shapes that are none', () => {
  test('a number', () => {
    expect(messageOf(() => js('zeros', 3))).toMatchInlineSnapshot(`
      "ShapeError: zeros: got 3 where a shape is expected.
        A shape is a list: write [3]."
    `)
  })

  test('not a number', () => {
    expect(messageOf(() => zeros([2, Number.NaN]))).toMatchInlineSnapshot(`
      "ShapeError: zeros: axis 1 of shape [2,NaN] is NaN.
        An axis length is a whole number from 0 on."
    `)
  })

  test('a negative length', () => {
    expect(messageOf(() => ones([-1]))).toMatchInlineSnapshot(`
      "ShapeError: ones: axis 0 of shape [-1] is -1.
        An axis length is a whole number from 0 on."
    `)
    expect(messageOf(() => eye(-2))).toMatchInlineSnapshot(`
      "ShapeError: eye: axis 0 of shape [-2,-2] is -2.
        An axis length is a whole number from 0 on."
    `)
    expect(messageOf(() => tile(x2, [-1]))).toMatchInlineSnapshot(`
      "ShapeError: tile: axis 0 of shape [-1] is -1.
        An axis length is a whole number from 0 on."
    `)
  })

  test('a fraction', () => {
    expect(messageOf(() => random.normal(random.key(0), [2.5]))).toMatchInlineSnapshot(`
      "ShapeError: random.normal: axis 0 of shape [2.5] is 2.5.
        An axis length is a whole number from 0 on."
    `)
  })

  test('more than any array holds', () => {
    expect(messageOf(() => zeros([100_000, 100_000]))).toMatchInlineSnapshot(
      `"ShapeError: zeros: shape [100000,100000] is too large; one array holds at most 2147483647 elements."`,
    )
    expect(messageOf(() => zeros([1e200, 1e200, 0]))).toMatchInlineSnapshot(
      `"ShapeError: zeros: shape [1e+200,1e+200,0] is too large; one array holds at most 2147483647 elements."`,
    )
    expect(messageOf(() => arange(1e12))).toMatchInlineSnapshot(
      `"ShapeError: arange: shape [1000000000000] is too large; one array holds at most 2147483647 elements."`,
    )
  })

  test('more than any array holds, as a result', () => {
    const long: Tensor = zeros([100_000])
    expect(messageOf(() => outer(long, long))).toMatchInlineSnapshot(
      `"ShapeError: tensor: 10000000000 elements of float32 are more than the memory at hand can hold."`,
    )
  })
})
