import {
  add,
  checkpoint,
  grad,
  mul,
  reshape,
  scan,
  sin,
  sum,
  type Tensor,
  tensor,
  zeros,
} from '@miniflow/core'
import { expect, test } from 'vitest'
import { wave } from '../support/wave.js'

const GIGABYTE = 2 ** 20

/** The most memory that the process ever had, in kilobytes. */
const peak = (): number => process.resourceUsage().maxRSS

const step = (w: Tensor) => (carry: Tensor, x: Tensor) => {
  const next = sin(add(mul(carry, w), x))
  return [next, []] as const
}

/** d/dw of y' = sin(w y + x) after all xs, by the recursion d' = cos(w y + x) (y + w d). */
const byHand = (w: number, xs: Float64Array): number => {
  let [y, d] = [0, 0]
  for (const x of xs) [y, d] = [Math.sin(w * y + x), Math.cos(w * y + x) * (y + w * d)]
  return d
}

test('a scan of a million steps under checkpoint has its gradient in less than a gigabyte', () => {
  const xs: Tensor = wave([1_000_000])
  const last = checkpoint((w: Tensor) => scan(step(w), tensor(0, { dtype: 'float64' }), xs)[0])
  const w: Tensor = tensor(0.9, { dtype: 'float64' })
  expect(grad(last)(w).item()).toBeCloseTo(byHand(0.9, xs.data() as Float64Array), 9)
  expect(peak()).toBeLessThan(GIGABYTE)
})

test('a wide carry, of which a million do not fit, is kept every thousand steps', () => {
  const width = 200
  const start: Tensor = zeros([width], { dtype: 'float64' })
  const xs: Tensor = reshape(wave([1_000_000]), [1000, 1000])
  const last = (w: Tensor): Tensor => {
    const rows = checkpoint((carry: Tensor, row: Tensor) => scan(step(w), carry, row)[0])
    return sum(scan((carry: Tensor, row: Tensor) => [rows(carry, row), []], start, xs)[0])
  }
  const want = width * byHand(0.9, xs.data() as Float64Array)
  const got = grad(last)(tensor(0.9, { dtype: 'float64' })).item()
  expect(Math.abs(got / want - 1)).toBeLessThan(1e-9)
  expect(peak()).toBeLessThan(GIGABYTE)
})
