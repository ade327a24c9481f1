/** Variances without degrees of freedom left, and derivatives of extremes where a cotangent is infinite. */
import { grad, max, min, sqrt, std, type Tensor, tensor, variance } from '@miniflow/core'
import { expect, test } from 'vitest'
import { messageOf } from '../support/message.js'

const x = tensor([1, 3])

test('a variance divides by the degrees of freedom, and by 0 where none are left', () => {
  expect(variance(x).item()).toBe(1)
  expect(variance(x, { ddof: 1 }).item()).toBe(2)
  expect(variance(x, { ddof: 2 }).item()).toBe(Number.POSITIVE_INFINITY)
  expect(variance(x, { ddof: 3 }).item()).toBe(Number.POSITIVE_INFINITY)
  expect(std(x, { ddof: 3 }).item()).toBe(Number.POSITIVE_INFINITY)
  expect(variance(tensor([2]), { ddof: 1 }).item()).toBeNaN()
})

test('degrees of freedom are a number', () => {
  expect(messageOf(() => std(x, { ddof: 'one' as never }))).toBe(
    'ArgumentError: std: ddof is the string "one"; expected a finite number.',
  )
})

test('what is not the extreme has derivative 0, be that of the extreme infinite', () => {
  const largest = (y: Tensor): Tensor => sqrt(max(y))
  const smallest = (y: Tensor): Tensor => sqrt(min(y))
  expect(grad(largest)(tensor([0, -1])).toArray()).toEqual([Number.POSITIVE_INFINITY, 0])
  expect(grad(smallest)(tensor([1, 0])).toArray()).toEqual([0, Number.POSITIVE_INFINITY])
})
