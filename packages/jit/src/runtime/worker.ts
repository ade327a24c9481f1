/**
 * What a worker thread runs: a loop that waits for calls and does its share of each. It spins for a while
 * after a call, since in a training loop the next comes at once, and naps after that. It is text, so that
 * it needs no file of its own wherever the library is bundled.
 *
 * The words of the control array: see `Word`.
 */

import { GENERATION, NAPPING } from '../kernel/barrier.js'

/** Words of the array by which the main thread and the workers talk. */
export const Word = {
  /** Grows with each call; workers wait for it to change. */
  epoch: 0,
  /** The program to run, or LISTEN to go and read messages. */
  program: 1,
  /** The address of its table. */
  table: 2,
  /** How many workers nap. */
  napping: 3,
  /** How many messages were sent to each worker. */
  sent: 4,
  /** From here on: how many workers have each program. */
  ready: 16,
} as const

/** In place of a program: there is none to run, but messages to read. */
export const LISTEN = -1

/** Programs that can be kept at the same time. */
export const PROGRAMS = 65536

/** Looks at the epoch before a worker naps: about a fifth of a millisecond. */
const SPINS = 20000

export const workerSource: string = `
'use strict'
const node = typeof process === 'object' && process.getBuiltinModule
  ? process.getBuiltinModule('node:worker_threads') : undefined
const programs = new Map()
let control, thread, seen = 0, taken = 0, waiting = false
const take = message => {
  if (message.control) {
    control = message.control
    thread = message.thread
  } else {
    taken++
    if (message.drop !== undefined) programs.delete(message.drop)
    else {
      const { id, module, memory } = message
      programs.set(id, new WebAssembly.Instance(module, { env: { memory, ...sleepOn(memory) } }).exports.run)
      Atomics.add(control, ${Word.ready} + id, 1)
    }
  }
  if (!waiting) { waiting = true; later(work) }
}
const sleepOn = memory => ({
  nap: (at, generation) => {
    const words = new Int32Array(memory.buffer)
    Atomics.add(words, (at + ${NAPPING}) >> 2, 1)
    Atomics.wait(words, (at + ${GENERATION}) >> 2, generation, 1)
    Atomics.sub(words, (at + ${NAPPING}) >> 2, 1)
  },
  wake: at => Atomics.notify(new Int32Array(memory.buffer), (at + ${GENERATION}) >> 2),
})
const later = node ? setImmediate : f => setTimeout(f, 0)
const work = () => {
  waiting = false
  while (Atomics.load(control, ${Word.sent}) === taken) {
    let spins = 0
    while (Atomics.load(control, ${Word.epoch}) === seen)
      if (++spins > ${SPINS}) {
        Atomics.add(control, ${Word.napping}, 1)
        Atomics.wait(control, ${Word.epoch}, seen)
        Atomics.sub(control, ${Word.napping}, 1)
      }
    seen = Atomics.load(control, ${Word.epoch})
    const id = Atomics.load(control, ${Word.program})
    if (id !== ${LISTEN}) programs.get(id)(Atomics.load(control, ${Word.table}), thread)
  }
}
if (node) node.parentPort.on('message', take)
else onmessage = event => take(event.data)
`
