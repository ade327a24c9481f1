/** What choices and open loops share: programs with common operands, and choosing example by example. */
import type { Aval, Value } from '../data/tensor.js'
import { broadcastTo } from '../ops/broadcast.js'
import { reshape } from '../ops/layout.js'
import { where } from '../ops/select.js'
import { inputsOf, type Tape } from '../tape/tape.js'
import { evaluateOutputs } from './evaluate.js'
import { stageLeaves } from './joint.js'

/** Element by element along the batch axes: a where chosen, else b. */
export const choose = (chosen: Value, a: Value, b: Value): Value => {
  const ones = a.shape.slice(chosen.rank).map(() => 1)
  return where(broadcastTo(reshape(chosen, [...chosen.shape, ...ones]), a.shape), a, b)
}

/** Puts inputs that only the other branch reads into a branch, so that both take the same. */
export const widen = (
  tape: Tape,
  own: number,
  before: readonly Aval[],
  after: readonly Aval[],
): Tape => {
  const inputs = inputsOf(tape)
  return stageLeaves(
    xs => {
      const mine = xs.slice(before.length, before.length + own)
      return evaluateOutputs(tape, [...mine, ...xs.slice(before.length + own + after.length)])
    },
    [...before, ...inputs.slice(0, own), ...after, ...inputs.slice(own)],
  )
}
