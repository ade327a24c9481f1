/**
 * What a worker thread runs: it serves the program that the board shows, and naps when there has been
 * nothing to do for a while. It is text, so that it needs no file of its own wherever the library is
 * bundled.
 */
import { DONE, NAPPING, POSTING, PROGRAM, SENT, SERVED } from '../kernel/board.js'

/** In place of a program: there is none to serve, but messages to read. */
export const LISTEN = 0

/** The first thing a worker is told: where the board is, and which thread it is. */
export interface Start {
  readonly memory: WebAssembly.Memory
  readonly board: number
  readonly thread: number
}

/** What it is told after that: a program to serve by its number, or one that nobody calls any more. */
export type Message =
  | { readonly id: number; readonly module: WebAssembly.Module }
  | { readonly drop: number }

export const workerSource: string = `
'use strict'
const node = typeof process === 'object' && process.getBuiltinModule
  ? process.getBuiltinModule('node:worker_threads') : undefined
const programs = new Map()
let memory, board, thread, words, taken = 0, waiting = false
const at = place => (board + place) >> 2
const nothing = () => {}
const take = message => {
  if (message.memory) {
    ({ memory, board, thread } = message)
    words = new Int32Array(memory.buffer)
  } else {
    taken++
    if (message.drop !== undefined) programs.delete(message.drop)
    else {
      const wake = () => Atomics.notify(words, at(${DONE}))
      const env = { memory, wake, nap: nothing, rouse: nothing, errand: nothing }
      programs.set(message.id, new WebAssembly.Instance(message.module, { env }).exports.serve)
      Atomics.add(words, at(${SERVED}), 1)
    }
  }
  if (!waiting) { waiting = true; later(work) }
}
const later = node ? setImmediate : f => setTimeout(f, 0)
const work = () => {
  waiting = false
  while (Atomics.load(words, at(${SENT})) === taken) {
    let seen = Atomics.load(words, at(${POSTING}))
    const program = Atomics.load(words, at(${PROGRAM}))
    const serve = programs.get(program)
    if (serve) {
      seen = serve(board, thread, program)
      if (Atomics.load(words, at(${PROGRAM})) !== program) continue
    }
    Atomics.add(words, at(${NAPPING}), 1)
    if (Atomics.load(words, at(${SENT})) === taken) Atomics.wait(words, at(${POSTING}), seen)
    Atomics.sub(words, at(${NAPPING}), 1)
  }
}
if (node) node.parentPort.on('message', take)
else onmessage = event => take(event.data)
`
