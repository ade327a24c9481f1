/** Worker threads that share one memory: one pool for all programs, ended with the process. */
import { boardBytes, ERRAND, NAPPING, POSTING, PROGRAM, SENT, SERVED } from '../kernel/board.js'
import { warnOnce } from '../warn.js'
import { LISTEN, type Message, type Start, workerSource } from './worker.js'

/** What we need of a worker, in Node and in browsers. */
interface Thread {
  readonly postMessage: (message: unknown) => void
}

interface NodeThread extends Thread {
  readonly unref: () => void
  readonly on: (event: 'error', listener: (error: unknown) => void) => void
}

interface NodeThreads {
  readonly Worker: new (source: string, options: { readonly eval: true }) => NodeThread
}

interface Processes {
  readonly process?: { readonly getBuiltinModule?: (name: string) => unknown }
}

const nodeThreads = (): NodeThreads | undefined =>
  (globalThis as Processes).process?.getBuiltinModule?.('node:worker_threads') as
    | NodeThreads
    | undefined

/** Nothing waits for a thread that never comes: there is one less to share with. */
const warnMissing = (why: string): void =>
  warnOnce(
    `jit: no other thread could be started (${why}), so one does all the work.\n` +
      '  Add blob: to worker-src in the Content-Security-Policy of a page that has one, or leave out `threads`.',
  )

/** A worker that does not keep the process alive. */
const startThread = (): Thread => {
  const node = nodeThreads()
  if (node !== undefined) {
    const worker = new node.Worker(workerSource, { eval: true })
    worker.on('error', error => warnMissing(String(error)))
    worker.unref()
    return worker
  }
  const url = URL.createObjectURL(new Blob([workerSource], { type: 'text/javascript' }))
  const worker = new Worker(url)
  worker.onerror = ({ message }) => warnMissing(message || 'the page does not allow its script')
  return worker
}

/** The workers beside the first thread: none where they are refused. */
const startThreads = (count: number): readonly Thread[] => {
  try {
    return Array.from({ length: count }, startThread)
  } catch (error) {
    warnMissing(String(error))
    return []
  }
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
    this.#workers = startThreads(threads - 1)
    for (const [i, worker] of this.#workers.entries())
      worker.postMessage({ memory, board, thread: i + 1 } satisfies Start)
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
