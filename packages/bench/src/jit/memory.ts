/**
 * Whether memory stays flat under jit: over 100,000 steps of one compiled function, in one task and with a
 * task for each, and over 10,000 functions that are compiled, called and dropped. Run by itself:
 * `node packages/bench/dist/jit/memory.js`.
 */
import { setImmediate as nextTask } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import {
  add,
  grad,
  matmul,
  mean,
  mul,
  random,
  square,
  sub,
  sum,
  type Tensor,
  zeros,
} from '@miniflow/core'
import { jit } from '@miniflow/jit'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Bytes in use and resident, after what is garbage was collected and the registries were told of it. */
const used = async (): Promise<{ readonly kept: number; readonly rss: number }> => {
  for (let i = 0; i < 4; i++) {
    collect()
    await nextTask()
  }
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage()
  return { kept: heapUsed + arrayBuffers, rss }
}

const MIB = 2 ** 20
const mib = (bytes: number): string => (bytes / MIB).toFixed(1)

const x = random.normal(random.key(0), [32, 64])
const y = random.normal(random.key(1), [32, 64])

/** Its parameters are 16 KB, so that they stay in the heap of the modules. */
const loss = (w: Tensor): Tensor => mean(square(sub(matmul(x, w), y)))

const stepping = async (name: string, yields: boolean): Promise<void> => {
  const step = jit((w: Tensor) => ({ w: sub(w, mul(grad(loss)(w), 0.05)), loss: loss(w) }))
  let w: Tensor = zeros([64, 64])
  let last = Number.NaN
  const walk = async (steps: number): Promise<void> => {
    for (let i = 0; i < steps; i++) {
      const after = step(w)
      w = after.w
      last = after.loss.item()
      if (yields) await nextTask()
    }
  }
  await walk(20_000)
  const before = await used()
  await walk(100_000)
  const resident = process.memoryUsage.rss()
  const after = await used()
  console.log(
    `${name}: 100,000 steps keep ${((after.kept - before.kept) / 1e5).toFixed(2)} bytes each; ` +
      `${mib(before.rss)} MiB resident before, ${mib(resident)} MiB at the end; loss ${last.toFixed(4)}`,
  )
}

/** Each function has a constant, an operand and a result that stay in the heap. */
const dropping = async (count: number): Promise<void> => {
  const once = (n: number): number => {
    const constant = zeros([2048])
    const f = jit((v: Tensor) => add(mul(v, n), constant))
    return sum(f(zeros([2048]))).item()
  }
  const many = async (from: number, to: number): Promise<void> => {
    for (let n = from; n < to; n++) {
      once(n)
      if (n % 10 === 0) await nextTask()
    }
  }
  await many(0, count / 5)
  const before = await used()
  await many(count / 5, count)
  const after = await used()
  const functions = count - count / 5
  console.log(
    `functions compiled, called and dropped: ${functions} keep ${((after.kept - before.kept) / functions).toFixed(0)} bytes each; ` +
      `${mib(before.rss)} MiB resident before, ${mib(after.rss)} MiB at the end`,
  )
}

await stepping('steps in one task', false)
await stepping('steps in a task each', true)
await dropping(12_500)
