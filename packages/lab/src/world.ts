/** What the process gives its program, and what it gets back. */
import type { Out } from './screen.js'

export interface World {
  readonly stdout: Out
  readonly stderr: Pick<Out, 'write'>
  readonly env: Readonly<Record<string, string | undefined>>
  /** Seconds since some moment. */
  readonly now: () => number
  /** Ends the run early. */
  readonly signal: AbortSignal
}

/** All went well; data, disk or learning failed; an option is wrong; the signal. */
export type ExitCode = 0 | 1 | 2 | 130

/** Says what failed. */
export const fail = ({ stderr }: Pick<World, 'stderr'>, sentence: string): 1 => {
  stderr.write(`error: ${sentence}\n`)
  return 1
}

/** What is said when the loss is no finite number any more. */
export const divergence = (iterations: string, rate: number): string =>
  `the loss is no finite number after iteration ${iterations}: --rate ${rate} is too large.`
