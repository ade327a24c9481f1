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

/** Bytes of the heap, as long as `address` is a number. */
interface Place {
  address: number | undefined
  readonly bytes: number
}

/**
 * The elements of a result. Once they have moved out, tensors alone hold them: the registry, which tells of
 * garbage only between tasks, knows the place and not the block.
 */
interface Block {
  readonly place: Place
  values: Values | undefined
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
  /** In the order in which they came. */
  readonly #resident = new Map<Place, Block>()
  #bytes = 0
  readonly #unused = new FinalizationRegistry<Place>(place => this.#release(place))

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
    block.values ??= this.copyOut(block, block.size, block.place.address as number)
    return block.values
  }

  #release(place: Place): void {
    if (place.address === undefined) return
    this.#heap.free(place.address, place.bytes)
    place.address = undefined
    this.#resident.delete(place)
    this.#bytes -= place.bytes
  }

  /** Whether there are more bytes than the budget. */
  get isOver(): boolean {
    return this.#bytes > BUDGET
  }

  /** The oldest move out until the budget is kept. Their blocks stay as they are until others are reserved. */
  moveOut(): void {
    if (!this.isOver) return
    for (const [place, block] of this.#resident) {
      if (!this.isOver) return
      this.read(block)
      this.#release(place)
      this.#unused.unregister(place)
    }
  }

  /** Where a result of this kind will be written, if it stays in the heap. */
  reserve(aval: Aval): number | undefined {
    const bytes = bytesOf(aval)
    return bytes <= SMALL || bytes > BUDGET ? undefined : this.#heap.allocate(bytes)
  }

  /** The tensor of a result that was written to a reserved place. */
  adopt({ shape, dtype }: Aval, address: number): Dense {
    const bytes = bytesOf({ shape, dtype })
    const place: Place = { address, bytes }
    const block: Block = { place, values: undefined, size: sizeOf(shape), dtype }
    this.#resident.set(place, block)
    this.#bytes += bytes
    const result = new Result(this, block)
    this.#unused.register(result, place, place)
    return deferred(shape, dtype, result)
  }

  /** The address of elements that are in this heap. */
  addressOf(place: Elsewhere | undefined): number | undefined {
    return place instanceof Result && place.owner === this ? place.block.place.address : undefined
  }
}
