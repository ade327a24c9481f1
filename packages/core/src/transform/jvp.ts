/** Forward mode: the tape read from its beginning, tangents pushed through the adjoints. */
import * as O from 'fp-ts/lib/Option.js'
import type { Jvp, Linearize } from '../data/signatures-transform.js'
import type { Value } from '../data/tensor.js'
import { type Flat, rebuild } from '../data/tree.js'
import { add } from '../ops/arithmetic.js'
import { forward, type Recording, type Slot } from '../tape/tape.js'
import { inRule } from '../tape/watch.js'
import {
  alignLeaves,
  flattenArguments,
  type Leafwise,
  lifted,
  type TreeFunction,
  wantFunction,
  wantList,
} from './call.js'
import { differentiable, orZeros, recordCall } from './vjp.js'

const Tangent = O.getMonoid<Value>({ concat: add })

/** The tangents of the outputs, given those of the inputs: none is the zero tangent. */
export const push = (
  { tape, env }: Recording,
  seeds: readonly O.Option<Value>[],
): readonly O.Option<Value>[] => {
  const value = (slot: Slot): Value => env[slot] as Value
  const tangents = forward<O.Option<Value>>({
    input: (_, slot) => seeds[slot] ?? O.none,
    constant: () => O.none,
    apply: (node, arrived, slot) => {
      if (arrived.every(O.isNone)) return O.none
      const { op } = node
      const args = node.args.map(value)
      return inRule(node, () =>
        op.pushAll !== undefined
          ? O.some(op.pushAll(args, arrived))
          : arrived
              .map((t, i) => {
                if (O.isNone(t)) return O.none
                const adjoint = op.partial(i, args, value(slot))
                return O.isNone(adjoint) ? O.none : O.some(adjoint.value.push(t.value))
              })
              .reduce(Tangent.concat, Tangent.empty),
      )
    },
  })(tape)
  return tape.outputs.map(slot => tangents[slot] ?? O.none)
}

/** f's results, and what takes tangents of the arguments to theirs, leaf by leaf. */
export const pushed = (
  where: string,
  f: TreeFunction,
  args: Flat,
): { readonly outputs: Flat; readonly pushforward: Leafwise } => {
  const { recorded, outputs } = recordCall(where, f, args)
  const pushforward: Leafwise = tangents =>
    orZeros(outputs.leaves, push(recorded, tangents.map(O.some)))
  return { outputs, pushforward }
}

const linearized = (where: string, f: TreeFunction, primals: readonly unknown[]) => {
  const args: Flat = differentiable(where, flattenArguments(where, f, primals.map(lifted)))
  const { outputs, pushforward } = pushed(where, f, args)
  const onTrees = (tangents: readonly unknown[]): unknown =>
    rebuild(
      outputs.structure,
      pushforward(alignLeaves(where, 'tangents', tangents.map(lifted), args)),
    )
  return [rebuild(outputs.structure, outputs.leaves), onTrees] as const
}

/** The derivative of f in a direction, in the name of the public function `where`. */
export const directional = (
  where: string,
  f: TreeFunction,
  primals: unknown,
  tangents: unknown,
): readonly [value: unknown, tangent: unknown] => {
  wantList(where, 'primals', primals)
  wantList(where, 'tangents', tangents)
  const [value, pushforward] = linearized(where, f, primals as readonly unknown[])
  return [value, pushforward(tangents as readonly unknown[])]
}

/**
 * f's value, and its derivative in the direction of the tangents: one forward pass, no Jacobian.
 * Primals and tangents are lists of f's arguments; a tangent is a tree like its primal.
 *
 * @example jvp((x) => mul(x, x))([tensor(3)], [tensor(1)]) // => 9,6
 */
export const jvp: Jvp = ((f: TreeFunction) => {
  wantFunction('jvp', f)
  return (primals: unknown, tangents: unknown) => directional('jvp', f, primals, tangents)
}) as Jvp

/**
 * f's value, and the linear map from tangents of the arguments to tangents of the value, which may
 * be applied any number of times without running f again.
 *
 * @example linearize((x) => mul(x, x))(tensor(3))[1](tensor(10)) // => 60
 */
export const linearize: Linearize = ((f: TreeFunction) => {
  wantFunction('linearize', f)
  return (...primals: readonly unknown[]) => {
    const [value, pushforward] = linearized('linearize', f, primals)
    return [value, (...tangents: readonly unknown[]) => pushforward(tangents)]
  }
}) as Linearize
