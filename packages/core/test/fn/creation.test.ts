import {
  arange,
  eye,
  full,
  fullLike,
  linspace,
  ones,
  onesLike,
  tensor,
  zeros,
  zerosLike,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'

describe('arange', () => {
  test('counts up to, and not including, its end', () => {
    expect(arange(3).toArray()).toEqual([0, 1, 2])
    expect(arange(2, 5).toArray()).toEqual([2, 3, 4])
    expect(arange(1, 2, 0.25).toArray()).toEqual([1, 1.25, 1.5, 1.75])
  })

  test('counts down, or not at all', () => {
    expect(arange(5, 0, -2).toArray()).toEqual([5, 3, 1])
    expect(arange(0).toArray()).toEqual([])
    expect(arange(3, 1).toArray()).toEqual([])
  })

  test('takes its options last', () => {
    expect(arange(3, { dtype: 'int32' }).dtype).toBe('int32')
    expect(arange(0, 1, 0.1, { dtype: 'float64' }).toArray()).toHaveLength(10)
  })
})

describe('linspace', () => {
  test('has both ends, exactly', () => {
    expect(linspace(0, 1, 5).toArray()).toEqual([0, 0.25, 0.5, 0.75, 1])
    expect(linspace(0.1, 0.7, 7, { dtype: 'float64' }).toArray().at(-1)).toBe(0.7)
    expect(linspace(0, 1).size).toBe(50)
  })

  test('of one number is its start, of none is empty', () => {
    expect(linspace(3, 4, 1).toArray()).toEqual([3])
    expect(linspace(3, 4, 0).toArray()).toEqual([])
  })
})

describe('constants', () => {
  test('fill a shape', () => {
    expect(zeros([2, 1]).toArray()).toEqual([[0], [0]])
    expect(ones([2], { dtype: 'bool' }).toArray()).toEqual([true, true])
    expect(full([2], true).dtype).toBe('bool')
    expect(full([], 2.5).item()).toBe(2.5)
  })

  test('take shape and dtype of another tensor, or a dtype of their own', () => {
    const x = tensor([1, 2], { dtype: 'int32' })
    expect([zerosLike(x).dtype, onesLike(x).toArray()]).toEqual(['int32', [1, 1]])
    expect(fullLike(x, 0.5, { dtype: 'float64' }).toArray()).toEqual([0.5, 0.5])
  })
})

test('eye has ones on its diagonal, be it square or not', () => {
  expect(eye(2).toArray()).toEqual([
    [1, 0],
    [0, 1],
  ])
  expect(eye(2, 3, { dtype: 'int32' }).toArray()).toEqual([
    [1, 0, 0],
    [0, 1, 0],
  ])
  expect(eye(3, 1).toArray()).toEqual([[1], [0], [0]])
  expect(eye(0).shape).toEqual([0, 0])
})
