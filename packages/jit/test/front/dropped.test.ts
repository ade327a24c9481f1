/**
 * Functions that nobody can call any more leave nothing of ours behind. The engine keeps about a kilobyte of
 * each module, whoever makes it, which `npm run bench -- jit:memory` shows beside what functions add.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { add, mul, sum, type Tensor, zeros } from '@miniflow/core'
import { jit } from '@miniflow/jit'
import { expect, test } from 'vitest'
import { machinery, sharedMachinery } from '../../src/runtime/machinery.js'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

const settle = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) {
    collect()
    await turn()
  }
}

const FUNCTIONS = 300

/** Each has a constant, an operand and a result of 8 KB, which stays in the heap. */
const once = (n: number, threads: number): number => {
  const constant = zeros([2048])
  const f = jit((x: Tensor) => add(mul(x, n), constant), { threads })
  return sum(f(zeros([2048]))).item()
}

test.each([
  ['one thread', 1, machinery],
  ['two threads', 2, sharedMachinery],
] as const)(
  '%s: functions that were made, called and dropped hold no memory',
  async (_, threads, of) => {
    const many = async (from: number): Promise<readonly [objects: number, blocks: number]> => {
      for (let n = from; n < from + FUNCTIONS; n++) {
        expect(once(n, threads)).toBe(0)
        if (n % 20 === 0) await turn()
      }
      await settle()
      return [process.memoryUsage().heapUsed, of().heap.taken]
    }
    await many(0)
    const [objects, blocks] = await many(1000)
    const [later, sameBlocks] = await many(2000)
    expect(sameBlocks).toBe(blocks)
    // One of them has some 100 KB while it can be called.
    expect((later - objects) / FUNCTIONS).toBeLessThan(2000)
  },
)
