/** Where an operation comes from: the user's call of it, and how many derivatives lie between. */
import type { OpName } from './vocabulary.js'

/** The user's call that a computation goes back to; `order` counts the derivative rules between. */
export interface Origin {
  readonly op: OpName
  readonly order: number
  /** Its call stack, innermost frame first; an engine writes it out only when it is read. */
  readonly call: Error
}
