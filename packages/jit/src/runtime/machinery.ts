/** The heap that all compiled programs share, made when the first is compiled. */
import { Heap } from './heap.js'
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

/** For programs of one thread. */
export const machinery = (): Machinery => {
  alone ??= make(false)
  return alone
}
