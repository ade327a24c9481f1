import { add, grad, mul, scan, sum, type Tensor, tensor, trace, zeros } from '@miniflow/core'
import { expect, test } from 'vitest'
import { compile } from '../../src/lower/compile.js'

test('a constant is in the module once, however many loops and derivatives read it', () => {
  const table = tensor([1, 2, 3]) as Tensor
  const f = (x: Tensor): Tensor => {
    const [last] = scan(
      (c: Tensor, row: Tensor) => [mul(add(c, row), table), []] as const,
      mul(x, table) as Tensor,
      zeros([4, 3]) as Tensor,
    )
    return sum(mul(last, table)) as Tensor
  }
  const { constants } = compile(trace(grad(f))(zeros([3])), { relaxed: false })
  expect(constants.filter(constant => constant === (table as unknown))).toHaveLength(1)
})

test('constants that are one number take no memory', () => {
  const f = (x: Tensor): Tensor => add(mul(x, zeros([1000])), 2) as Tensor
  expect(compile(trace(f)(zeros([1000])), { relaxed: false }).constants).toEqual([])
})
