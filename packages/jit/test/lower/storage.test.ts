/** Truths have memory where what they are computed from would have to stay for them, and there alone. */
import {
  cumsum,
  grad,
  greater,
  maxPool,
  mul,
  sum,
  type Tensor,
  tanh,
  trace,
  where,
  zeros,
} from '@miniflow/core'
import type { Tape } from '@miniflow/core/extend'
import { expect, test } from 'vitest'
import { compile } from '../../src/lower/compile.js'
import { resultsOf } from '../../src/lower/step.js'

/** Results of the steps of a program that are truths. */
const truths = (tape: Tape): number => {
  const { steps, graph } = compile(tape, { relaxed: false }).program
  return steps
    .flatMap(({ step }) => resultsOf(step))
    .filter(slot => graph.nodes[slot]?.aval.dtype === 'bool').length
}

test('where each window is largest is found again, not kept, while the images are there', () => {
  const f = grad((x: Tensor) => sum(mul(maxPool(x, { window: [2, 2] }), 2)))
  expect(truths(trace(f)(zeros([2, 8, 8, 4])))).toBe(0)
})

test('truths that are read long after what they are computed from are kept in its place', () => {
  const f = (x: Tensor): Tensor => {
    const moved = cumsum(x, { axis: 0 })
    const mask = greater(moved, 0)
    const first = cumsum(where(mask, tanh(x), 1), { axis: 0 })
    return cumsum(where(mask, first, 2), { axis: 0 }) as Tensor
  }
  expect(truths(trace(f)(zeros([64, 64])))).toBe(1)
})
