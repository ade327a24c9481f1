/** Threads share the chunks of kernels: each chunk is done once, whoever is there to do it. */
import { expect, test } from 'vitest'
import { argumentAt, boardBytes, importSleep, sharing } from '../../src/kernel/board.js'
import { Pool } from '../../src/runtime/pool.js'
import { sleepOn } from '../../src/runtime/sleep.js'
import { constant, type Expr, i32, load } from '../../src/wasm/code.js'
import { encode, ModuleWriter } from '../../src/wasm/module.js'

const BOARD = 1024
const TABLE = 32768
const CHUNKS = 37
const ROUNDS = 20

/**
 * `run(table)`: some rounds, in each of which word i becomes word i + 1 and `factor`, i from the last to the
 * first in one kernel, and a second kernel counts who did how many chunks.
 */
const rounds = (threads: number, factor: number): Uint8Array<ArrayBuffer> => {
  const m = new ModuleWriter({ minimum: 1, maximum: 65535, shared: true })
  const { lead, serve } = sharing(m, threads, importSleep(m))
  const params = ['i32', 'i32', 'i32'] as const
  const kernel = (name: string, at: (at: Expr, thread: Expr) => Expr, by: Expr) =>
    lead({
      perform: m.function(name, { params }, (b, board, thread, chunk) => {
        const table = load('i32.load', board as Expr, argumentAt(0))
        const word = b.keep(i32.add(table, at(chunk as Expr, thread as Expr)))
        b.store('i32.store', word, 0, i32.add(load('i32.load', word), by))
      }),
      chunks: CHUNKS,
      isLong: false,
    })
  const grow = kernel('grow', chunk => i32.shl(chunk, 2), constant('i32', factor))
  // Each thread counts on a line of its own.
  const count = kernel(
    'count',
    (_, thread) => i32.add(i32.shl(thread, 6), 4096),
    constant('i32', 1),
  )
  m.function('run', { params: ['i32'], exported: true }, (b, table = b.local('i32')) => {
    b.store('i32.store', BOARD, argumentAt(0), table)
    b.for(0, ROUNDS, () => {
      b.call(grow, constant('i32', BOARD))
      b.call(count, constant('i32', BOARD))
    })
  })
  serve()
  return encode(m)
}

const served = async (pool: Pool, count: number): Promise<void> => {
  while (pool.served < count) await new Promise(resolve => setTimeout(resolve, 1))
}

// More threads than cores take turns, which is slow; a few calls show that they meet.
test.each([
  [2, 2000],
  [3, 40],
])(
  '%d threads do every chunk of %d calls once, of two programs in turn',
  async (threads, calls) => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 65535, shared: true })
    const pool = new Pool(memory, BOARD, threads)
    const env = { memory, ...sleepOn(memory, true), errand: () => undefined }
    const programs = [1, 3].map(factor => {
      const module = new WebAssembly.Module(rounds(threads, factor))
      const { run } = new WebAssembly.Instance(module, { env }).exports
      return { id: pool.add(module), run: run as (table: number) => void }
    })
    const words = new Int32Array(memory.buffer, TABLE, 2048)
    const call = (i: number): void => {
      const { id, run } = programs[i % 2] as (typeof programs)[number]
      pool.show(id)
      run(TABLE)
    }
    // The first calls go on while the others are still being started.
    for (let i = 0; i < calls / 2; i++) call(i)
    await served(pool, 2 * (threads - 1))
    words.fill(0, 1024)
    for (let i = calls / 2; i < calls; i++) {
      // Naps between some calls: workers that sleep are woken.
      if (i % 500 === 0) await new Promise(resolve => setTimeout(resolve, 20))
      call(i)
    }
    expect([...words.subarray(0, CHUNKS)]).toEqual(new Array(CHUNKS).fill(2 * calls * ROUNDS))
    const shares = Array.from(
      { length: threads },
      (_, thread) => words[1024 + 16 * thread] as number,
    )
    expect(shares.reduce((x, y) => x + y)).toBe((calls / 2) * ROUNDS * CHUNKS)
    if (threads === 2) expect(Math.min(...shares)).toBeGreaterThan(0)
    pool.drop(programs[0]?.id as number)
    const again = pool.add(new WebAssembly.Module(rounds(threads, 1)))
    expect(again).toBe(3)
    await served(pool, 3 * (threads - 1))
  },
)

test('a board has room for the arguments before the ranges', () => {
  expect(argumentAt(255)).toBeLessThan(boardBytes(1) - 64)
})
