/** A compiled tape in memory: its arguments' places, its call, its results. */

import { ArgumentError } from '@miniflow/core'
import type { Aval, Dense, Value, Values } from '@miniflow/core/extend'
import { dense, placeOf, sizeOf, valuesOf } from '@miniflow/core/extend'
import { takeFault } from '../kernel/fault.js'
import type { Heap } from './heap.js'
import { bytesOf, type Results } from './results.js'

/**
 * What a program reads and writes. Its module's `run` takes the address of a table of addresses: arena,
 * inputs, constants, outputs, and, of a program that threads share, the board.
 */
export interface Layout {
  readonly constants: readonly Dense[]
  readonly arenaBytes: number
  readonly inputs: readonly Aval[]
  readonly outputs: readonly Aval[]
}

/** A heap, what is kept in it, and the one arena in which all programs work, one at a time. */
export interface Machinery {
  readonly heap: Heap
  readonly results: Results
  readonly arena: (bytes: number) => number
}

/** A compiled module over the memory of a heap, as a function of the table's address. */
export type Run = (table: number) => void

const full = (bytes: number): never => {
  throw new ArgumentError(
    'jit',
    `${bytes} more bytes do not fit into the 4 GiB that WebAssembly can address.`,
    'Work on smaller batches, or use the function without jit.',
  )
}

/** A block of the heap, or the error that says why not. */
export const wantBlock = (heap: Heap, bytes: number): number => heap.allocate(bytes) ?? full(bytes)

interface Owned {
  readonly heap: Heap
  readonly blocks: readonly (readonly [address: number, bytes: number])[]
}

/** Blocks of programs that nobody can call any more. */
const unused = new FinalizationRegistry<Owned>(({ heap, blocks }) => {
  for (const [address, bytes] of blocks) heap.free(address, bytes)
})

export interface Program {
  /** The results; none where the numbers turned out wrong, of which the eager operations tell in words. */
  readonly call: (inputs: readonly Dense[]) => readonly Value[] | undefined
}

/** Lays out what the calls of a program need, and calls it by `run`. */
export const programOf = (
  lowered: Layout,
  machinery: Machinery,
  run: Run,
  board: number = 0,
): Program => {
  const { heap, results, arena } = machinery
  const { inputs, outputs, constants, arenaBytes } = lowered
  const blocks: [number, number][] = []
  const own = (bytes: number): number => {
    const address = wantBlock(heap, bytes)
    blocks.push([address, bytes])
    return address
  }
  const table = own(4 * (2 + inputs.length + constants.length + outputs.length))
  const staging = inputs.map(aval => own(bytesOf(aval)))
  const held = constants.map(aval => own(bytesOf(aval)))
  const places = outputs.map(aval => own(bytesOf(aval)))

  const copyIn = (values: Values, { dtype }: Aval, address: number): void => {
    heap.views[dtype].set(values, address / values.BYTES_PER_ELEMENT)
  }
  constants.forEach((constant, i) => {
    copyIn(valuesOf(constant), constant, held[i] as number)
  })
  /** What was last copied to the staging places; tensors do not change, so it need not be again. */
  const staged: (Values | undefined)[] = inputs.map(() => undefined)

  const bring = (input: Dense, i: number): number => {
    const resident = results.addressOf(placeOf(input))
    if (resident !== undefined) return resident
    const address = staging[i] as number
    const values = valuesOf(input)
    if (staged[i] !== values) {
      copyIn(values, input, address)
      staged[i] = values
    }
    return address
  }

  const call = (given: readonly Dense[]): readonly Value[] | undefined => {
    const reserved = results.reserve(outputs)
    const base = arena(arenaBytes)
    const addresses = given.map(bring)
    const words = heap.views.int32
    let word = table / 4
    words[word++] = base
    for (const address of addresses) words[word++] = address
    for (const address of held) words[word++] = address
    reserved.forEach((address, i) => {
      words[word++] = address ?? (places[i] as number)
    })
    words[word] = board
    run(table)
    const made = outputs.map((aval, i) => {
      const address = reserved[i]
      return address === undefined
        ? dense(
            aval.shape,
            aval.dtype,
            results.copyOut(aval, sizeOf(aval.shape), places[i] as number),
          )
        : results.adopt(aval, address)
    })
    return takeFault(heap.bytes) ? undefined : made
  }
  unused.register(call, { heap, blocks })
  return { call }
}
