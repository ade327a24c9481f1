/** What a fault is: a change to one rule of an operation that leaves the rest as it is. */
import * as O from 'fp-ts/lib/Option.js'
import type { Value } from '../../src/data/tensor.js'
import type { Adjoint, Op } from '../../src/tape/op.js'
import type { Build } from '../laws/instances/instance.js'
import type { Raw } from '../laws/raw.js'

/** What an operation is made from, for faults that take a rule from another case of it. */
export interface Origin {
  readonly build: Build
  readonly raw: Raw
}

export interface Fault {
  readonly name: string
  /** What is wrong, in a few words. */
  readonly what: string
  readonly plant: (op: Op, origin: Origin) => Op
}

/** Where a rule is asked: the operation, the operand, the place, and how many batch axes there are. */
export interface Asked {
  readonly op: Op
  readonly i: number
  readonly args: readonly Value[]
  readonly out: Value
  readonly lead: number
}

/** A rule in place of the operation's own. */
export type Rule = (asked: Asked) => O.Option<Adjoint>

/** The operation's own rule. */
export const own: Rule = ({ op, i, args, out }) => op.partial(i, args, out)

/** Without the short cut that goes past `partial`. */
const plain = ({ pushAll: _, ...op }: Op): Op => op

/** The operation with another rule, batched as well. */
export const withRule = (op: Op, rule: Rule, lead = 0): Op => ({
  ...plain(op),
  partial: (i, args, out) => rule({ op, i, args, out, lead }),
  batch: size => withRule(op.batch(size), rule, lead + 1),
})

/** The operation as it is, with something else in its place under vmap. */
export const withBatch = (op: Op, batch: (op: Op) => Op): Op => ({
  ...plain(op),
  batch: size => batch(op.batch(size)),
})

/** A rule whose adjoint is changed. */
export const adjointly =
  (change: (adjoint: Adjoint, asked: Asked) => Adjoint): Rule =>
  asked =>
    O.map((adjoint: Adjoint) => change(adjoint, asked))(own(asked))

export const fault = (name: string, what: string, plant: Fault['plant']): Fault => ({
  name,
  what,
  plant,
})

/** A fault in the rule, whether batched or not. */
export const inRule = (name: string, what: string, rule: Rule): Fault =>
  fault(name, what, op => withRule(op, rule))
