/** How a run computes: each of its functions compiled to one WebAssembly program, or operation by operation. */
import { type Jitted, jit } from '@miniflow/jit'
import type { Options } from './options.js'

type Call = (...args: readonly never[]) => unknown

/** What was compiled. */
export interface Compiled {
  readonly programs: number
  readonly milliseconds: number
}

export interface Compute {
  /** As the manifest says it. */
  readonly name: 'jit' | 'eager'
  /** As the head of a run says it. */
  readonly words: string
  /** The function as it is to be called: made once, called often. */
  readonly prepare: <F extends Call>(f: F) => F
  /** What was compiled so far; undefined where nothing ever is. */
  readonly compiled: () => Compiled | undefined
}

/** Operation by operation, as the functions are written. */
export const eager: Compute = {
  name: 'eager',
  words: 'eager, operation by operation',
  prepare: f => f,
  compiled: () => undefined,
}

/** Each function as one program for each shape of its arguments; the bits are the same for any number of threads. */
export const compiling = (threads = 1): Compute => {
  const made: Jitted<Call>[] = []
  return {
    name: 'jit',
    words: `compiled to WebAssembly (jit)${threads > 1 ? `, up to ${threads} threads` : ''}`,
    prepare: f => {
      const jitted = jit(f, { threads })
      made.push(jitted)
      return jitted
    },
    compiled: () => {
      const all = made.map(f => f.stats())
      return {
        programs: all.reduce((n, { traces }) => n + traces, 0),
        milliseconds: all.reduce((ms, { compileMilliseconds }) => ms + compileMilliseconds, 0),
      }
    },
  }
}

export const computeOf = ({
  eager: asWritten,
  threads,
}: Pick<Options, 'eager' | 'threads'>): Compute => (asWritten ? eager : compiling(threads))
