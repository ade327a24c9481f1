/** Who does the work of a program's kernels: one thread, or several that share them. */
import {
  argumentAt,
  importSleep,
  MOST_ARGUMENTS,
  MOST_CHUNKS,
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

/** One thread does all of the work. */
export const alone = (body: Body): Crew => ({
  body,
  run: ({ kernel: { f, units }, addresses, scratch }) =>
    body.call(f, ...addresses, scratch, 0, units),
})

/** Bytes of scratch memory for each thread. */
export const scratchOf = ({ scratch }: Kernel): number => Math.ceil(scratch / 64) * 64

/** How many threads at most can share a kernel's work. */
export const canShare = ({ f, units }: Kernel): boolean =>
  units > 1 && f.params.length <= MOST_ARGUMENTS

/** Chunks for each thread, at most: enough that all end at about the same time. */
const EACH = 8

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

/** A chunk of a kernel, with the arguments that are on the board: `(board, thread, chunk)`. */
const performing = (
  { module, threads }: Team,
  kernel: Kernel,
): { readonly perform: FunctionRef; readonly chunks: number } => {
  const { f, units } = kernel
  const each = kernel.isWhole === true ? 1 : EACH
  const chunks = Math.min(units, each * threads, MOST_CHUNKS)
  const own = scratchOf(kernel)
  const name = `chunk_${f.index}`
  const perform = module.once(name, () =>
    module.function(
      name,
      { params: ['i32', 'i32', 'i32'] },
      (b, board = b.local('i32'), thread = b.local('i32'), chunk = b.local('i32')) => {
        const given = f.params.slice(0, -3).map((_, i) => load('i32.load', board, argumentAt(i)))
        const scratch = load('i32.load', board, argumentAt(given.length))
        const room = own === 0 ? scratch : i32.add(scratch, i32.mul(thread, own))
        const unit = (of: Expr): Expr =>
          chunks === units ? of : i32.div_u(i32.mul(of, units), chunks)
        b.call(f, ...given, room, unit(chunk), unit(i32.add(chunk, 1)))
      },
    ),
  )
  return { perform, chunks }
}

/** The first thread runs the program, and posts the kernels that are shared on the board. */
export const together = (body: Body, board: Expr, team: Team): Crew => {
  const single = alone(body)
  return {
    body,
    run: call => {
      const { kernel, addresses, scratch, sharing } = call
      if (sharing === 'none') return single.run(call)
      const lead = team.sharing.lead({ ...performing(team, kernel), isLong: sharing === 'long' })
      for (const [i, address] of [...addresses, scratch].entries())
        body.store('i32.store', board, argumentAt(i), address)
      body.call(lead, board)
    },
  }
}
