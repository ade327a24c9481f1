/** Where an operation comes from: the user's call of it, the scope around, how many derivatives lie between. */
import type { OpName } from './vocabulary.js'

/** The user's call that a computation goes back to; `order` counts the derivative rules between. */
export interface Origin {
  readonly op: OpName
  readonly order: number
  /** The scope that it was called in, if any. */
  readonly scope: string | undefined
  /** Its call stack, innermost frame first; an engine writes it out only when it is read. */
  readonly call: Error
}

/** What a node keeps of its call, for whoever reads the tape to go on with. */
export interface Provenance {
  /** Where it was called; kept only while somebody watches. */
  readonly origin?: Origin
  /**
   * The scope that it was written in, below the one that its tape was opened in: whoever reads the
   * tape reads it in a scope of their own.
   */
  readonly scope?: string
}
