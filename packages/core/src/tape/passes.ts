/** Rewriting a tape into one that computes the same: without dead code, without repetitions. */
import { MonoidAny } from 'fp-ts/lib/boolean.js'
import { backward, forward, type Node, type Slot, type Tape } from './tape.js'

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

/** Computes equal expressions once: the same operation with the same parameters and operands. */
export const withoutRepetition = <T extends Tape>(tape: T): T => {
  const nodes: Node[] = []
  const write = (node: Node): Slot => nodes.push(node) - 1
  const known = new Map<string, Slot>()
  const moved = forward<Slot>({
    input: write,
    constant: write,
    apply: (node, args) => {
      const key = JSON.stringify([node.op.name, node.op.params, args])
      const slot = known.get(key) ?? write({ ...node, args })
      known.set(key, slot)
      return slot
    },
  })(tape)
  return { ...tape, nodes, outputs: tape.outputs.map(slot => moved[slot] as Slot) }
}
