/** Memory stays flat over many steps, though nothing is ever disposed of. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import {
  add,
  grad,
  matmul,
  mul,
  random,
  square,
  sub,
  sum,
  type Tensor,
  zeros,
} from '@miniflow/core'
import { jit } from '@miniflow/jit'
import { expect, test } from 'vitest'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

test('20,000 steps in one turn, with results that nobody reads, hold memory flat', {
  timeout: 60_000,
}, () => {
  const x = random.normal(random.key(0), [8, 64])
  const y = random.normal(random.key(1), [8, 32])
  const loss = (w: Tensor): Tensor => sum(square(sub(matmul(x, w), y)))
  const step = jit((w: Tensor) => ({
    w: sub(w, mul(grad(loss)(w), 1e-3)),
    loss: loss(w),
    unread: add(w, 1),
  }))
  // 8 KB of parameters: they stay with the module
  let w: Tensor = zeros([64, 32])
  const walk = (steps: number): void => {
    for (let i = 0; i < steps; i++) w = step(w).w
  }
  const bytes = (): number => {
    // The engine gives the memory of one collection back during the next.
    collect()
    collect()
    const { arrayBuffers, heapUsed, external } = process.memoryUsage()
    return Math.max(arrayBuffers, external) + heapUsed
  }
  walk(3000)
  const before = bytes()
  walk(20_000)
  // 40,000 results of 8 KB are 320 MB
  expect(bytes() - before).toBeLessThan(16 * 2 ** 20)
  expect(step(w).loss.item()).toBeLessThan(loss(zeros([64, 32])).item())
})
