/** A staged function as one node, whose numbers a machine computes: what `@miniflow/jit` is made of. */
import { type Aval, type Dense, isDense, type Value } from '../data/tensor.js'
import type { Flat, Structure } from '../data/tree.js'
import type { Op } from '../tape/op.js'
import { closed } from '../tape/passes.js'
import { inputsOf, outputsOf, type Tape } from '../tape/tape.js'
import { isWatched } from '../tape/watch.js'
import { stageCall, type TreeFunction } from './call.js'
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

/** Makes of a tape what computes its outputs from its inputs, to rounding as the tape says. */
export type Machine = (tape: Tape) => (inputs: readonly Dense[]) => readonly Value[]

/**
 * A tape for a machine, with its derivatives: each is a tape for the same machine, made once and
 * kept as long as this one.
 */
export interface Compiled {
  readonly tape: Tape
  readonly machine: Machine
  readonly run: (inputs: readonly Dense[]) => readonly Value[]
  readonly pushed: () => Compiled
  readonly pulled: () => Compiled
  readonly mapped: (size: number) => Compiled
}

/** The plainest machine: it applies the operations one by one. */
const interpreted: Machine = tape => inputs => evaluateOutputs(tape, inputs)

const lazily = <A>(make: () => A): (() => A) => {
  let made: A | undefined
  return () => {
    made ??= make()
    return made
  }
}

/** Tangents of the outputs, given the inputs and their tangents. */
const pushTape = (tape: Tape): Tape => {
  const inputs = inputsOf(tape)
  return stageLeaves(
    all =>
      jvpLeaves(
        xs => evaluateOutputs(tape, xs),
        all.slice(0, inputs.length),
        all.slice(inputs.length),
      ).tangents,
    [...inputs, ...inputs],
  )
}

/** Cotangents of the inputs, given the inputs and the cotangents of the outputs. */
const pullTape = (tape: Tape): Tape => {
  const inputs = inputsOf(tape)
  return stageLeaves(
    all =>
      vjpLeaves(
        xs => evaluateOutputs(tape, xs),
        all.slice(0, inputs.length),
        all.slice(inputs.length),
      ),
    [...inputs, ...outputsOf(tape)],
  )
}

export const compiled = (machine: Machine, tape: Tape): Compiled => {
  const program = lazily(() => machine(tape))
  const sizes = new Map<number, Compiled>()
  return {
    tape,
    machine,
    run: inputs => program()(inputs),
    pushed: lazily(() => compiled(machine, pushTape(tape))),
    pulled: lazily(() => compiled(machine, pullTape(tape))),
    mapped: size => {
      const known = sizes.get(size) ?? compiled(machine, batchTape(tape, size))
      sizes.set(size, known)
      return known
    },
  }
}

const compiledJoint = (of: Compiled, lead: number): Joint => ({
  name: 'jit',
  params: {},
  bodies: [of.tape],
  lead,
  outputs: () => outputsOf(of.tape),
  // While somebody watches, the operations are applied one by one, so that each is seen.
  run: args => (isWatched() ? evaluateOutputs(of.tape, args) : of.run(args)),
  inline: args => evaluateOutputs(of.tape, args),
  push: (args, tangents) => callCompiled(of.pushed(), [...args, ...tangents], lead),
  pull: (args, cotangents) => callCompiled(of.pulled(), [...args, ...cotangents], lead),
  batch: size => compiledJoint(of.mapped(size), lead + 1),
  // Another program is not worth compiling for one run.
  rewritten: ({ program }) => compiledJoint(compiled(interpreted, program(of.tape)), lead),
})

/** The operation that stands for a compiled tape. */
export const compiledOp = (of: Compiled): Op => jointOp(compiledJoint(of, 0))

/** The outputs for these inputs: at once where all are numbers, else as a node of the recording. */
export const callCompiled = (of: Compiled, args: readonly Value[], lead = 0): readonly Value[] =>
  args.every(isDense) && !isWatched() ? of.run(args) : applyJoint(compiledJoint(of, lead), args)

/** A function of trees, staged for a machine. */
export interface StagedFunction {
  readonly compiled: Compiled
  /** Tensors of recordings around the call that f reads; they go before the arguments' leaves. */
  readonly captured: readonly Value[]
  readonly result: Structure
}

/** Traces f, in the name of the public function `where`. */
export const stageFor = (
  machine: Machine,
  where: string,
  f: TreeFunction,
  args: Flat<Aval>,
): StagedFunction => {
  const { tape, result } = stageCall(where, f, args)
  const body = closed(tape)
  return {
    compiled: compiled(machine, body.tape),
    captured: body.captured,
    result: result.structure,
  }
}
