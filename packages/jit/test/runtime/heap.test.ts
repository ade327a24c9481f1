/** Blocks of the heap do not overlap, are aligned, and are used again. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { blockBytes, Heap, SLACK } from '../../src/runtime/heap.js'

interface Step {
  readonly bytes: number
  readonly free: boolean
}

const steps = fc.array(
  fc.record({ bytes: fc.integer({ min: 0, max: 300_000 }), free: fc.boolean() }),
  { maxLength: 60 },
)

interface Block {
  readonly address: number
  readonly bytes: number
}

const overlap = (a: Block, b: Block): boolean =>
  a.address < b.address + b.bytes + SLACK && b.address < a.address + a.bytes + SLACK

test('blocks in use never overlap, not even with what vector code reads after them', () => {
  const heap = new Heap(false)
  fc.assert(
    fc.property(steps, (list: readonly Step[]) => {
      const live: Block[] = []
      for (const { bytes, free } of list) {
        const address = heap.allocate(bytes) ?? Number.NaN
        expect(address % 64).toBe(0)
        expect(address + bytes + SLACK).toBeLessThanOrEqual(heap.bytes.length)
        const block = { address, bytes }
        expect(live.filter(other => overlap(block, other))).toEqual([])
        live.push(block)
        if (free) {
          const first = live.shift() as Block
          heap.free(first.address, first.bytes)
        }
      }
      for (const { address, bytes } of live) heap.free(address, bytes)
      expect(heap.taken).toBe(0)
    }),
    { seed: 1, numRuns: 50 },
  )
})

test('a block that is given back is the next of its size', () => {
  const heap = new Heap(false)
  const first = heap.allocate(1000) as number
  heap.free(first, 1000)
  expect(heap.allocate(980)).toBe(first)
})

test('a block wastes at most half of its size, from 256 bytes on', () => {
  fc.assert(
    fc.property(fc.integer({ min: 256, max: 2 ** 30 }), bytes => {
      const size = blockBytes(bytes)
      expect(size).toBeGreaterThanOrEqual(bytes + SLACK)
      expect(size % 64).toBe(0)
      expect(size).toBeLessThanOrEqual(1.5 * (bytes + SLACK) + 64)
    }),
    { seed: 1 },
  )
})

test('more than can be addressed is refused, and the heap stays as it was', () => {
  const heap = new Heap(false)
  expect(heap.allocate(2 ** 33)).toBeUndefined()
  expect(heap.taken).toBe(0)
})
