/** Rewriting a tape into one that computes the same: without dead code, without repetitions. */
import { MonoidAny } from 'fp-ts/lib/boolean.js'
import type { Value } from '../data/tensor.js'
import { isTracer } from './record.js'
import { type Apply, backward, forward, type Node, type Slot, type Tape } from './tape.js'

/** Which nodes the outputs depend on: the backward loop, with "or" where gradients have "+". */
export const live = (tape: Tape): readonly boolean[] => {
  const reached = new Array<boolean>(tape.nodes.length).fill(false)
  const seeds = tape.outputs.map(() => true)
  const ends = backward<boolean>(MonoidAny, (node, alive, slot) => {
    reached[slot] = alive
    return node.args.map(() => alive)
  })(tape, seeds)
  return reached.map((alive, slot) => alive || ends[slot] === true)
}

/** Drops what no output depends on; inputs stay, since they are the program's arguments. */
export const withoutDeadCode = <T extends Tape>(tape: T): T => {
  const alive = live(tape)
  const nodes: Node[] = []
  const write = (node: Node): Slot => nodes.push(node) - 1
  const dropped = -1
  const moved = forward<Slot>({
    input: write,
    constant: (node, slot) => (alive[slot] ? write(node) : dropped),
    apply: (node, args, slot) => (alive[slot] ? write({ ...node, args }) : dropped),
  })(tape)
  return { ...tape, nodes, outputs: tape.outputs.map(slot => moved[slot] ?? dropped) }
}

/** Operations with programs or the user's functions inside are not told apart by their parameters. */
const isOpaque = ({ op }: Apply): boolean => op.bodies !== undefined

/** Computes equal expressions once: the same operation with the same parameters and operands. */
export const withoutRepetition = <T extends Tape>(tape: T): T => {
  const nodes: Node[] = []
  const write = (node: Node): Slot => nodes.push(node) - 1
  const known = new Map<string, Slot>()
  const moved = forward<Slot>({
    input: write,
    constant: write,
    apply: (node, args) => {
      if (isOpaque(node)) return write({ ...node, args })
      const key = JSON.stringify([node.op.name, node.op.params, args])
      const slot = known.get(key) ?? write({ ...node, args })
      known.set(key, slot)
      return slot
    },
  })(tape)
  return { ...tape, nodes, outputs: tape.outputs.map(slot => moved[slot] as Slot) }
}

/**
 * Makes inputs, in front of the others, of the constants that belong to a recording around the tape:
 * what a loop or a branch reads from outside, and must have derivatives in.
 */
export const closed = (
  tape: Tape,
): { readonly tape: Tape; readonly captured: readonly Value[] } => {
  const captured: Value[] = []
  const nodes: Node[] = []
  for (const node of tape.nodes)
    if (node.tag === 'Const' && isTracer(node.value)) {
      nodes.push({ tag: 'Input', aval: node.aval, path: `captured[${captured.length}]` })
      captured.push(node.value)
    }
  let seen = 0
  const write = (node: Node): Slot => nodes.push(node) - 1
  const moved = forward<Slot>({
    input: write,
    constant: node => (isTracer(node.value) ? seen++ : write(node)),
    apply: (node, args) => write({ ...node, args }),
  })(tape)
  return { tape: { nodes, outputs: tape.outputs.map(slot => moved[slot] as Slot) }, captured }
}
