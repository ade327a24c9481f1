/** A function of trees as laws see it: of a list of float64 tensors, with one tensor as its value. */
import { astype, concat, reshape, type Tensor, tree } from '@miniflow/core'
import type { Value } from '@miniflow/core/extend'
import { inDouble, widened } from '../wide.js'
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

/** f as a function of leaves: in float64 also where it was written for float32. */
const leafwise = (f: TreeFunction, args: readonly unknown[]): ((xs: Tensors) => Tensors) => {
  const structure = tree.structure(args)
  const leaves = tree.leaves(args)
  if (leaves.some(({ dtype }) => dtype === 'float32')) {
    const run = inDouble(f, { leaves, structure, paths: tree.paths(args) })
    return xs => run(xs as readonly Value[]).leaves
  }
  const call = f as (...args: readonly unknown[]) => unknown
  return xs => tree.leaves(call(...(tree.unflatten(structure, xs) as readonly unknown[])))
}

const wide = (x: Tensor): Tensor => widened(x as Value)

/** f in all of its leaves, for laws that speak of values. */
export const wholeOf = (f: TreeFunction, args: readonly unknown[]): Subject => {
  const run = leafwise(f, args)
  return {
    f: (...xs) => joined(run(xs)),
    xs: tree.leaves(args).map(wide),
    name: nameIn(tree.paths(args)),
  }
}

/** f in all of its leaves, with the floats of its value: for laws on both. */
export const mixedOf = (f: TreeFunction, args: readonly unknown[]): Subject => {
  const run = leafwise(f, args)
  return { ...wholeOf(f, args), f: (...xs) => joined(run(xs).filter(isFloat)) }
}

/** f in its float leaves and those of its value alone, for laws that speak of derivatives. */
export const smoothOf = (f: TreeFunction, args: readonly unknown[]): Subject => {
  const leaves = tree.leaves(args)
  const floats = leaves.flatMap((leaf, i) => (isFloat(leaf) ? [i] : []))
  const paths = tree.paths(args)
  const run = leafwise(f, args)
  return {
    f: (...xs) => {
      const filled = leaves.map((leaf, i) =>
        floats.includes(i) ? (xs[floats.indexOf(i)] as Tensor) : leaf,
      )
      return joined(run(filled).filter(isFloat))
    },
    xs: floats.map(i => wide(leaves[i] as Tensor)),
    name: nameIn(floats.map(i => paths[i] as string)),
  }
}
