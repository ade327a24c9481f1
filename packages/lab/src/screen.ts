/** Where the program writes: what that can show, and in which colours. */
import pc from 'picocolors'

export type Colors = ReturnType<typeof pc.createColors>

/** A stream to write text to; a terminal, if it says so. */
export type Out = NodeJS.WritableStream & {
  readonly isTTY?: boolean
  readonly columns?: number
}

export interface Screen {
  /** Whether a line can be drawn anew and colours show; lines alone are written otherwise. */
  readonly live: boolean
  /** Columns, as they are now. */
  readonly width: () => number
  readonly colors: Colors
  readonly print: (text: string) => void
}

type Environment = Readonly<Record<string, string | undefined>>

const isSet = (value: string | undefined): boolean => value !== undefined && value !== ''

/** A terminal is live unless it, or whoever runs the program, asks for plain lines. */
export const screenOf = (out: Out, env: Environment): Screen => {
  const live = out.isTTY === true && !isSet(env.NO_COLOR) && !isSet(env.CI) && env.TERM !== 'dumb'
  return {
    live,
    width: () => (out.isTTY === true ? Math.max(1, out.columns ?? 80) : 80),
    colors: pc.createColors(live),
    print: text => {
      out.write(`${text}\n`)
    },
  }
}
