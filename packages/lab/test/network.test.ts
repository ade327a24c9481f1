import { random, tensor, tree } from '@miniflow/core'
import { expect, test } from 'vitest'
import { networkOf, sizesOf, trapezoid } from '../src/network.js'

test('one layer goes from pixels to classes, two have 128 units between', () => {
  expect(sizesOf(1, 784, 10)).toEqual([784, 10])
  expect(sizesOf(2, 784, 10)).toEqual([784, 128, 10])
})

test('one layer is x w + b', () => {
  const { apply } = networkOf([2, 2])
  const params = {
    layers: [
      {
        w: tensor([
          [2, 0],
          [0, 3],
        ]),
        b: tensor([10, 20]),
      },
    ],
  }
  expect(apply(params, tensor([[1, 2]])).toArray()).toEqual([[12, 26]])
})

test('two layers have a sigmoid between them', () => {
  const { apply } = networkOf([1, 1, 1])
  const params = {
    layers: [
      { w: tensor([[1]]), b: tensor([0]) },
      { w: tensor([[1]]), b: tensor([0]) },
    ],
  }
  expect(apply(params, tensor([[0], [1000]])).toArray()).toEqual([[0.5], [1]])
})

test('parameters begin as the key says', () => {
  const { init } = networkOf([4, 3, 2])
  const numbers = (seed: number) => tree.leaves(init(random.key(seed))).map(leaf => leaf.toArray())
  expect(numbers(5)).toEqual(numbers(5))
  expect(numbers(5)).not.toEqual(numbers(6))
})

test('the rate rises from nearly 0 to its height, stays, and falls back', () => {
  const rate = (t: number): number => {
    const at = trapezoid(4, 100)(tensor(t, { dtype: 'float64' }))
    return typeof at === 'number' ? at : at.item()
  }
  expect(rate(0)).toBeCloseTo(4 / 15, 12)
  expect(rate(14)).toBeCloseTo(4, 12)
  expect(rate(50)).toBe(4)
  expect(rate(70)).toBeCloseTo(4, 12)
  expect(rate(85)).toBeCloseTo(2, 12)
  expect(rate(99)).toBeCloseTo(4 / 30, 12)
})

test('the rate of a run of a single step is above 0 and at most its height', () => {
  const at = trapezoid(1, 1)(tensor(0, { dtype: 'float64' }))
  expect(typeof at === 'number' ? at : at.item()).toBe(1)
})
