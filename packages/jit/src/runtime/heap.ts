/**
 * One WebAssembly memory that all compiled programs share, and its blocks: 64-byte aligned, with room
 * after each that vector code may read. Blocks come in sizes 2^k and 1.5 * 2^k, so that a freed one
 * fits the next request of its size at once.
 */
import { POOL_BYTES, pooled, writePool } from '../wasm/pool.js'

export const PAGE = 65536

/** The address space of WebAssembly, in pages. */
export const PAGES: number = 2 ** 32 / PAGE - 1

/** What vector code may read after the end of a block. */
export const SLACK = 64

const SMALLEST = 256

/** Pages by which memory grows at least: those that nobody touches cost nothing. */
const LEAST = 16

/** The size of the block that a request for so many bytes gets. */
export const blockBytes = (bytes: number): number => {
  const wanted = Math.max(SMALLEST, bytes + SLACK)
  const power = 2 ** Math.ceil(Math.log2(wanted))
  return power * 0.75 >= wanted ? power * 0.75 : power
}

/** All of memory, as each dtype sees it. */
export interface Views {
  readonly float32: Float32Array
  readonly float64: Float64Array
  readonly int32: Int32Array
  readonly bool: Uint8Array
}

const viewsOf = (buffer: ArrayBufferLike): Views => ({
  float32: new Float32Array(buffer),
  float64: new Float64Array(buffer),
  int32: new Int32Array(buffer),
  bool: new Uint8Array(buffer),
})

export class Heap {
  readonly memory: WebAssembly.Memory
  readonly #free = new Map<number, number[]>()
  #end = POOL_BYTES
  #constants = 0
  #taken = 0
  #views: Views

  constructor(shared: boolean) {
    this.memory = new WebAssembly.Memory({ initial: 2, maximum: PAGES, shared })
    this.#views = viewsOf(this.memory.buffer)
  }

  /** All of memory, as of now: others when it has grown, which it does here alone. */
  get views(): Views {
    return this.#views
  }

  get bytes(): Uint8Array {
    return this.#views.bool
  }

  /** Bytes in blocks that are taken. */
  get taken(): number {
    return this.#taken
  }

  /** Writes the vector constants that modules written since have asked for. */
  refresh(): void {
    if (this.#constants === pooled()) return
    writePool(this.memory, this.#constants)
    this.#constants = pooled()
  }

  /** The address of a block of at least so many bytes, or nothing where memory is full. */
  allocate(bytes: number): number | undefined {
    const size = blockBytes(bytes)
    const known = this.#free.get(size)?.pop()
    const address = known ?? this.#extend(size)
    if (address !== undefined) this.#taken += size
    return address
  }

  #extend(size: number): number | undefined {
    const address = this.#end
    const missing = address + size - this.memory.buffer.byteLength
    if (missing > 0 && !this.#grow(Math.ceil(missing / PAGE))) return undefined
    this.#end = address + size
    return address
  }

  /** Grows by an eighth and a megabyte at least, so that growing is rare. */
  #grow(pages: number): boolean {
    const present = this.memory.buffer.byteLength / PAGE
    const generous = Math.min(Math.max(pages, present >> 3, LEAST), PAGES - present)
    if (pages > PAGES - present) return false
    try {
      this.memory.grow(generous)
      this.#views = viewsOf(this.memory.buffer)
      return true
    } catch {
      return false
    }
  }

  /** Gives a block back; `bytes` is what was asked for. */
  free(address: number, bytes: number): void {
    const size = blockBytes(bytes)
    this.#taken -= size
    const list = this.#free.get(size)
    if (list === undefined) this.#free.set(size, [address])
    else list.push(address)
  }
}
