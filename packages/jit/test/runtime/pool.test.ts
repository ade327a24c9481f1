/** Threads run a program together, many times, beginning while its module is still on its way. */
import { expect, test } from 'vitest'
import { barrier, importSleep } from '../../src/kernel/barrier.js'
import { Pool } from '../../src/runtime/pool.js'
import { sleepOn } from '../../src/runtime/sleep.js'
import { type Expr, i32, load } from '../../src/wasm/code.js'
import { encode, ModuleWriter } from '../../src/wasm/module.js'

/** Each thread adds 1 to its own word, and after the barrier the sum of all words to another of its own. */
const sums = (threads: number): Uint8Array<ArrayBuffer> => {
  const m = new ModuleWriter({ minimum: 1, maximum: 65535, shared: true })
  const wait = barrier(m, threads, importSleep(m))
  m.function('run', { params: ['i32', 'i32'], exported: true }, (b, table, thread) => {
    const mine = b.keep(i32.add(table ?? 0, i32.shl(thread ?? 0, 2)))
    b.store('i32.store', mine, 128, i32.add(load('i32.load', mine, 128), 1))
    b.call(wait, table ?? 0)
    const words: readonly Expr[] = Array.from({ length: threads }, (_, i) =>
      load('i32.load', table ?? 0, 128 + 4 * i),
    )
    b.store(
      'i32.store',
      mine,
      192,
      i32.add(
        load('i32.load', mine, 192),
        words.reduce((x, y) => i32.add(x, y)),
      ),
    )
    b.call(wait, table ?? 0)
  })
  return encode(m)
}

const TABLE = 1024

const ready = async (pool: Pool, id: number): Promise<void> => {
  while (!pool.isReady(id)) await new Promise(resolve => setTimeout(resolve, 1))
}

// More threads than cores take turns at spinning, which is slow; a few calls show that they meet.
test.each([
  [2, 3000],
  [3, 10],
])('%d threads meet at every barrier of %d calls', async (threads, calls) => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65535, shared: true })
  const module = new WebAssembly.Module(sums(threads))
  const pool = new Pool(memory, threads)
  const ids = [pool.add(module), pool.add(module)] as readonly number[]
  const run = new WebAssembly.Instance(module, {
    env: { memory, ...sleepOn(memory, true) },
  }).exports.run as (table: number, thread: number) => void
  await ready(pool, ids[1] as number)
  for (let i = 0; i < calls; i++) {
    // A nap between some calls: workers that sleep are woken.
    if (i % 1000 === 999) await new Promise(resolve => setTimeout(resolve, 5))
    pool.start(ids[i % 2] as number, TABLE)
    run(TABLE, 0)
  }
  const words = new Int32Array(memory.buffer, TABLE, 64)
  const all = (threads * calls * (calls + 1)) / 2
  expect([...words.subarray(32, 32 + threads)]).toEqual(new Array(threads).fill(calls))
  expect([...words.subarray(48, 48 + threads)]).toEqual(new Array(threads).fill(all))
  pool.drop(ids[0] as number)
  const again = pool.add(module) as number
  expect(again).toBe(ids[0])
  await ready(pool, again)
})
