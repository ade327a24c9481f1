/** Who does the work of a program: one thread, or several that share kernels and meet at barriers. */
import { barrier, type Sleep } from '../kernel/barrier.js'
import type { Kernel } from '../kernel/kernel.js'
import type { Body, Local } from '../wasm/body.js'
import { type Expr, i32 } from '../wasm/code.js'
import type { ModuleWriter } from '../wasm/module.js'

/** How the code of a program does what several threads could. */
export interface Crew {
  readonly body: Body
  /** Runs a kernel; `isShared` tells whether the threads share it. */
  readonly run: (
    kernel: Kernel,
    addresses: readonly Expr[],
    scratch: Expr,
    isShared: boolean,
  ) => void
  /** Code that writes memory, for one thread. */
  readonly once: (write: (crew: Crew) => void) => void
  /** Reads of memory by which all threads take the same way. */
  readonly look: <A>(read: () => A) => A
  /** What is in a loop: before it there is what was before the loop, or another round. */
  readonly round: (write: () => void) => void
  readonly choose: (condition: Expr, yes: () => void, no: () => void) => void
  /** The end of the program: all is done and seen. */
  readonly end: () => void
}

/** One thread does all of the work. */
export const alone = (body: Body): Crew => {
  const crew: Crew = {
    body,
    run: ({ f, units }, addresses, scratch) => body.call(f, ...addresses, scratch, 0, units),
    once: write => write(crew),
    look: read => read(),
    round: write => write(),
    choose: (condition, yes, no) => body.if(condition, yes, no),
    end: () => undefined,
  }
  return crew
}

/** Bytes of scratch memory for each thread. */
export const scratchOf = ({ scratch }: Kernel): number => Math.ceil(scratch / 64) * 64

/**
 * What may have happened since the threads last met: nothing; the first thread alone has worked; or any
 * of them has read and written.
 */
const states = ['nothing', 'first', 'any'] as const
type Since = (typeof states)[number]

const later = (a: Since, b: Since): Since =>
  states[Math.max(states.indexOf(a), states.indexOf(b))] as Since

export interface Team {
  readonly module: ModuleWriter
  readonly threads: number
  readonly thread: Local<'i32'>
  readonly sleep: Sleep
  /** The address of the barrier's memory. */
  readonly control: Expr
}

/**
 * Each thread runs the same code on its share of every kernel. They meet before anything reads or
 * overwrites what another may have written or read; what cannot be shared is the first thread's.
 */
export const together = (body: Body, { module, threads, thread, control, sleep }: Team): Crew => {
  const meeting = barrier(module, threads, sleep)
  const isFirst = i32.eqz(thread)
  const single = alone(body)
  let since: Since = 'nothing'
  const meet = (): void => {
    if (since !== 'nothing') body.call(meeting, control)
    since = 'nothing'
  }
  const share = (units: number, number: Expr): Expr => i32.div_u(i32.mul(number, units), threads)
  return {
    body,
    run: (kernel, addresses, scratch, isShared) => {
      if (isShared) {
        meet()
        const own = scratchOf(kernel)
        const room = own === 0 ? scratch : i32.add(scratch, i32.mul(thread, own))
        const { f, units } = kernel
        body.call(f, ...addresses, room, share(units, thread), share(units, i32.add(thread, 1)))
        since = 'any'
      } else {
        if (since === 'any') meet()
        body.if(isFirst, () => single.run(kernel, addresses, scratch, false))
        since = 'first'
      }
    },
    once: write => {
      if (since === 'any') meet()
      body.if(isFirst, () => write(single))
      since = 'first'
    },
    look: read => {
      meet()
      const result = read()
      since = 'any'
      return result
    },
    round: write => {
      since = 'any'
      write()
      since = 'any'
    },
    choose: (condition, yes, no) => {
      const before = since
      let after: Since = before
      body.if(
        condition,
        () => {
          yes()
          after = since
          since = before
        },
        no,
      )
      since = later(after, since)
    },
    end: meet,
  }
}
