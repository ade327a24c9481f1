/** whileLoop: a loop of unknown length as one node. */
import { type Dense, describe, type Value, valuesOf } from '../data/tensor.js'
import { type Flat, flattenIn, rebuild } from '../data/tree.js'
import type { Tensor } from '../data/types.js'
import { raise, reason } from '../error.js'
import type { Op } from '../tape/op.js'
import { closed } from '../tape/passes.js'
import { inputsOf, outputsOf, type Tape } from '../tape/tape.js'
import { choose, widen } from './branches.js'
import { stageCall, type TreeFunction, wantFunction } from './call.js'
import { evaluateOutputs } from './evaluate.js'
import { applyJoint, batchTape, type Joint, jointOp, jvpLeaves, stageLeaves } from './joint.js'
import { wantSameCarry } from './scan.js'

/** condition: [...constants, ...carry] to a bool; body: [...constants, ...carry] to [...carry]. */
interface While {
  readonly condition: Tape
  readonly body: Tape
  readonly constants: number
  readonly lead: number
}

const runWhile = ({ condition, body, constants, lead }: While, args: readonly Dense[]) => {
  const fixed = args.slice(0, constants)
  let carry: readonly Value[] = args.slice(constants)
  for (;;) {
    const [goOn] = evaluateOutputs(condition, [...fixed, ...carry]) as readonly [Value & Dense]
    if (!valuesOf(goOn).some(x => x !== 0)) return carry
    const next = evaluateOutputs(body, [...fixed, ...carry])
    carry = lead === 0 ? next : next.map((x, i) => choose(goOn, x, carry[i] as Value))
  }
}

const whileJoint = (loop: While): Joint => ({
  name: 'whileLoop',
  params: { constants: loop.constants, lead: loop.lead },
  bodies: [loop.condition, loop.body],
  lead: loop.lead,
  outputs: () => outputsOf(loop.body),
  run: args => runWhile(loop, args),
  push: (args, tangents) => pushWhile(loop, args, tangents),
  pull: () =>
    raise(
      'whileLoop',
      reason(
        'argument',
        'reverse mode needs to know the number of steps before the loop runs.',
        'Use foriLoop or scan with a fixed number of steps, or forward mode: jvp, jacfwd.',
      ),
    ),
  batch: size =>
    whileJoint({
      ...loop,
      condition: batchTape(loop.condition, size),
      body: batchTape(loop.body, size),
      lead: loop.lead + 1,
    }),
  rewritten: ({ program }) =>
    whileJoint({ ...loop, condition: program(loop.condition), body: program(loop.body) }),
})

/** The loop that carries tangents beside the values; the condition reads the values alone. */
const pushWhile = (loop: While, args: readonly Value[], tangents: readonly Value[]) => {
  const { constants } = loop
  const avals = inputsOf(loop.body)
  const n = avals.length
  const widened = [...avals.slice(0, constants), ...avals.slice(0, constants)]
  const carried = [...avals.slice(constants), ...avals.slice(constants)]
  const primals = (xs: readonly Value[]): readonly Value[] => [
    ...xs.slice(0, constants),
    ...xs.slice(2 * constants, constants + n),
  ]
  const seeds = (xs: readonly Value[]): readonly Value[] => [
    ...xs.slice(constants, 2 * constants),
    ...xs.slice(constants + n),
  ]
  const body = stageLeaves(
    xs => {
      const pushed = jvpLeaves(ys => evaluateOutputs(loop.body, ys), primals(xs), seeds(xs))
      return [...pushed.values, ...pushed.tangents]
    },
    [...widened, ...carried],
  )
  const condition = stageLeaves(
    xs => evaluateOutputs(loop.condition, primals(xs)),
    [...widened, ...carried],
  )
  const outputs = applyJoint(
    whileJoint({ condition, body, constants: 2 * constants, lead: loop.lead }),
    [
      ...args.slice(0, constants),
      ...tangents.slice(0, constants),
      ...args.slice(constants),
      ...tangents.slice(constants),
    ],
  )
  return outputs.slice(n - constants)
}

export const whileOp = (condition: Tape, body: Tape, constants: number): Op =>
  jointOp(whileJoint({ condition, body, constants, lead: 0 }))

/** A condition gives one bool. */
const wantTruth = ({ leaves, structure }: Flat): void => {
  const [only, ...others] = leaves
  const isOne = structure.tag === 'Leaf' && only !== undefined
  if (!isOne || only.dtype !== 'bool' || only.rank !== 0)
    raise(
      'whileLoop',
      reason(
        'argument',
        `the condition gives ${isOne ? describe(only) : only === undefined ? 'nothing' : others.length > 0 ? `${leaves.length} tensors` : `a ${structure.tag === 'List' ? 'list' : 'record'} of one tensor`}; expected a bool scalar.`,
        'Compare, as in less(x, 10), and reduce with all or any.',
      ),
    )
}

/**
 * `carry = body(carry)` while `condition(carry)` holds, as one node on the tape. Both functions are
 * traced and must not read values; the carry keeps its structure, shapes and dtypes. It has forward
 * mode; reverse mode throws `ArgumentError`, since the number of steps is not known.
 * @example whileLoop((x) => less(x, 100), (x) => mul(x, 2), tensor(3)) // => 192
 */
export const whileLoop = <C>(
  condition: (carry: C) => Tensor,
  body: (carry: C) => C,
  init: C,
): C => {
  wantFunction('whileLoop', condition)
  wantFunction('whileLoop', body)
  const carry = flattenIn('whileLoop', init, 'init')
  const args: Flat = { ...carry, structure: { tag: 'List', items: [carry.structure] } }
  const asked = stageCall('whileLoop', condition as TreeFunction, args)
  const after = stageCall('whileLoop', body as TreeFunction, args)
  wantTruth(asked.result)
  wantSameCarry('whileLoop', carry, after.result)
  const goOn = closed(asked.tape)
  const step = closed(after.tape)
  const outputs = applyJoint(
    whileJoint({
      condition: widen(goOn.tape, goOn.captured.length, [], step.captured),
      body: widen(step.tape, step.captured.length, goOn.captured, []),
      constants: goOn.captured.length + step.captured.length,
      lead: 0,
    }),
    [...goOn.captured, ...step.captured, ...carry.leaves],
  )
  return rebuild(carry.structure, outputs) as C
}
