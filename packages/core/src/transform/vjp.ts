/** Reverse mode: the tape read from its end, cotangents pulled through the adjoints. */
import type { Monoid } from 'fp-ts/lib/Monoid.js'
import * as O from 'fp-ts/lib/Option.js'
import type { Vjp } from '../data/signatures-transform.js'
import { expectFloat, like, type Value } from '../data/tensor.js'
import { type Flat, rebuild } from '../data/tree.js'
import { add } from '../ops/arithmetic.js'
import { type Recorded, record } from '../tape/record.js'
import { type Apply, backward, type Recording, type Slot } from '../tape/tape.js'
import { inRule } from '../tape/watch.js'
import {
  alignLeaves,
  callWith,
  flattenArguments,
  type Leafwise,
  lifted,
  sourcesOf,
  type TreeFunction,
  takeResult,
  wantFunction,
} from './call.js'

const nothing: readonly O.Option<Value>[] = []

/**
 * The cotangents of the inputs, given those of the outputs. Constants do not depend on the inputs,
 * so nothing is pulled to them. `done` is told of each operation that no cotangent will need again,
 * and of what arrived at it.
 */
export const pull = (
  { tape, env }: Recording,
  seeds: readonly O.Option<Value>[],
  done: (slot: Slot, arrived: O.Option<Value>) => void = () => undefined,
): readonly O.Option<Value>[] => {
  const value = (slot: Slot): Value => env[slot] as Value
  let giver: Apply | undefined
  /** No cotangent is the zero cotangent; two that arrive are added, for who hands on the second. */
  const Cotangent: Monoid<O.Option<Value>> = O.getMonoid({
    concat: (g, h) => (giver === undefined ? add(g, h) : inRule(giver, () => add(g, h))),
  })
  const step = (node: Apply, arrived: O.Option<Value>, slot: Slot): readonly O.Option<Value>[] => {
    if (O.isNone(arrived)) {
      done(slot, arrived)
      return nothing
    }
    const args = node.args.map(value)
    giver = node
    const handed = inRule(node, () =>
      node.args.map((arg, i) => {
        if (tape.nodes[arg]?.tag === 'Const') return O.none
        const adjoint = node.op.partial(i, args, value(slot))
        return O.isNone(adjoint) ? O.none : O.some(adjoint.value.pull(arrived.value))
      }),
    )
    done(slot, arrived)
    return handed
  }
  return backward(Cotangent, step)(tape, seeds)
}

/** What arrived at the first leaves, with zeros where nothing did. */
export const orZeros = (
  leaves: readonly Value[],
  cotangents: readonly O.Option<Value>[],
): readonly Value[] =>
  leaves.map((leaf, slot) => {
    const g = cotangents[slot]
    return g !== undefined && O.isSome(g) ? g.value : like(leaf, 0)
  })

/** Arguments whose leaves are all floats, since each of them is differentiated. */
export const differentiable = (where: string, flat: Flat): Flat => {
  flat.leaves.forEach((leaf, i) => {
    expectFloat(
      where,
      leaf,
      flat.paths[i] === '' ? 'the argument' : `the argument ${flat.paths[i]}`,
    )
  })
  return flat
}

/** f recorded on the leaves of its arguments, and what it returned outside of the recording. */
export const recordCall = (
  where: string,
  f: TreeFunction,
  args: Flat,
): { readonly recorded: Recorded<Flat>; readonly value: unknown; readonly outputs: Flat } => {
  const recorded = record(sourcesOf(args), tracers => {
    const output = takeResult(where, callWith(f, args.structure, tracers))
    return { outputs: output.leaves, result: output }
  })
  const leaves = recorded.result.leaves.map(recorded.lower)
  return {
    recorded,
    value: rebuild(recorded.result.structure, leaves),
    outputs: { ...recorded.result, leaves },
  }
}

/** f's results, and what takes their cotangents to those of the arguments, leaf by leaf. */
export const transposed = (
  where: string,
  f: TreeFunction,
  args: Flat,
): { readonly outputs: Flat; readonly pullback: Leafwise } => {
  const { recorded, outputs } = recordCall(where, f, args)
  const pullback: Leafwise = cotangents =>
    orZeros(args.leaves, pull(recorded, cotangents.map(O.some)))
  return { outputs, pullback }
}

/**
 * f's value, and the pullback that takes a cotangent (a tree like the value) to the cotangents of
 * the arguments, as a tuple; it may be called any number of times.
 *
 * Throws `DTypeError` when an argument is not a float, `ShapeError` or `TreeError` when a cotangent
 * is not like the value.
 * @example vjp((x, y) => mul(x, y))(tensor(2), tensor(3))[1](tensor(10)) // => 30,20
 */
export const vjp: Vjp = ((f: TreeFunction) => {
  wantFunction('vjp', f)
  return (...primals: readonly unknown[]) => {
    const args = differentiable('vjp', flattenArguments('vjp', f, primals.map(lifted)))
    const { outputs, pullback } = transposed('vjp', f, args)
    return [
      rebuild(outputs.structure, outputs.leaves),
      (cotangent: unknown) =>
        rebuild(args.structure, pullback(alignLeaves('vjp', 'cotangent', cotangent, outputs))),
    ]
  }
}) as Vjp
