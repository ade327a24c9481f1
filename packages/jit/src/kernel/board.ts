/**
 * The board: memory by which threads share the work of kernels. The first thread runs the program and posts
 * each kernel that is worth sharing; whoever is there takes chunks of it. Nobody waits for a thread that
 * sleeps: a kernel is done when all of its chunks are, and its results do not depend on who did them.
 *
 * Chunks lie in as many ranges as there are threads. Each thread takes those of its own range first, so
 * that it mostly meets again in its caches what it wrote before, and then those that others have left.
 *
 * A range is one word: the number of the posting, the end of the range, the next chunk. Taking a chunk is
 * one compare-and-exchange of that word, so that a thread which comes late, with the number of a posting
 * that is over, takes nothing. What stands on the board beside it is read after a chunk has been taken,
 * and cannot change before that chunk is done.
 */
import { type Body, call, type FunctionRef } from '../wasm/body.js'
import { atomic, constant, type Expr, i32, i64, load } from '../wasm/code.js'
import type { ModuleWriter } from '../wasm/module.js'

/** Grows with each posting; threads without work look at it. */
export const POSTING = 0
/** The program that is run, by its number. */
export const PROGRAM = 4
/** How many threads nap until there is work. */
export const NAPPING = 8
/** How many messages were sent to each thread. */
export const SENT = 12
/** Whether the first thread has something to do while the others work. */
export const ERRAND = 16
/** How many programs the workers have begun to serve, together. */
export const SERVED = 20
/** The kernel of the posting, by its number in the program. */
const KERNEL = 24
/** How many chunks are done. */
export const DONE = 64
/** Whether the first thread naps until they are. */
export const AWAITED = 68
/** The addresses that the kernel is called with. */
const ARGUMENTS = 128
/** The ranges, each on a line of the cache of its own. */
const RANGES = 1152
const LINE = 64

/** Kernels of more addresses are not shared. */
export const MOST_ARGUMENTS: number = (RANGES - ARGUMENTS) / 4

/** Bytes of a board, zeros at first. */
export const boardBytes = (threads: number): number => RANGES + LINE * threads

/** Looks at the board before the first thread naps that waits for the last chunks: some hundred microseconds, since being woken takes tens of them. */
const PATIENCE = 200_000

/** Looks at the board before a thread naps that has nothing to do: about a millisecond, since in a training loop there soon is. */
const LEISURE = 500_000

/** What modules import that several threads run. Sleeping is JavaScript's: V8 11.3 miscompiles `memory.atomic.wait32` beside live locals. */
export interface Sleep {
  /** `nap(board, done)`: as long as no more chunks are done than these, for a while at most. */
  readonly nap: FunctionRef
  /** `wake(board)`: the first thread, which naps. */
  readonly wake: FunctionRef
  /** `rouse(board)`: the others, which nap. */
  readonly rouse: FunctionRef
  /** `errand(board)`: what the first thread has to do while the others work. */
  readonly errand: FunctionRef
}

export const importSleep = (module: ModuleWriter): Sleep => ({
  nap: module.import('nap', ['i32', 'i32']),
  wake: module.import('wake', ['i32']),
  rouse: module.import('rouse', ['i32']),
  errand: module.import('errand', ['i32']),
})

const LOW_BITS = 16
/** A posting has at most so many chunks. */
export const MOST_CHUNKS: number = 2 ** LOW_BITS - 1

/** `take(board, range, posting)`: the next chunk of a range; -1 where none is left, or the posting is over. */
const taking = (module: ModuleWriter): FunctionRef =>
  module.once('take', () =>
    module.function(
      'take',
      { params: ['i32', 'i32', 'i32'], results: ['i32'] },
      (b, board, range, posting) => {
        const at = b.keep(i32.add(board as Expr, i32.mul(range as Expr, LINE)))
        const word = b.local('i64')
        const next = b.local('i32')
        b.loop(again => {
          b.set(word, load('i64.atomic.load', at, RANGES))
          b.set(next, i32.and(i32.wrap_i64(word), MOST_CHUNKS))
          const end = i32.shr_u(i32.wrap_i64(word), LOW_BITS)
          const isOver = i32.ne(i32.wrap_i64(i64.shr_u(word, 32)), posting as Expr)
          b.if(i32.or(isOver, i32.ge_u(next, end)), () => b.return(constant('i32', -1)))
          const before = atomic('i64.atomic.rmw.cmpxchg', at, RANGES, word, i64.add(word, 1))
          b.brIf(again, i64.ne(before, word))
        })
        b.result(next)
      },
    ),
  )

/** `finish(board)`: a chunk is done. */
const finishing = (module: ModuleWriter, { wake }: Sleep): FunctionRef =>
  module.once('finish', () =>
    module.function('finish', { params: ['i32'] }, (b, board = b.local('i32')) => {
      b.keep(atomic('i32.atomic.rmw.add', board, DONE, 1))
      b.if(load('i32.atomic.load', board, AWAITED), () => b.call(wake, board))
    }),
  )

/** `post(board, kernel, chunks)`: opens the ranges of a kernel whose arguments are on the board; gives the posting's number. */
const posting = (module: ModuleWriter, threads: number, { rouse }: Sleep): FunctionRef =>
  module.once('post', () =>
    module.function(
      'post',
      { params: ['i32', 'i32', 'i32'], results: ['i32'] },
      (b, board = b.local('i32'), kernel = b.local('i32'), chunks = b.local('i32')) => {
        const number = b.keep(i32.add(load('i32.atomic.load', board, POSTING), 1))
        b.store('i32.store', board, KERNEL, kernel)
        b.store('i32.atomic.store', board, DONE, 0)
        const first = (range: number): Expr => i32.div_u(i32.mul(chunks, range), threads)
        for (let range = 0; range < threads; range++) {
          const low = i32.or(i32.shl(first(range + 1), LOW_BITS), first(range))
          const word = i64.or(i64.shl(i64.extend_i32_u(number), 32), i64.extend_i32_u(low))
          b.store('i64.atomic.store', board, RANGES + LINE * range, word)
        }
        b.store('i32.atomic.store', board, POSTING, number)
        b.if(load('i32.atomic.load', board, NAPPING), () => b.call(rouse, board))
        b.result(number)
      },
    ),
  )

