/** What a jitted function has done so far. */

/** A call for which a program had to be made, and what in it was new. */
export interface Miss {
  /** The first part of the arguments that differs from the call traced before; absent for the first. */
  readonly changed: string | undefined
}

/** What `jit(f).stats()` tells. */
export interface JitStats {
  /** How often f was traced. */
  readonly traces: number
  /** Calls that a program was there for. */
  readonly hits: number
  /** Calls that one had to be made for; the last 32 of them. */
  readonly misses: readonly Miss[]
  /** Programs that are kept. */
  readonly entries: number
  /** Milliseconds spent on making programs: passes, code and the engine's compilation. */
  readonly compileMilliseconds: number
  /** Bytes of WebAssembly in all programs made. */
  readonly moduleBytes: number
  /** Bytes of the largest memory for intermediate results; all functions share it. */
  readonly arenaBytes: number
}

const KEPT = 32

/** The numbers while they change. */
export class Counter {
  traces = 0
  hits = 0
  compileMilliseconds = 0
  moduleBytes = 0
  arenaBytes = 0
  readonly #misses: Miss[] = []

  missed(changed: string | undefined): void {
    this.#misses.push({ changed })
    if (this.#misses.length > KEPT) this.#misses.shift()
  }

  get misses(): readonly Miss[] {
    return [...this.#misses]
  }
}
