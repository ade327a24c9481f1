import {
  add,
  cumsum,
  grad,
  logSoftmax,
  matmul,
  mean,
  mul,
  neg,
  sigmoid,
  sub,
  sum,
  type Tensor,
  tanh,
  trace,
  valueAndGrad,
  zeros,
} from '@miniflow/core'
import type { Tape } from '@miniflow/core/extend'
import { describe, expect, test } from 'vitest'
import { compile } from '../../src/lower/compile.js'
import { type Need, planMemory } from '../../src/lower/plan.js'
import { type Draw, drawing } from './draw.js'

const needs = (draw: Draw): readonly Need[] =>
  Array.from({ length: draw.below(60) }, (_, slot) => {
    const first = draw.below(40)
    return {
      slot,
      bytes: draw.pick([0, 1, 4, 4, 8, 40, 64, 100, 4096, 70000]),
      first,
      last: first + draw.below(8),
    }
  })

const meet = (a: Need, b: Need): boolean => a.first <= b.last && b.first <= a.last

describe('the memory plan', () => {
  test('gives what is needed at one time places apart, aligned, within its bytes', () => {
    for (let seed = 0; seed < 200; seed++) {
      const { placed, bytes, lowerBound } = planMemory(needs(drawing(seed)))
      expect(bytes).toBeGreaterThanOrEqual(lowerBound)
      placed.forEach((a, i) => {
        expect(a.offset + a.bytes).toBeLessThanOrEqual(bytes)
        expect(a.offset % (a.bytes >= 64 ? 64 : 4)).toBe(0)
        for (const b of placed.slice(i + 1))
          if (meet(a, b) && a.bytes > 0 && b.bytes > 0)
            expect(a.offset + a.bytes <= b.offset || b.offset + b.bytes <= a.offset).toBe(true)
      })
    }
  })

  test('needs no more than its lower bound where all sizes are one', () => {
    for (let seed = 0; seed < 50; seed++) {
      const same = needs(drawing(seed)).map(need => ({ ...need, bytes: 8 }))
      const { bytes, lowerBound } = planMemory(same)
      expect(bytes).toBe(lowerBound)
    }
  })
})

const dense = (x: Tensor, w: Tensor, b: Tensor): Tensor => add(matmul(x, w), b) as Tensor

const step = (): Tape => {
  const loss = (w1: Tensor, b1: Tensor, w2: Tensor, b2: Tensor, x: Tensor, y: Tensor): Tensor =>
    neg(
      mean(
        sum(mul(y, logSoftmax(dense(sigmoid(dense(x, w1, b1)) as Tensor, w2, b2))), { axis: 1 }),
      ),
    ) as Tensor
  const update = (...[w1, b1, w2, b2, x, y]: readonly Tensor[]) => {
    const at = (ps: readonly Tensor[]) =>
      loss(...(ps as [Tensor, Tensor, Tensor, Tensor]), x as Tensor, y as Tensor)
    const ps = [w1, b1, w2, b2] as readonly Tensor[]
    const [value, gs] = valueAndGrad(at)(ps)
    return [value, ...ps.map((p, i) => sub(p, mul(gs[i] as Tensor, 0.1)))] as Tensor[]
  }
  return trace(update as (...xs: Tensor[]) => Tensor[])(
    zeros([784, 128]),
    zeros([128]),
    zeros([128, 10]),
    zeros([10]),
    zeros([128, 784]),
    zeros([128, 10]),
  )
}

const LAYERS = 20

/** Layers of different widths, so that buffers do not simply take turns. */
const widths = Array.from({ length: LAYERS + 1 }, (_, i) => 16 + ((i * 37) % 96))

const deep = (): Tape => {
  const f = (ws: readonly Tensor[], x: Tensor): Tensor =>
    sum(ws.reduce((h, w) => tanh(matmul(h, w)) as Tensor, x)) as Tensor
  const ws = widths.slice(1).map((n, i) => zeros([widths[i] as number, n]) as Tensor)
  return trace(grad(f))(ws, zeros([50, 16]))
}

describe('memory of programs', () => {
  test.each([
    ['a training step', step],
    ['the gradient of 20 layers', deep],
  ])('%s takes at most 1.3 times the least that any plan could', (_, tape) => {
    const { plan } = compile(tape(), { relaxed: false }).program
    expect(plan.bytes).toBeLessThanOrEqual(1.3 * plan.lowerBound)
  })
})

test('a loop whose operand is needed no more writes in its place', () => {
  const f = (x: Tensor): Tensor => {
    // Each running sum is a kernel of its own; what is done between them is a loop.
    const first = cumsum(x, { axis: 0 })
    const second = cumsum(mul(tanh(first), 0.5), { axis: 0 })
    return cumsum(mul(tanh(second), 0.5), { axis: 0 }) as Tensor
  }
  const { plan } = compile(trace(f)(zeros([1024])), { relaxed: false }).program
  const places = new Map(plan.placed.map(({ slot, offset }) => [slot, offset]))
  expect(plan.placed).toHaveLength(4)
  expect(new Set(places.values()).size).toBe(2)
  expect(plan.bytes).toBe(plan.lowerBound)
})
