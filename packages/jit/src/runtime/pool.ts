/** Worker threads that share one memory: one pool for all programs, ended with the process. */
import { LISTEN, PROGRAMS, Word, workerSource } from './worker.js'

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

/** Threads that run programs together: the main thread and the workers beside it. */
export class Pool {
  readonly threads: number
  readonly #memory: WebAssembly.Memory
  readonly #control = new Int32Array(new SharedArrayBuffer(4 * (Word.ready + PROGRAMS)))
  readonly #workers: readonly Thread[]
  #next = 0
  readonly #free: number[] = []

  constructor(memory: WebAssembly.Memory, threads: number) {
    this.threads = threads
    this.#memory = memory
    this.#workers = Array.from({ length: threads - 1 }, (_, i) => {
      const worker = startThread()
      worker.postMessage({ control: this.#control, thread: i + 1 })
      return worker
    })
  }

  /** Workers leave their loop to read messages when what they wait for has happened. */
  #send(message: unknown): void {
    Atomics.add(this.#control, Word.sent, 1)
    for (const worker of this.#workers) worker.postMessage(message)
    Atomics.store(this.#control, Word.program, LISTEN)
    this.#wake()
  }

  #wake(): void {
    Atomics.add(this.#control, Word.epoch, 1)
    if (Atomics.load(this.#control, Word.napping) > 0) Atomics.notify(this.#control, Word.epoch)
  }

  /** Gives a module to the workers; tells the number by which it is called, or nothing where all are taken. */
  add(module: WebAssembly.Module): number | undefined {
    const id = this.#free.pop() ?? (this.#next < PROGRAMS ? this.#next++ : undefined)
    if (id === undefined) return undefined
    Atomics.store(this.#control, Word.ready + id, 0)
    this.#send({ id, module, memory: this.#memory })
    return id
  }

  /** The workers forget a program that nobody can call any more. */
  drop(id: number): void {
    this.#send({ drop: id })
    this.#free.push(id)
  }

  /** Whether all can run a program: workers start and compile while the main thread goes on. */
  isReady(id: number): boolean {
    return Atomics.load(this.#control, Word.ready + id) === this.threads - 1
  }

  /** Starts the workers' shares of a call; the caller does its own, which ends when theirs have. */
  start(id: number, table: number): void {
    Atomics.store(this.#control, Word.program, id)
    Atomics.store(this.#control, Word.table, table)
    this.#wake()
  }
}
