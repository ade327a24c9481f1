import { add, grad, mul, type Tensor, tensor } from '@miniflow/core'
import { expect, test } from 'vitest'

test('a gradient goes through 1,000,000 chained operations', { timeout: 120_000 }, () => {
  const f = (x: Tensor): Tensor => {
    let y = x
    for (let step = 0; step < 1_000_000; step++) y = add(y, x)
    return mul(y, 1)
  }
  expect(grad(f)(tensor(2, { dtype: 'float64' })).item()).toBe(1_000_001)
})
