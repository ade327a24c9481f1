/** A function of trees as laws see it: of a list of tensors, with one tensor as its value. */
import { astype, concat, reshape, type Tensor, tree } from '@miniflow/core'
import type { NameOf, Smooth, Tensors } from './law.js'

/** A function at a point, and what its arguments are called. */
export interface Subject {
  readonly f: Smooth
  readonly xs: Tensors
  readonly name: NameOf
}

/** A function of trees of tensors that gives one. */
export type TreeFunction<A extends readonly unknown[] = readonly never[]> = (...args: A) => unknown

export const isFloat = ({ dtype }: Tensor): boolean => dtype === 'float32' || dtype === 'float64'

/** Several tensors as one vector of float64. */
const joined = (leaves: Tensors): Tensor => {
  const [first] = leaves
  if (leaves.length === 1 && first?.dtype === 'float64') return first
  return concat(leaves.map(leaf => reshape(astype(leaf, 'float64'), [leaf.size])))
}

/** What a leaf is called: by its path in the list of arguments, such as `[0].w`. */
const nameIn =
  (paths: readonly string[]): NameOf =>
  k =>
    `argument ${paths[k]}`

/** f in all of its leaves, for laws that speak of values. */
export const wholeOf = (f: TreeFunction, args: readonly unknown[]): Subject => {
  const structure = tree.structure(args)
  const call = f as (...args: readonly unknown[]) => unknown
  return {
    f: (...xs) =>
      joined(tree.leaves(call(...(tree.unflatten(structure, xs) as readonly unknown[])))),
    xs: tree.leaves(args),
    name: nameIn(tree.paths(args)),
  }
}

/** f in its float leaves and those of its value alone, for laws that speak of derivatives. */
export const smoothOf = (f: TreeFunction, args: readonly unknown[]): Subject => {
  const leaves = tree.leaves(args)
  const structure = tree.structure(args)
  const floats = leaves.flatMap((leaf, i) => (isFloat(leaf) ? [i] : []))
  const call = f as (...args: readonly unknown[]) => unknown
  const paths = tree.paths(args)
  return {
    f: (...xs) => {
      const filled = leaves.map((leaf, i) =>
        floats.includes(i) ? (xs[floats.indexOf(i)] as Tensor) : leaf,
      )
      const value = call(...(tree.unflatten(structure, filled) as readonly unknown[]))
      return joined(tree.leaves(value).filter(isFloat))
    },
    xs: floats.map(i => leaves[i] as Tensor),
    name: nameIn(floats.map(i => paths[i] as string)),
  }
}
