/** Passes that write a tape anew, with some operations replaced by others. */
import {
  add,
  div,
  exp,
  isFinite as finite,
  full,
  log,
  max,
  squeeze,
  sub,
  sum,
  type Tensor,
  where,
} from '@miniflow/core'
import {
  apply,
  forward,
  inputsOf,
  type Node,
  type Op,
  type OpName,
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

/** exp(x - shift) and its sums, where the shift is the maximum so that exp <= 1, or 0 beside infinities. */
const shifted = (x: Tensor, axis: readonly number[]) => {
  const top = max(x, { axis: [...axis], keepdims: true }) as Tensor
  const shift = where(finite(top), top, 0) as Tensor
  const below = sub(x, shift) as Tensor
  const powers = exp(below) as Tensor
  return { shift, below, powers, sums: sum(powers, { axis: [...axis], keepdims: true }) as Tensor }
}

const isEmpty = (x: Value, axes: readonly number[]): boolean =>
  axes.some(axis => x.shape[axis] === 0)

/** Softmax and its kin by maxima, exponentials and sums, which fuse with what is around them. */
const parts: { readonly [name in OpName]?: (op: Op, x: Value) => Value } = {
  softmax: ({ params }, x) => {
    const axis = [params.axis as number]
    if (isEmpty(x, axis)) return x
    const { powers, sums } = shifted(x as Tensor, axis)
    return div(powers, sums) as Value
  },
  logSoftmax: ({ params }, x) => {
    const axis = [params.axis as number]
    if (isEmpty(x, axis)) return x
    const { below, sums } = shifted(x as Tensor, axis)
    return sub(below, log(sums) as Tensor) as Value
  },
  logsumexp: ({ params }, x) => {
    const axes = params.axes as readonly number[]
    if (axes.length === 0) return x
    const kept = x.shape.filter((_, axis) => !axes.includes(axis))
    if (isEmpty(x, axes))
      return full(kept, Number.NEGATIVE_INFINITY, { dtype: x.dtype as 'float32' }) as Value
    const { shift, sums } = shifted(x as Tensor, axes)
    return squeeze(add(shift, log(sums) as Tensor) as Tensor, { axis: [...axes] }) as Value
  },
}

const partsOf = rewritten((op, [x]) => (x === undefined ? undefined : parts[op.name]?.(op, x)))

/** Softmax, its logarithm and logsumexp by simpler operations. */
export const expanded = (tape: Tape): Tape =>
  tape.nodes.some(node => node.tag === 'Apply' && parts[node.op.name] !== undefined)
    ? partsOf(tape)
    : tape
