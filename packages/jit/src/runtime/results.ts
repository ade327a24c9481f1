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

/** Larger results too, so that they are not held twice when they are read. */
const LARGE = 64 * 2 ** 20

const stays = (bytes: number): boolean => bytes > SMALL && bytes <= LARGE

/** So many bytes of results may stay, even of programs that have less. */
const BUDGET = 2 * 2 ** 20

/** Results of so many calls may stay: those that a loop reads and writes, and those before. Fewer are sooner in the caches again. */
const GENERATIONS = 3

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

/** Node's memory without zeros. */
interface Uninitialised {
  readonly allocUnsafeSlow: (bytes: number) => Uint8Array<ArrayBuffer>
}

const arrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array, bool: Uint8Array }

/** Memory that is filled at once; Node gives it without writing zeros first. */
const unfilled = (dtype: DType, size: number): Values => {
  const { Buffer: node } = globalThis as { readonly Buffer?: Uninitialised }
  if (node === undefined) return allocate(dtype, size)
  return new arrays[dtype](node.allocUnsafeSlow(size * bytesPer[dtype]).buffer, 0, size)
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
  #budget = BUDGET
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
    const all: Values = this.#heap.views[dtype]
    const first = address / bytesPer[dtype]
    if (size * bytesPer[dtype] <= SMALL) return all.slice(first, first + size)
    const values = unfilled(dtype, size)
    values.set(all.subarray(first, first + size))
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
    return this.#bytes > this.#budget
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

  /** Where the results of a call will be written, those that stay in the heap. */
  reserve(avals: readonly Aval[]): readonly (number | undefined)[] {
    const sizes = avals.map(bytesOf)
    const staying = sizes.reduce((sum, bytes) => (stays(bytes) ? sum + bytes : sum), 0)
    this.#budget = Math.max(this.#budget, GENERATIONS * staying)
    return sizes.map(bytes => (stays(bytes) ? this.#heap.allocate(bytes) : undefined))
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
