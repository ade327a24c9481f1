/** What is large, deep or long, and what few engines would take as it stands. */
import {
  add,
  broadcastTo,
  concat,
  round,
  slice,
  stack,
  sum,
  type Tensor,
  TreeError,
  tensor,
} from '@miniflow/core'
import { jit } from '@miniflow/jit'
import { expect, test, vi } from 'vitest'

const many = (n: number): readonly Tensor[] => Array.from({ length: n }, (_, i) => tensor([i, -i]))

test('more operands than a function of a module has parameters are joined', () => {
  const joined = jit((xs: readonly Tensor[]) => concat(xs))(many(1500))
  expect(joined.shape).toEqual([3000])
  expect(slice(joined, [2998], [3000]).toArray()).toEqual([1499, -1499])
  const piled = jit((xs: readonly Tensor[]) => stack(xs, { axis: 1 }))(many(1200))
  expect(slice(piled, [1, 1198], [2, 1200]).toArray()).toEqual([[-1198, -1199]])
})

test('a program beyond the limits of an engine runs as it is written, and says so', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  try {
    const tensors = Array.from({ length: 60_000 }, (_, i) => tensor(i % 7))
    const total = jit((xs: readonly Tensor[]) => sum(stack(xs)))(tensors)
    expect(total.item()).toBe(tensors.reduce((n, x) => n + x.item(), 0))
    expect(warn.mock.calls.join()).toContain('too large for this engine')
  } finally {
    warn.mockRestore()
  }
})

test.each([1e4, 1e5, 1e6])('a sum of %d equal numbers is right to 4 units in the last place', n => {
  const f = jit((x: Tensor) => sum(x))
  for (const value of [0.1, 0.3, 1 / 3, 1.1]) {
    const exact = n * Math.fround(value)
    const got = f(broadcastTo(tensor(value), [n])).item()
    expect(Math.abs(got - exact) / exact).toBeLessThan(4 * 2 ** -23)
  }
})

test('arguments that hold themselves are refused', () => {
  const ring: unknown[] = []
  ring.push(ring)
  const knot: { itself?: unknown } = {}
  knot.itself = knot
  const f = jit((x: Tensor, _: unknown) => add(x, 1))
  for (const endless of [ring, knot]) expect(() => f(tensor(1), endless)).toThrow(TreeError)
})

test.each([1, 3, 9])('%d numbers are rounded to zeros with their signs', n => {
  const x = tensor(Array.from({ length: n }, () => -0.5))
  expect(jit((y: Tensor) => round(y))(x).toArray()).toEqual(Array.from({ length: n }, () => -0))
})
