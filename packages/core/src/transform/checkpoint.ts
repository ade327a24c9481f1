/** checkpoint: what a function computes on the way is not kept, but computed again when needed. */
import type { Arguments } from '../data/signatures-transform.js'
import type { Value } from '../data/tensor.js'
import { rebuild } from '../data/tree.js'
import type { Op } from '../tape/op.js'
import { closed } from '../tape/passes.js'
import { outputsOf, type Tape } from '../tape/tape.js'
import { flattenArguments, stageCall, type TreeFunction, wantFunction } from './call.js'
import { evaluateOutputs } from './evaluate.js'
import { applyJoint, batchTape, type Joint, jointOp, jvpLeaves, vjpLeaves } from './joint.js'

const checkpointJoint = (body: Tape, lead: number): Joint => {
  const run = (xs: readonly Value[]): readonly Value[] => evaluateOutputs(body, xs)
  return {
    name: 'checkpoint',
    params: {},
    bodies: [body],
    lead,
    outputs: () => outputsOf(body),
    run,
    inline: run,
    push: (args, tangents) => jvpLeaves(run, args, tangents).tangents,
    pull: (args, cotangents) => vjpLeaves(run, args, cotangents),
    batch: size => checkpointJoint(batchTape(body, size), lead + 1),
    rewritten: ({ program }) => checkpointJoint(program(body), lead),
  }
}

export const checkpointOp = (body: Tape): Op => jointOp(checkpointJoint(body, 0))

/**
 * f with the same value and the same derivatives, which keeps its arguments alone: the backward pass
 * runs f again for what it needs. Saves memory for time. f is traced, so it must not read values.
 * @example grad(checkpoint((x) => sum(mul(x, x))))(tensor([1, 2])) // => [2, 4]
 */
export const checkpoint = <A extends Arguments, R>(f: (...args: A) => R): ((...args: A) => R) => {
  wantFunction('checkpoint', f)
  return (...args: A): R => {
    const flat = flattenArguments('checkpoint', f as TreeFunction, args)
    const { tape, result } = stageCall('checkpoint', f as TreeFunction, flat)
    const body = closed(tape)
    const outputs = applyJoint(checkpointJoint(body.tape, 0), [...body.captured, ...flat.leaves])
    return rebuild(result.structure, outputs) as R
  }
}
