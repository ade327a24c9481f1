/** Tensors of one number are that number until somebody reads them, and nobody can tell. */
import {
  add,
  broadcastTo,
  type DType,
  full,
  mul,
  neg,
  reshape,
  sum,
  type Tensor,
  tensor,
  zeros,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { type Dense, uniformOf } from '../../src/data/tensor.js'

const many = 5000
const numbers = [0, -0, 1, -0.1, 1e-40, Number.NaN, Number.POSITIVE_INFINITY]

const known = (x: Tensor): number | undefined => uniformOf(x as unknown as Dense)

describe('many equal numbers', () => {
  test.each(numbers)('are each %d, as in a tensor of few', number => {
    for (const dtype of ['float32', 'float64'] as const) {
      const [one] = full([1], number, { dtype }).data()
      const data = full([many], number, { dtype }).data()
      expect(data.length).toBe(many)
      expect(data.every(x => Object.is(x, one))).toBe(true)
    }
  })

  test.each<[DType, number]>([
    ['float32', -0.1],
    ['float64', -0.1],
    ['int32', -7],
    ['bool', 1],
  ])('are known as that number, rounded to %s', (dtype, number) => {
    const x = broadcastTo(tensor([number], { dtype }), [many])
    expect(known(x)).toBe(x.data()[0])
    expect(known(reshape(x, [50, 100]))).toBe(x.data()[0])
  })

  test('are computed with like others', () => {
    const x = full([many], 2)
    expect(sum(mul(add(x, 1), neg(x))).item()).toBe(-6 * many)
  })

  test('cannot be changed by the array that they are read as', () => {
    const x = zeros([many])
    x.data().fill(9)
    expect(sum(x).item()).toBe(0)
  })

  test('are refused at once where memory does not hold them', () => {
    expect(() => zeros([2 ** 33])).toThrow('too large')
  })
})

test('few numbers, and numbers that were computed, are not known to be equal', () => {
  expect(known(full([4], 2))).toBeUndefined()
  expect(known(add(full([many], 2), 1))).toBeUndefined()
})
