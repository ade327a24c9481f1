/** A tape while it is written anew, simplified on the way. */
import {
  type Apply,
  type Aval,
  type Const,
  type Dense,
  forward,
  type Node,
  type Op,
  type OpName,
  ops,
  type Slot,
  type Tape,
} from '@miniflow/core/extend'
import * as E from 'fp-ts/lib/Either.js'
import { uniform } from './graph.js'

/** An operation by its name and parameters. */
export const opOf = (name: OpName, ...params: readonly unknown[]): Op => {
  const entry = ops[name]
  return typeof entry === 'function'
    ? (entry as (...given: readonly never[]) => Op)(...(params as readonly never[]))
    : entry
}

/** What stands in place of an operation on these operands; nothing where it stays. */
export type Rule = (draft: Draft, op: Op, args: readonly Slot[]) => Slot | undefined

export interface Draft {
  readonly at: (slot: Slot) => Node
  readonly aval: (slot: Slot) => Aval
  /** The operation that a slot holds the result of, if it has this name. */
  readonly made: (slot: Slot, name: OpName) => Apply | undefined
  /** Where the result of an operation without parameters on this operand is already. */
  readonly known: (name: OpName, operand: Slot) => Slot | undefined
  /** Whether one node alone reads the slot. */
  readonly isReadOnce: (slot: Slot) => boolean
  readonly constant: (value: Dense) => Slot
  /** Writes an operation, or what stands in its place. */
  readonly apply: (op: Op, ...args: readonly Slot[]) => Slot
}

const isPlain = ({ params, bodies }: Op): boolean =>
  bodies === undefined && Object.keys(params).length === 0

const readsOf = (tape: Tape): readonly number[] => {
  const counts = tape.nodes.map(() => 0)
  const count = (slot: Slot): void => {
    counts[slot] = (counts[slot] as number) + 1
  }
  for (const node of tape.nodes) if (node.tag === 'Apply') node.args.forEach(count)
  tape.outputs.forEach(count)
  return counts
}

/** Writes a tape anew by rules; the first that says something counts. */
export const redrafted =
  (rulesOf: (name: OpName) => readonly Rule[]) =>
  (tape: Tape): Tape => {
    const nodes: Node[] = []
    const counts = readsOf(tape)
    /** How often the tape read what is in each new slot; what is new in the draft is read once. */
    const reads = new Map<Slot, number>()
    const write = (node: Node): Slot => nodes.push(node) - 1
    /** Constants that are one number, each once. */
    const numbers = new Map<string, Slot>()
    const hold = (node: Const): Slot => {
      const value = uniform(node)
      if (value === undefined) return write(node)
      const { shape, dtype } = node.aval
      const key = `${dtype} ${shape} ${Object.is(value, -0) ? '-0' : value}`
      const slot = numbers.get(key) ?? write(node)
      numbers.set(key, slot)
      return slot
    }
    const unary = new Map<string, Slot>()
    const draft: Draft = {
      at: slot => nodes[slot] as Node,
      aval: slot => (nodes[slot] as Node).aval,
      made: (slot, name) => {
        const node = nodes[slot] as Node
        return node.tag === 'Apply' && node.op.name === name ? node : undefined
      },
      known: (name, operand) => unary.get(`${name} ${operand}`),
      isReadOnce: slot => (reads.get(slot) ?? 1) === 1,
      constant: value =>
        hold({ tag: 'Const', aval: { shape: value.shape, dtype: value.dtype }, value } as Const),
      apply: (op, ...args) => {
        for (const rule of rulesOf(op.name)) {
          const slot = rule(draft, op, args)
          if (slot !== undefined) return slot
        }
        const aval = op.shape(...args.map(draft.aval))
        if (E.isLeft(aval)) throw new Error(`${op.name}: ${aval.left.problem}`)
        const slot = write({ tag: 'Apply', aval: aval.right, op, args })
        if (args.length === 1 && isPlain(op)) unary.set(`${op.name} ${args[0]}`, slot)
        return slot
      },
    }
    const read = (slot: Slot, from: Slot): Slot => {
      reads.set(slot, (reads.get(slot) ?? 0) + (counts[from] as number))
      return slot
    }
    const moved = forward<Slot>({
      input: (node, slot) => read(write(node), slot),
      constant: (node, slot) => read(hold(node), slot),
      apply: ({ op }, args, slot) => read(draft.apply(op, ...args), slot),
    })(tape)
    return { ...tape, nodes, outputs: tape.outputs.map(slot => moved[slot] as Slot) }
  }
