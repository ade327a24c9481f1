/** What modules import that several threads run: napping on the board, and waking who naps there. */
import { AWAITED, DONE, POSTING } from '../kernel/board.js'

/** In milliseconds: after so long a thread looks for itself. */
const LONGEST = 1

export interface SleepImports {
  readonly nap: (board: number, done: number) => void
  readonly wake: (board: number) => void
  readonly rouse: (board: number) => void
}

/** For threads that may not sleep, such as that of a browser's window, a nap is no time at all. */
export const sleepOn = (memory: WebAssembly.Memory, maySleep: boolean): SleepImports => {
  // A view keeps its length, which the board is within, when memory grows.
  const words = new Int32Array(memory.buffer)
  return {
    nap: (board, done) => {
      if (!maySleep) return
      Atomics.store(words, (board + AWAITED) >> 2, 1)
      Atomics.wait(words, (board + DONE) >> 2, done, LONGEST)
      Atomics.store(words, (board + AWAITED) >> 2, 0)
    },
    wake: board => {
      Atomics.notify(words, (board + DONE) >> 2)
    },
    rouse: board => {
      Atomics.notify(words, (board + POSTING) >> 2)
    },
  }
}
