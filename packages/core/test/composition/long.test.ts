import { add, checkpoint, grad, mul, scan, sin, type Tensor, tensor, trace } from '@miniflow/core'
import { expect, test } from 'vitest'
import { wave } from '../support/wave.js'

const STEPS = 20_000

const last = (w: Tensor, xs: Tensor): Tensor =>
  scan(
    (carry: Tensor, x: Tensor) => [sin(add(mul(carry, w), x)), []],
    tensor(0, { dtype: 'float64' }) as Tensor,
    xs,
  )[0]

/** d/dw of y' = sin(w y + x) after all xs, by the recursion d' = cos(w y + x) (y + w d). */
const byHand = (w: number, xs: Float64Array): number => {
  let [y, d] = [0, 0]
  for (const x of xs) [y, d] = [Math.sin(w * y + x), Math.cos(w * y + x) * (y + w * d)]
  return d
}

test('a scan of 20,000 steps has its gradient, under a checkpoint too', () => {
  const xs: Tensor = wave([STEPS])
  const w: Tensor = tensor(0.9, { dtype: 'float64' })
  const want = byHand(0.9, xs.data() as Float64Array)
  expect(grad(last)(w, xs).item()).toBeCloseTo(want, 10)
  expect(grad((v: Tensor) => checkpoint(last)(v, xs))(w).item()).toBeCloseTo(want, 10)
})

test('the tape of a scan does not grow with its steps', () => {
  const nodes = (steps: number): number =>
    trace(grad(last) as (w: Tensor, xs: Tensor) => Tensor)(wave([]), wave([steps])).nodes.length
  expect(nodes(STEPS)).toBe(nodes(2))
})