/** `join(board, chunks)`: until all chunks are done. */
const joining = (module: ModuleWriter, { nap }: Sleep): FunctionRef =>
  module.once('join', () =>
    module.function(
      'join',
      { params: ['i32', 'i32'] },
      (b, board = b.local('i32'), chunks = b.local('i32')) => {
        const done = b.local('i32')
        const looks = b.local('i32')
        b.while(
          () => {
            b.set(done, load('i32.atomic.load', board, DONE))
            return i32.ne(done, chunks)
          },
          () => {
            b.set(looks, i32.add(looks, 1))
            b.if(i32.gt_s(looks, PATIENCE), () => b.call(nap, board, done))
          },
        )
      },
    ),
  )

/** A kernel as threads share it: `perform(board, thread, chunk)` calls it with the arguments on the board. */
export interface Shared {
  readonly perform: FunctionRef
  readonly chunks: number
  /** Whether it is long enough that the first thread can do an errand meanwhile. */
  readonly isLong: boolean
}

export interface Sharing {
  /** Writes how the first thread has a kernel done, once its arguments are on the board. */
  readonly lead: (shared: Shared) => FunctionRef
  /**
   * Writes `serve(board, thread, program)`, which does chunks of all kernels led so far until there have been
   * none for a while or the board shows another program; it gives the posting that it saw last.
   */
  readonly serve: () => void
}

/** Where the address of a kernel's argument is written. */
export const argumentAt = (index: number): number => ARGUMENTS + 4 * index

/** The functions by which the threads of a module share its kernels. */
export const sharing = (module: ModuleWriter, threads: number, sleep: Sleep): Sharing => {
  const led: Shared[] = []
  const lead = (shared: Shared): FunctionRef =>
    module.once(`lead ${shared.perform.name}`, () => {
      const kernel = led.push(shared) - 1
      const { perform, chunks, isLong } = shared
      const [post, take, finish, join] = [
        posting(module, threads, sleep),
        taking(module),
        finishing(module, sleep),
        joining(module, sleep),
      ] as const
      return module.function(`lead_${kernel}`, { params: ['i32'] }, (b, board = b.local('i32')) => {
        const number = b.keep(call(post, board, kernel, chunks))
        if (isLong)
          b.if(load('i32.load', board, ERRAND), () => {
            b.store('i32.store', board, ERRAND, 0)
            b.call(sleep.errand, board)
          })
        eachChunk(
          b,
          { take, finish, threads },
          { board, thread: constant('i32', 0), number },
          chunk => b.call(perform, board, 0, chunk),
        )
        b.call(join, board, chunks)
      })
    })
  const serve = (): void => {
    const take = taking(module)
    const finish = finishing(module, sleep)
    const params = ['i32', 'i32', 'i32'] as const
    module.function(
      'serve',
      { params, results: ['i32'], exported: true },
      (b, board = b.local('i32'), thread = b.local('i32'), program = b.local('i32')) => {
        const number = b.local('i32', load('i32.atomic.load', board, POSTING))
        const seen = b.local('i32', i32.sub(number, 1))
        const looks = b.local('i32')
        b.while(
          () => i32.lt_s(looks, LEISURE),
          () => {
            b.set(looks, i32.add(looks, 1))
            b.set(number, load('i32.atomic.load', board, POSTING))
            b.if(i32.ne(number, seen), () => {
              b.set(seen, number)
              b.set(looks, 0)
              b.if(i32.ne(load('i32.atomic.load', board, PROGRAM), program), () => b.return(number))
              eachChunk(b, { take, finish, threads }, { board, thread, number }, chunk =>
                dispatch(b, led, load('i32.load', board, KERNEL), [board, thread, chunk]),
              )
            })
          },
        )
        b.result(seen)
      },
    )
  }
  return { lead, serve }
}

/** Takes chunks of a posting as long as there are any, those of the thread's own range first. */
const eachChunk = (
  b: Body,
  of: { readonly take: FunctionRef; readonly finish: FunctionRef; readonly threads: number },
  at: { readonly board: Expr; readonly thread: Expr; readonly number: Expr },
  write: (chunk: Expr) => void,
): void => {
  b.for(0, of.threads, i => {
    const range = b.keep(i32.rem_u(i32.add(at.thread, i), of.threads))
    const chunk = b.local('i32')
    b.while(
      () => {
        b.set(chunk, call(of.take, at.board, range, at.number))
        return i32.ge_s(chunk, 0)
      },
      () => {
        write(chunk)
        b.call(of.finish, at.board)
      },
    )
  })
}

/** Calls the kernel of this number, found by halves. */
const dispatch = (
  b: Body,
  kernels: readonly Shared[],
  number: Expr,
  args: readonly Expr[],
): void => {
  const which = b.keep(number)
  const among = (from: number, to: number): void => {
    if (to - from === 1) b.call((kernels[from] as Shared).perform, ...args)
    else if (to > from) {
      const middle = (from + to) >> 1
      b.if(
        i32.lt_u(which, middle),
        () => among(from, middle),
        () => among(middle, to),
      )
    }
  }
  among(0, kernels.length)
}
