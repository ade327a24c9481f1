/** What a jitted function has done so far. */

/** A call for which a program had to be made, and what in it was new. */
export interface Miss {
  /** The first part of the arguments that differs from the call traced before; absent for the first. */
  readonly changed: string | undefined
}

/** Where the time of making programs went, in milliseconds. */
export interface Phases {
  /** Running f on what stands for its arguments. */
  readonly trace: number
  /** From the tape to kernels and their memory. */
  readonly lower: number
  /** Writing the bytes of modules. */
  readonly encode: number
  /** The engine's compilation. */
  readonly engine: number
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
  /** Milliseconds of making programs by phase; all but the first are what `compileMilliseconds` has. */
  readonly phases: Phases
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
  readonly phases: { -readonly [phase in keyof Phases]: number } = {
    ...{ trace: 0, lower: 0, encode: 0, engine: 0 },
  }
  readonly #misses: Miss[] = []

  missed(changed: string | undefined): void {
    this.#misses.push({ changed })
    if (this.#misses.length > KEPT) this.#misses.shift()
  }

  /** Does a phase's work and counts its time. */
  timed<A>(phase: keyof Phases, work: () => A): A {
    const start = performance.now()
    try {
      return work()
    } finally {
      this.phases[phase] += performance.now() - start
    }
  }

  get misses(): readonly Miss[] {
    return [...this.#misses]
  }
}
