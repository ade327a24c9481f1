/** Passes that write a tape anew, with some operations replaced by others. */
import {
  apply,
  forward,
  inputsOf,
  type Node,
  type Op,
  stageLeaves,
  type Tape,
  type Value,
} from '@miniflow/core/extend'

/** What stands in place of an operation; nothing where it stays. */
export type Replace = (op: Op, args: readonly Value[]) => Value | undefined

/** The tape with operations replaced, without what is needed no more. */
export const rewritten =
  (replace: Replace) =>
  (tape: Tape): Tape => {
    const written = stageLeaves(inputs => {
      const values = forward<Value>({
        input: (_, slot) => inputs[slot] as Value,
        constant: ({ value }) => value,
        apply: ({ op }, args) => replace(op, args) ?? apply(op, ...args),
      })(tape)
      return tape.outputs.map(slot => values[slot] as Value)
    }, inputsOf(tape))
    // Inputs stay where they are, and keep their names.
    const nodes = written.nodes.map((node, slot) =>
      node.tag === 'Input' ? (tape.nodes[slot] as Node) : node,
    )
    return { ...written, nodes }
  }

/** Operations that stand for programs (checkpoints, custom rules, jitted functions) as these programs. */
export const inlined = (tape: Tape): Tape => {
  const stands = tape.nodes.some(node => node.tag === 'Apply' && node.op.inline !== undefined)
  return stands ? inlined(rewritten((op, args) => op.inline?.(args))(tape)) : tape
}
