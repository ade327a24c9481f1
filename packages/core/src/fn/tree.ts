/** Functions on trees: arrays, tuples and records with tensors as leaves. */

import { alive, isTensor } from '../data/tensor.js'
import {
  flattenAlike,
  flattenIn,
  isList,
  isRecord,
  leafCount,
  nameOf,
  rebuild,
  type Structure,
} from '../data/tree.js'
import type { Tensor } from '../data/types.js'
import { raise, reason } from '../error.js'

const wantLeafFunction = (where: string, f: unknown): void => {
  if (typeof f !== 'function')
    raise(
      where,
      reason(
        'argument',
        `got ${nameOf(f)} where a function of leaves is expected.`,
        'The function comes first, the tree in a second call: tree.map(neg)(t).',
      ),
    )
}

/** f at leaves that stand in one place, whose result is a leaf of a tree again. */
const leafBy = <L extends readonly Tensor[]>(where: string, f: (...leaves: L) => unknown) => {
  wantLeafFunction(where, f)
  return (path: string | undefined, ...leaves: L): Tensor => {
    const made = f(...leaves)
    return isTensor(made)
      ? alive(where, made)
      : raise(
          where,
          reason(
            'tree',
            `the function gave ${nameOf(made)}${path ? ` for the leaf at ${path}` : ''}; expected a tensor.`,
            'For anything else take the leaves as a list: tree.leaves(t).map(f).',
          ),
        )
  }
}

/**
 * A tree like t with f applied to every leaf. Throws `TreeError` when f gives something else than a
 * tensor.
 * @example tree.map((x) => mul(x, 2))({ w: tensor([1, 2]), b: tensor(3) }).w // => [2, 4]
 */
export const map = (f: (leaf: Tensor) => Tensor): (<T>(t: T) => T) => {
  const made = leafBy('tree.map', f)
  return <T>(t: T): T => {
    const { leaves, paths, structure } = flattenIn('tree.map', t)
    return rebuild(
      structure,
      leaves.map((leaf, i) => made(paths[i], leaf)),
    ) as T
  }
}

/**
 * A tree with f applied to the leaves of two trees of one structure, side by side. Throws
 * `TreeError` with the first path at which they differ.
 * @example tree.zipWith((x, y) => add(x, y))([tensor(1)], [tensor(2)]) // => 3
 */
export const zipWith = (f: (a: Tensor, b: Tensor) => Tensor): (<T>(a: T, b: T) => T) => {
  const made = leafBy('tree.zipWith', f)
  return <T>(a: T, b: T): T => {
    const [left, right] = flattenAlike('tree.zipWith', a, b)
    return rebuild(
      left.structure,
      left.leaves.map((leaf, i) => made(left.paths[i], leaf, right.leaves[i] as Tensor)),
    ) as T
  }
}

/**
 * The tensors of a tree; records in the order of their sorted keys.
 * @example tree.leaves({ b: tensor(1), a: tensor(2) }).join() // => 2,1
 */
export const leaves = (t: unknown): readonly Tensor[] => flattenIn('tree.leaves', t).leaves

/**
 * The tree without its leaves: what `unflatten` needs.
 * @example tree.structure([tensor(1)]).tag // => List
 */
export const structure = (t: unknown): Structure => flattenIn('tree.structure', t).structure

/**
 * The tree of a structure with these leaves. Throws `TreeError` when their number does not fit.
 * @example tree.unflatten(tree.structure([tensor(0)]), [tensor(5)]) // => 5
 */
export const unflatten = (s: Structure, newLeaves: readonly Tensor[]): unknown => {
  if (!isRecord(s) || !['Leaf', 'List', 'Record'].includes(s.tag) || !isList(newLeaves))
    return raise(
      'tree.unflatten',
      reason(
        'argument',
        `got ${nameOf(s)} and ${nameOf(newLeaves)}; expected a structure and a list of leaves.`,
        'Structures are made by tree.structure.',
      ),
    )
  const wanted = leafCount(s)
  if (newLeaves.length !== wanted || !newLeaves.every(isTensor))
    raise(
      'tree.unflatten',
      reason(
        'tree',
        newLeaves.length === wanted
          ? 'one of the leaves is not a tensor.'
          : `got ${newLeaves.length} leaves for a structure with ${wanted}.`,
      ),
    )
  return rebuild(
    s,
    newLeaves.map(leaf => alive('tree.unflatten', leaf)),
  )
}

/**
 * All leaves combined from left to right, beginning with `initial`.
 * @example tree.reduce((n, x) => n + x.size, 0)({ w: zeros([2, 3]), b: zeros([3]) }) // => 9
 */
export const reduce = <A>(
  f: (accumulated: A, leaf: Tensor) => A,
  initial: A,
): ((t: unknown) => A) => {
  wantLeafFunction('tree.reduce', f)
  return t => flattenIn('tree.reduce', t).leaves.reduce((a, leaf) => f(a, leaf), initial)
}

/**
 * Where each leaf is, such as `layers[0].w`.
 * @example tree.paths({ layers: [{ w: tensor(1) }] }) // => layers[0].w
 */
export const paths = (t: unknown): readonly string[] => flattenIn('tree.paths', t).paths
