import { random, type Tensor, zeros } from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { messageOf } from '../support/message.js'

const x23: Tensor = zeros([2, 3])

describe('random numbers', () => {
  const key = random.key(0)

  test('from a seed that is none', () => {
    expect(messageOf(() => random.key(0.5))).toMatchInlineSnapshot(
      `"ArgumentError: random.key: the seed is the number 0.5; expected a whole number below 2^53."`,
    )
  })

  test('from a key that is none', () => {
    expect(messageOf(() => random.normal(0 as never, [2]))).toMatchInlineSnapshot(`
      "ArgumentError: random.normal: got the number 0 for a key; expected int32[2].
        Make one with random.key(seed), and several with random.split(key, n)."
    `)
    expect(messageOf(() => random.uniform(random.split(key) as never, [2]))).toMatchInlineSnapshot(`
      "ArgumentError: random.uniform: got an array of 2 for a key; expected int32[2].
        Make one with random.key(seed), and several with random.split(key, n)."
    `)
  })

  test('from a key mixed with no whole number', () => {
    expect(messageOf(() => random.foldIn(key, 1.5))).toMatchInlineSnapshot(
      `"ArgumentError: random.foldIn: got the number 1.5 to mix in; expected a whole number of 32 bits or a tensor int32[]."`,
    )
  })

  test('between bounds that are none', () => {
    expect(messageOf(() => random.uniform(key, [2], { low: Number.NaN }))).toMatchInlineSnapshot(
      `"ArgumentError: random.uniform: low is the number NaN; expected a finite number."`,
    )
  })

  test('with a probability that is none', () => {
    expect(messageOf(() => random.bernoulli(key, [2], 1.5))).toMatchInlineSnapshot(
      `"ArgumentError: random.bernoulli: p is 1.5; a probability is a number from 0 to 1."`,
    )
    expect(messageOf(() => random.bernoulli(key, [2], x23))).toMatchInlineSnapshot(`
      "ShapeError: random.bernoulli: shapes [2,3] and [2] do not broadcast: last axes are 3 and 2.
        To use one number per row, reshape [2] to [2,1]."
    `)
  })

  test('of whole numbers where only floats are drawn', () => {
    expect(
      messageOf(() => random.normal(key, [2], { dtype: 'int32' as never })),
    ).toMatchInlineSnapshot(`"DTypeError: random.normal: got int32; expected float32 or float64."`)
  })
})
