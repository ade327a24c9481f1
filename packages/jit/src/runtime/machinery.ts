/** The heaps that compiled programs share, each made when the first program for it is compiled. */
import { boardBytes } from '../kernel/board.js'
import { Heap } from './heap.js'
import { Pool } from './pool.js'
import { type Machinery, wantBlock } from './program.js'
import { Results } from './results.js'

const make = (shared: boolean): Machinery => {
  const heap = new Heap(shared)
  const results = new Results(heap)
  let address = 0
  let size = 0
  const arena = (bytes: number): number => {
    if (bytes <= size) return address
    if (size > 0) heap.free(address, size)
    size = 0
    address = wantBlock(heap, bytes)
    size = bytes
    return address
  }
  return { heap, results, arena }
}

let alone: Machinery | undefined
let together: Machinery | undefined

/** For programs of one thread. */
export const machinery = (): Machinery => {
  alone ??= make(false)
  return alone
}

/** For programs of several threads: its memory is shared with them. */
export const sharedMachinery = (): Machinery => {
  together ??= make(true)
  return together
}

const pools = new Map<number, Pool>()

/** The threads that run programs made for so many. */
export const poolOf = (threads: number): Pool => {
  const known = pools.get(threads)
  if (known !== undefined) return known
  const { heap } = sharedMachinery()
  const board = wantBlock(heap, boardBytes(threads))
  heap.bytes.fill(0, board, board + boardBytes(threads))
  const pool = new Pool(heap.memory, board, threads)
  pools.set(threads, pool)
  return pool
}

/** A call begins: threads that nap are woken now, so that they are awake when there is something to share. */
export const rouse = (threads: number): void => pools.get(threads)?.rouse()

/** How many programs the other threads of so many have begun to serve. */
export const servedPrograms = (threads: number): number => pools.get(threads)?.served ?? 0
