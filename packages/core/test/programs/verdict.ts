/** What is wrong with a program, as text with a program to paste; nothing where all agree. */

import type { Tensor } from '@miniflow/core'
import { agrees, derivative } from './agreement.js'
import { evaluate } from './expression.js'
import type { Written } from './generate.js'
import { print } from './print.js'
import { shrink } from './shrink.js'

/** The kind of a failure: a program that shrinks must not begin to fail in another way. */
const failure = (written: Written): string | undefined => {
  try {
    return agrees(derivative(written)) ? undefined : 'the derivatives differ'
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message.slice(0, 30)}` : String(error)
  }
}

/** The smallest program that fails as this one does, in TypeScript. */
export const smallest = (written: Written): string => {
  const kind = failure(written)
  const small = shrink(written, candidate => failure(candidate) === kind)
  const scope = new Map<string, unknown>(small.program.inputs.map(x => [x.name, x.at]))
  for (const line of small.program.lines) scope.set(line.name, evaluate(line.value, scope))
  const values = small.program.outputs.map(output => scope.get(output) as Tensor)
  return print(small.program, small.directions, values)
}

export const verdict = (written: Written): string | undefined => {
  const kind = failure(written)
  return kind === undefined ? undefined : `${kind}\n\n${smallest(written)}`
}
