/** What a suite is made of: checks, and the ways of running what they check. */
import type { Arguments } from '@miniflow/core/extend'

/** Makes of a function what is called in its place. */
export type Ways = <F extends (...args: Arguments) => unknown>(f: F) => F

export interface Check {
  readonly name: string
  /** What is wrong, in words; nothing where all is well. */
  readonly faults: () => readonly string[]
}
