/** Worker threads that share one memory: one pool for all programs, ended with the process. */
import { boardBytes, ERRAND, NAPPING, POSTING, PROGRAM, SENT, SERVED } from '../kernel/board.js'
import { LISTEN, type Message, type Start, workerSource } from './worker.js'

/** What we need of a worker, in Node and in browsers. */
interface Thread {
  readonly postMessage: (message: unknown) => void
}

interface NodeThreads {
  readonly Worker: new (
    source: string,
    options: { readonly eval: true },
  ) => Thread & { readonly unref: () => void }
}

interface Processes {
  readonly process?: { readonly getBuiltinModule?: (name: string) => unknown }
}

/** A worker that does not keep the process alive. */
const startThread = (): Thread => {
  const node = (globalThis as Processes).process?.getBuiltinModule?.('node:worker_threads')
  if (node !== undefined) {
    const worker = new (node as NodeThreads).Worker(workerSource, { eval: true })
    worker.unref()
    return worker
  }
  const url = URL.createObjectURL(new Blob([workerSource], { type: 'text/javascript' }))
  return new Worker(url)
}

/** Whether this thread may sleep: that of a browser's window may not. */
export const maySleep = (): boolean => !('document' in globalThis)

/** Whether memory can be shared with workers here; a browser allows it to pages isolated from other origins. */
export const canShare = (): boolean =>
  typeof SharedArrayBuffer === 'function' &&
  (typeof crossOriginIsolated === 'undefined' || crossOriginIsolated)

interface Parallelism {
  readonly availableParallelism: () => number
}

/** How many threads this machine runs at the same time. */
export const availableThreads = (): number => {
  const node = (globalThis as Processes).process?.getBuiltinModule?.('node:os')
  if (node !== undefined) return (node as Parallelism).availableParallelism()
  return typeof navigator === 'undefined' ? 1 : navigator.hardwareConcurrency
}

/** Threads that share programs: the one that calls them and the workers beside it. */
export class Pool {
  readonly threads: number
  /** The address of the board by which they share. */
  readonly board: number
  readonly #words: Int32Array
  readonly #workers: readonly Thread[]
  #last: number = LISTEN

  constructor(memory: WebAssembly.Memory, board: number, threads: number) {
    this.threads = threads
    this.board = board
    this.#words = new Int32Array(memory.buffer, board, boardBytes(threads) / 4)
    this.#workers = Array.from({ length: threads - 1 }, (_, i) => {
      const worker = startThread()
      worker.postMessage({ memory, board, thread: i + 1 } satisfies Start)
      return worker
    })
  }

  /** Workers leave what they do to read messages. */
  #send(message: Message): void {
    Atomics.add(this.#words, SENT >> 2, 1)
    for (const worker of this.#workers) worker.postMessage(message)
    Atomics.store(this.#words, PROGRAM >> 2, LISTEN)
    Atomics.add(this.#words, POSTING >> 2, 1)
    this.rouse()
  }

  /** There will be work at once: workers that nap are woken. */
  rouse(): void {
    if (Atomics.load(this.#words, NAPPING >> 2) > 0) Atomics.notify(this.#words, POSTING >> 2)
  }

  /** How many programs the workers have begun to serve, together. */
  get served(): number {
    return Atomics.load(this.#words, SERVED >> 2)
  }

  /** Gives a module to the workers, which begin to serve it while the first thread goes on; tells the number by which it is called. */
  add(module: WebAssembly.Module): number {
    const id = ++this.#last
    this.#send({ id, module })
    return id
  }

  /** The workers forget a program that nobody can call any more. */
  drop(id: number): void {
    this.#send({ drop: id })
  }

  /** The program that runs now, and whether there is an errand for the first thread meanwhile. */
  show(id: number, errand = false): void {
    this.#words[ERRAND >> 2] = errand ? 1 : 0
    Atomics.store(this.#words, PROGRAM >> 2, id)
  }
}
