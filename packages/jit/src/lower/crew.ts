/** Who does the work of a program's kernels: one thread, or several that share them. */
import {
  argumentAt,
  importSleep,
  MOST_ARGUMENTS,
  MOST_CHUNKS,
  type Shared,
  type Sharing,
  sharing,
} from '../kernel/board.js'
import type { Kernel } from '../kernel/kernel.js'
import type { Body, FunctionRef } from '../wasm/body.js'
import { type Expr, i32, load } from '../wasm/code.js'
import type { ModuleWriter } from '../wasm/module.js'

/** A kernel's call: its addresses, its scratch memory, and how much there is to do, where that is worth sharing. */
export interface Call {
  readonly kernel: Kernel
  readonly addresses: readonly Expr[]
  readonly scratch: Expr
  readonly sharing: 'none' | 'short' | 'long'
}

/** Where the code of a program is written, and how it runs kernels. */
export interface Crew {
  readonly body: Body
  readonly run: (call: Call) => void
}

/** Bytes of scratch memory for each thread. */
const ownScratch = ({ scratch }: Kernel): number => Math.ceil(scratch / 64) * 64

/** Bytes of scratch memory for so many threads; the packed operand is first. */
export const scratchOf = (kernel: Kernel, threads: number): number =>
  (kernel.packing?.bytes ?? 0) + threads * ownScratch(kernel)

/** The addresses with the packed operand in its place, and where scratch memory begins after it. */
const afterPacking = ({ kernel: { packing }, addresses, scratch }: Call) =>
  packing === undefined
    ? { addresses, scratch }
    : {
        addresses: addresses.map((address, i) => (i === packing.operand ? scratch : address)),
        scratch: i32.add(scratch, packing.bytes),
      }

/** One thread does all of the work. */
export const alone = (body: Body): Crew => ({
  body,
  run: call => {
    const { f, units, packing } = call.kernel
    if (packing !== undefined)
      body.call(packing.f, call.addresses[packing.operand] as Expr, call.scratch, 0, packing.units)
    const { addresses, scratch } = afterPacking(call)
    body.call(f, ...addresses, scratch, 0, units)
  },
})

/** How many threads at most can share a kernel's work. */
export const canShare = ({ f, units }: Kernel): boolean =>
  units > 1 && f.params.length <= MOST_ARGUMENTS

/** Chunks for each thread, at most, of short and long kernels: enough that all end at about the same time. */
const EACH = { short: 2, long: 16 } as const

/** Operands of fewer bytes are packed before another thread has come to help. */
const WORTH = 2 ** 15

/** What several threads share their work by. */
export interface Team {
  readonly module: ModuleWriter
  readonly threads: number
  readonly sharing: Sharing
}

/** Imports come before all functions. */
export const teamOf = (module: ModuleWriter, threads: number): Team => ({
  module,
  threads,
  sharing: sharing(module, threads, importSleep(module)),
})

/** Work to be shared: a function whose last parameters are a share of its units. */
interface Work {
  readonly f: FunctionRef
  readonly units: number
  /** Chunks for each thread, at most. */
  readonly each: number
  /** Bytes of scratch memory of each thread, at the last address. */
  readonly own: number
}

/** A chunk of work, with the arguments that are on the board: `(board, thread, chunk)`. */
const performing = (
  { module, threads }: Team,
  { f, units, each, own }: Work,
): Omit<Shared, 'isLong'> => {
  const chunks = Math.min(units, each * threads, MOST_CHUNKS)
  const name = `chunk_${f.index}`
  const perform = module.once(name, () =>
    module.function(
      name,
      { params: ['i32', 'i32', 'i32'] },
      (b, board = b.local('i32'), thread = b.local('i32'), chunk = b.local('i32')) => {
        const given = f.params.slice(0, -2).map((_, i) => load('i32.load', board, argumentAt(i)))
        const last = given.at(-1) as Expr
        const room = own === 0 ? last : i32.add(last, i32.mul(thread, own))
        const unit = (of: Expr): Expr =>
          chunks === units ? of : i32.div_u(i32.mul(of, units), chunks)
        b.call(f, ...given.slice(0, -1), room, unit(chunk), unit(i32.add(chunk, 1)))
      },
    ),
  )
  return { perform, chunks }
}

/** The first thread runs the program, and posts the kernels that are shared on the board. */
export const together = (body: Body, board: Expr, team: Team): Crew => {
  const single = alone(body)
  const post = (work: Work, isLong: boolean, addresses: readonly Expr[]): void => {
    const lead = team.sharing.lead({ ...performing(team, work), isLong })
    for (const [i, address] of addresses.entries())
      body.store('i32.store', board, argumentAt(i), address)
    body.call(lead, board)
  }
  return {
    body,
    run: call => {
      const { kernel, sharing } = call
      if (sharing === 'none') return single.run(call)
      const { f, units, packing } = kernel
      if (packing !== undefined) {
        const operand = call.addresses[packing.operand] as Expr
        if (packing.bytes < WORTH) body.call(packing.f, operand, call.scratch, 0, packing.units)
        else post({ ...packing, each: EACH.short, own: 0 }, false, [operand, call.scratch])
      }
      const { addresses, scratch } = afterPacking(call)
      const work = {
        f,
        units,
        each: kernel.isWhole === true ? 1 : EACH[sharing],
        own: ownScratch(kernel),
      }
      post(work, sharing === 'long', [...addresses, scratch])
    },
  }
}
