/** What modules import that several threads run: napping at a barrier, and waking who naps there. */
import { GENERATION, NAPPING } from '../kernel/barrier.js'

/** In milliseconds: after so long a thread looks for itself. */
const LONGEST = 1

export interface SleepImports {
  readonly nap: (control: number, generation: number) => void
  readonly wake: (control: number) => void
}

/** For threads that may not sleep, such as that of a browser's window, a nap is no time at all. */
export const sleepOn = (memory: WebAssembly.Memory, maySleep: boolean): SleepImports => ({
  nap: (control, generation) => {
    if (!maySleep) return
    const words = new Int32Array(memory.buffer)
    Atomics.add(words, (control + NAPPING) >> 2, 1)
    Atomics.wait(words, (control + GENERATION) >> 2, generation, LONGEST)
    Atomics.sub(words, (control + NAPPING) >> 2, 1)
  },
  wake: control => {
    Atomics.notify(new Int32Array(memory.buffer), (control + GENERATION) >> 2)
  },
})
