/** What is wrong with a program, as text with a program to paste; nothing where all is well. */
import type { Tensor } from '@miniflow/core'
import { evaluate } from './expression.js'
import type { Written } from './generate.js'
import { type Ending, print } from './print.js'
import { shrink } from './shrink.js'

export type { Ending } from './print.js'

/** What is asked of programs, and how a program that fails shows it. */
export interface Judge {
  /** What is wrong, in words that are the same for the same kind of fault; nothing where all is well. */
  readonly fault: (written: Written) => string | undefined
  /** What stands below the program when it is printed. */
  readonly ending: Ending
}

/** The kind of a failure: a program that shrinks must not begin to fail in another way. */
const failure = ({ fault }: Judge, written: Written): string | undefined => {
  try {
    return fault(written)
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message.slice(0, 30)}` : String(error)
  }
}

/** The smallest program that fails as this one does, in TypeScript. */
const smallest = (judge: Judge, written: Written): string => {
  const kind = failure(judge, written)
  const small = shrink(written, candidate => failure(judge, candidate) === kind)
  const scope = new Map<string, unknown>(small.program.inputs.map(x => [x.name, x.at]))
  for (const line of small.program.lines) scope.set(line.name, evaluate(line.value, scope))
  const values = small.program.outputs.map(output => scope.get(output) as Tensor)
  return print(small, values, judge.ending)
}

export const verdict = (judge: Judge, written: Written): string | undefined => {
  const kind = failure(judge, written)
  return kind === undefined ? undefined : `${kind}\n\n${smallest(judge, written)}`
}
