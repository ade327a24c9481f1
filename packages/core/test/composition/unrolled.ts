/** Loops as plain JavaScript, one step after the other: what loops as one node must agree with. */
import { slice, squeeze, stack, type Tensor, tree, zeros } from '@miniflow/core'

/** A loop over rows: what `scan` and `unrolled` both are. */
export type Loop = <C, X, Y>(
  f: (carry: C, x: X) => readonly [C, Y],
  init: C,
  xs: X,
  options?: { readonly reverse?: boolean; readonly length?: number },
) => readonly [C, Y]

const row =
  (i: number) =>
  (x: Tensor): Tensor =>
    squeeze(slice(x, [i], [i + 1]), { axis: 0 })

const emptyRow = (x: Tensor): Tensor => zeros(x.shape.slice(1), { dtype: x.dtype })

/** Trees side by side along a new first axis; of none, as many rows of what one would be. */
const stacked = <Y>(ys: readonly Y[], example: Y): Y => {
  const columns = ys.map(tree.leaves)
  return tree.unflatten(
    tree.structure(example),
    tree
      .leaves(example)
      .map((leaf, i) =>
        ys.length === 0
          ? zeros([0, ...leaf.shape], { dtype: leaf.dtype })
          : stack(columns.map(column => column[i] as Tensor)),
      ),
  ) as Y
}

/** What scan does. */
export const unrolled: Loop = (f, init, xs, { reverse = false, length } = {}) => {
  const steps = length ?? (tree.leaves(xs)[0] as Tensor).shape[0] ?? 0
  const order = Array.from({ length: steps }, (_, i) => (reverse ? steps - 1 - i : i))
  let carry = init
  const ys = order.map(i => {
    const [next, y] = f(carry, tree.map(row(i))(xs))
    carry = next
    return y
  })
  const example = ys[0] ?? f(init, tree.map(emptyRow)(xs))[1]
  return [carry, stacked(reverse ? ys.toReversed() : ys, example)]
}
