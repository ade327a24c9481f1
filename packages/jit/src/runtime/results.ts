/**
 * Results that stay in the heap until somebody reads them, so that a step's parameters go into the next
 * step without a copy. The garbage collector frees them like any tensor; since it tells of that only
 * between tasks, a loop that never yields reaches the budget, and then the oldest move out.
 */

import type { DType } from '@miniflow/core'
import type { Aval, Dense, Elsewhere, Values } from '@miniflow/core/extend'
import { allocate, deferred, sizeOf } from '@miniflow/core/extend'
import type { Heap } from './heap.js'

const bytesPer: Readonly<Record<DType, number>> = { float32: 4, float64: 8, int32: 4, bool: 1 }

export const bytesOf = ({ shape, dtype }: Aval): number => sizeOf(shape) * bytesPer[dtype]

/** Smaller results are copied out at once: a copy is cheaper than keeping account of them. */
const SMALL = 4096

/** Results beyond so many bytes make the oldest move out. */
const BUDGET = 8 * 2 ** 20

/** The elements of a result, in the heap as long as `address` is a number. */
interface Block {
  address: number | undefined
  values: Values | undefined
  readonly bytes: number
  readonly size: number
  readonly dtype: DType
}

/** What a tensor holds of its block; when no tensor holds it any more, the block is free. */
class Result implements Elsewhere {
  readonly owner: Results
  readonly block: Block

  constructor(owner: Results, block: Block) {
    this.owner = owner
    this.block = block
  }

  fetch(): Values {
    return this.owner.read(this.block)
  }
}

export class Results {
  readonly #heap: Heap
  readonly #resident = new Set<Block>()
  #bytes = 0
  readonly #unused = new FinalizationRegistry<Block>(block => this.#release(block))

  constructor(heap: Heap) {
    this.#heap = heap
  }

  /** How many bytes of results are in the heap. */
  get bytes(): number {
    return this.#bytes
  }

  /** A copy of elements in the heap. */
  copyOut({ dtype }: { readonly dtype: DType }, size: number, address: number): Values {
    const values = allocate(dtype, size)
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    bytes.set(this.#heap.bytes.subarray(address, address + values.byteLength))
    return values
  }

  read(block: Block): Values {
    block.values ??= this.copyOut(block, block.size, block.address as number)
    return block.values
  }

  #release(block: Block): void {
    if (block.address === undefined) return
    this.#heap.free(block.address, block.bytes)
    block.address = undefined
    this.#resident.delete(block)
    this.#bytes -= block.bytes
  }

  /** The oldest move out until `bytes` more fit into the budget; `keep` may stay. */
  #makeRoom(bytes: number): void {
    for (const block of this.#resident) {
      if (this.#bytes + bytes <= BUDGET) return
      this.read(block)
      this.#release(block)
    }
  }

  /** Where a result of this kind will be written, if it stays in the heap. */
  reserve(aval: Aval): number | undefined {
    const bytes = bytesOf(aval)
    if (bytes <= SMALL || bytes > BUDGET) return undefined
    this.#makeRoom(bytes)
    return this.#heap.allocate(bytes)
  }

  /** The tensor of a result that was written to a reserved place. */
  adopt({ shape, dtype }: Aval, address: number): Dense {
    const bytes = bytesOf({ shape, dtype })
    const block: Block = { address, values: undefined, bytes, size: sizeOf(shape), dtype }
    this.#resident.add(block)
    this.#bytes += bytes
    const result = new Result(this, block)
    this.#unused.register(result, block)
    return deferred(shape, dtype, result)
  }

  /** The address of elements that are in this heap. */
  addressOf(place: Elsewhere | undefined): number | undefined {
    return place instanceof Result && place.owner === this ? place.block.address : undefined
  }
}
