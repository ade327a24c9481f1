/** cond: a choice as one node. */
import type { Arguments } from '../data/signatures-transform.js'
import { alive, type Dense, isTensor, like, type Value, valuesOf } from '../data/tensor.js'
import { nameOf, rebuild } from '../data/tree.js'
import type { Tensor } from '../data/types.js'
import { raise, reason } from '../error.js'
import type { Op } from '../tape/op.js'
import { closed } from '../tape/passes.js'
import { isKnown } from '../tape/record.js'
import { inputsOf, outputsOf, type Tape } from '../tape/tape.js'
import { choose, widen } from './branches.js'
import {
  flattenArguments,
  stageCall,
  type TreeFunction,
  takeResult,
  wantAlike,
  wantFunction,
} from './call.js'
import { evaluateOutputs } from './evaluate.js'
import {
  applyJoint,
  batchTape,
  type Joint,
  jointOp,
  jvpLeaves,
  stageLeaves,
  vjpLeaves,
} from './joint.js'

/** Two programs with the same operands and like results; the first operand of the node chooses. */
const condJoint = (yes: Tape, no: Tape, lead: number): Joint => {
  /** With batch axes both are run, and every example takes its own. */
  const both = ([predicate, ...xs]: readonly Value[]): readonly Value[] => {
    const a = evaluateOutputs(yes, xs)
    const b = evaluateOutputs(no, xs)
    return a.map((x, i) => choose(predicate as Value, x, b[i] as Value))
  }
  const chosen = ([predicate, ...xs]: readonly Dense[]): readonly Value[] =>
    evaluateOutputs(valuesOf(predicate as Dense)[0] === 0 ? no : yes, xs)
  const operands = inputsOf(yes)
  return {
    name: 'cond',
    params: {},
    bodies: [yes, no],
    lead,
    outputs: () => outputsOf(yes),
    run: lead === 0 ? chosen : both,
    ...(lead > 0 && { inline: both }),
    push: ([predicate, ...xs], [, ...tangents]) => {
      if (lead > 0)
        return jvpLeaves(
          both,
          [predicate as Value, ...xs],
          [like(predicate as Value, 0), ...tangents],
        ).tangents
      const pushed = (body: Tape): Tape =>
        stageLeaves(
          all =>
            jvpLeaves(
              ys => evaluateOutputs(body, ys),
              all.slice(0, operands.length),
              all.slice(operands.length),
            ).tangents,
          [...operands, ...operands],
        )
      return applyJoint(condJoint(pushed(yes), pushed(no), 0), [
        predicate as Value,
        ...xs,
        ...tangents,
      ])
    },
    pull: ([predicate, ...xs], cotangents) => {
      if (lead > 0) return vjpLeaves(both, [predicate as Value, ...xs], cotangents)
      const pulled = (body: Tape): Tape =>
        stageLeaves(
          all =>
            vjpLeaves(
              ys => evaluateOutputs(body, ys),
              all.slice(0, operands.length),
              all.slice(operands.length),
            ),
          [...operands, ...outputsOf(body)],
        )
      const results = applyJoint(condJoint(pulled(yes), pulled(no), 0), [
        predicate as Value,
        ...xs,
        ...cotangents,
      ])
      return [like(predicate as Value, 0), ...results]
    },
    batch: size => condJoint(batchTape(yes, size), batchTape(no, size), lead + 1),
    rewritten: ({ program }) => condJoint(program(yes), program(no), lead),
  }
}

export const condOp = (yes: Tape, no: Tape): Op => jointOp(condJoint(yes, no, 0))

/**
 * `whenTrue(...operands)` or `whenFalse(...operands)`: where the predicate's value is known, only
 * that branch runs; under `vmap` and `trace` both are traced, and one node chooses. Both must give
 * results of the same structure, shapes and dtypes.
 *
 * Throws `ArgumentError` when the predicate is no bool scalar, `TreeError`, `ShapeError` or `DTypeError`
 * when both are traced and their results differ.
 * @example cond(greater(tensor(3), 0), (x) => mul(x, 2), (x) => neg(x), tensor(5)) // => 10
 */
export const cond = <A extends Arguments, R>(
  predicate: Tensor | boolean,
  whenTrue: (...operands: A) => R,
  whenFalse: (...operands: A) => R,
  ...operands: A
): R => {
  wantFunction('cond', whenTrue)
  wantFunction('cond', whenFalse)
  const flat = flattenArguments('cond', whenTrue as TreeFunction, operands)
  // Known or not, the branches take and give trees of tensors: what works here works in a vmap too.
  const only = (f: (...operands: A) => R): R => {
    const result = f(...operands)
    takeResult('cond', result)
    return result
  }
  if (typeof predicate === 'boolean') return only(predicate ? whenTrue : whenFalse)
  if (!isTensor(predicate) || predicate.dtype !== 'bool' || predicate.rank !== 0)
    return raise(
      'cond',
      reason(
        'argument',
        `the predicate is ${nameOf(predicate)}; expected a bool scalar.`,
        'Use where to choose element by element.',
      ),
    )
  alive('cond', predicate)
  if (isKnown(predicate)) return only(predicate.item() ? whenTrue : whenFalse)
  const branch = (f: (...operands: A) => R) => {
    const { tape, result } = stageCall('cond', f as TreeFunction, flat)
    return { ...closed(tape), result }
  }
  const yes = branch(whenTrue)
  const no = branch(whenFalse)
  wantAlike(
    'cond',
    yes.result,
    no.result,
    ['the result of whenTrue', 'that of whenFalse'],
    (path, a, b) => [
      `whenTrue gives ${a} and whenFalse ${b}${path === '' ? '' : ` at ${path}`}.`,
      'Both must give the same shapes and dtypes; see broadcastTo and astype.',
    ],
  )
  const outputs = applyJoint(
    condJoint(
      widen(yes.tape, yes.captured.length, [], no.captured),
      widen(no.tape, no.captured.length, yes.captured, []),
      0,
    ),
    [predicate, ...yes.captured, ...no.captured, ...flat.leaves],
  )
  return rebuild(yes.result.structure, outputs) as R
}
