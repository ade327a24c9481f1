/** A tape is a straight-line program: node i reads only nodes before i. Here are its two loops. */
import type { Monoid } from 'fp-ts/lib/Monoid.js'
import type { Aval, Value } from '../data/tensor.js'
import { isList, isRecord, nameOf, type Structure } from '../data/tree.js'
import { raise, reason } from '../error.js'
import type { Apply, Const, Input, Node, Slot, Tape } from './op.js'

export type { Apply, Const, Input, Node, Slot, Tape } from './op.js'

/** A tape made from a function of trees: it knows how to take its arguments and give its result. */
export interface Program<out A extends readonly unknown[] = readonly unknown[], out R = unknown>
  extends Tape {
  readonly argumentTree: Structure
  readonly resultTree: Structure
  /** Not there at run time: carries the types of arguments and result. */
  readonly types?: { readonly args: A; readonly result: R }
}

const tags: readonly unknown[] = ['Input', 'Const', 'Apply'] satisfies readonly Node['tag'][]

const isTape = (x: unknown): x is Tape =>
  isRecord(x) &&
  isList(x.nodes) &&
  isList(x.outputs) &&
  x.nodes.every(node => isRecord(node) && tags.includes(node.tag) && isRecord(node.aval))

/** Refuses what no recording wrote. */
export const wantTape = (where: string, x: unknown, example: string): void => {
  if (!isTape(x))
    raise(
      where,
      reason(
        'argument',
        `got ${nameOf(x)} where a tape is expected.`,
        `Make one with trace: ${example}.`,
      ),
    )
}

/** What a program takes. */
export const inputsOf = ({ nodes }: Tape): readonly Aval[] =>
  nodes.filter(({ tag }) => tag === 'Input').map(({ aval }) => aval)

/** What it gives. */
export const outputsOf = ({ nodes, outputs }: Tape): readonly Aval[] =>
  outputs.map(slot => (nodes[slot] as Node).aval)

/** A tape with the values of one run beside it. */
export interface Recording {
  readonly tape: Tape
  readonly env: readonly Value[]
}

/** What an interpreter makes of each kind of node. */
export interface Algebra<A> {
  readonly input: (node: Input, slot: Slot) => A
  readonly constant: (node: Const, slot: Slot) => A
  readonly apply: (node: Apply, args: readonly A[], slot: Slot) => A
}

/** Reads a tape from its first node to its last; gives what the algebra made of each. */
export const forward =
  <A>(algebra: Algebra<A>) =>
  (tape: Tape): readonly A[] => {
    const results: A[] = []
    const read = (slot: Slot): A => results[slot] as A
    for (const [slot, node] of tape.nodes.entries()) {
      switch (node.tag) {
        case 'Input':
          results.push(algebra.input(node, slot))
          break
        case 'Const':
          results.push(algebra.constant(node, slot))
          break
        case 'Apply':
          results.push(algebra.apply(node, node.args.map(read), slot))
          break
      }
    }
    return results
  }

/**
 * Reads a tape from its last node to its first. What arrives at a node from its readers is combined
 * by the monoid; `step` tells what an operation hands on to each of its operands. What has been
 * handed on is let go of, so that in the end only inputs and constants hold something.
 */
export const backward =
  <A>(M: Monoid<A>, step: (node: Apply, arrived: A, slot: Slot) => readonly A[]) =>
  (tape: Tape, seeds: readonly A[]): readonly A[] => {
    const arrived = new Array<A>(tape.nodes.length).fill(M.empty)
    const arrive = (slot: Slot, a: A): void => {
      arrived[slot] = M.concat(arrived[slot] as A, a)
    }
    tape.outputs.forEach((slot, i) => {
      arrive(slot, seeds[i] ?? M.empty)
    })
    for (let slot = tape.nodes.length - 1; slot >= 0; slot--) {
      const node = tape.nodes[slot] as Node
      if (node.tag !== 'Apply') continue
      const here = arrived[slot] as A
      arrived[slot] = M.empty
      step(node, here, slot).forEach((a, i) => {
        arrive(node.args[i] as Slot, a)
      })
    }
    return arrived
  }
