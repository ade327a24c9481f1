/** inspect: one run of a function, forward and backward, with everything it computed kept. */
import * as O from 'fp-ts/lib/Option.js'
import type { Arguments, CheckLoss } from '../data/signatures-transform.js'
import { like, type Value } from '../data/tensor.js'
import type { Structure } from '../data/tree.js'
import type { Tensor } from '../data/types.js'
import { record } from '../tape/record.js'
import type { Program } from '../tape/tape.js'
import { callWith, flattenArguments, sourcesOf, type TreeFunction, wantFunction } from './call.js'
import { scalarLoss } from './grad.js'
import { pull } from './vjp.js'

/**
 * A tape with the numbers of one run beside it: at each slot the value of that node, and the
 * cotangent that arrived there, d loss / d node, of the value's shape and dtype. No cotangent means
 * that none arrives: the loss does not depend on the node, or not through anything differentiable.
 */
export interface Inspection<
  out A extends readonly unknown[] = readonly unknown[],
  out R = unknown,
> {
  readonly tape: Program<A, R>
  readonly values: readonly Tensor[]
  readonly cotangents: readonly (Tensor | undefined)[]
}

/** The type of `inspect`. */
export type Inspect = <A extends Arguments, R extends Tensor>(
  f: ((...args: A) => R) & CheckLoss<R>,
) => (...args: A) => Inspection<A, R>

const leaf: Structure = { tag: 'Leaf' }

/**
 * Records f, whose value is one float, on these arguments, runs the backward pass from cotangent 1,
 * and keeps the value of every node and the cotangent that arrives at it: what a picture of
 * backpropagation shows. `grad` keeps none of this, and is the one to train with.
 *
 * The arguments are trees of tensors. Integers and truth values among them are recorded like the
 * others; no cotangent arrives there. f sees values, so `if` and `while` on them work; the tape is
 * that of the path taken.
 *
 * Throws `NonScalarOutputError` when f's value is not one number, `DTypeError` when it is not a
 * float, `TreeError` when an argument holds something else than tensors, `AsyncFunctionError` when f
 * is async.
 * @example inspect((x, y) => mul(x, y))(tensor(3), tensor(4)).cotangents.join() // => 4,3,1
 */
export const inspect: Inspect = ((f: TreeFunction) => {
  wantFunction('inspect', f)
  return (...args: readonly unknown[]): Inspection => {
    const flat = flattenArguments('inspect', f, args)
    const recorded = record(sourcesOf(flat), tracers => {
      const loss = scalarLoss(
        'inspect',
        callWith(f, flat.structure, tracers),
        'Return the loss alone; every other result is a node of the tape already.',
      )
      return { outputs: [loss], result: loss }
    })
    const { tape, env } = recorded
    const cotangents = new Array<Value | undefined>(tape.nodes.length).fill(undefined)
    const keep = (slot: number, arrived: O.Option<Value>): void => {
      cotangents[slot] = O.toUndefined(arrived)
    }
    const ends = pull(recorded, [O.some(like(recorded.lower(recorded.result), 1))], keep)
    for (const [slot, { tag }] of tape.nodes.entries())
      if (tag !== 'Apply') keep(slot, ends[slot] ?? O.none)
    return Object.freeze({
      tape: { ...tape, argumentTree: flat.structure, resultTree: leaf },
      values: Object.freeze([...env]),
      cotangents: Object.freeze(cotangents),
    })
  }
}) as Inspect
