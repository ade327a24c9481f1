/** Functions on trees: arrays, tuples and records with tensors as leaves. */

import { isTensor } from '../data/tensor.js'
import { flattenAlike, flattenIn, rebuild, type Structure } from '../data/tree.js'
import type { Tensor } from '../data/types.js'
import { raise, reason } from '../error.js'

/**
 * A tree like t with f applied to every leaf.
 * @example tree.map((x) => mul(x, 2))({ w: tensor([1, 2]), b: tensor(3) }).w // => [2, 4]
 */
export const map =
  (f: (leaf: Tensor) => Tensor) =>
  <T>(t: T): T => {
    const { leaves, structure } = flattenIn('tree.map', t)
    return rebuild(
      structure,
      leaves.map(leaf => f(leaf)),
    ) as T
  }

/**
 * A tree with f applied to the leaves of two trees of one structure, side by side. Throws
 * `TreeError` with the first path at which they differ.
 * @example tree.zipWith((x, y) => add(x, y))([tensor(1)], [tensor(2)]) // => 3
 */
export const zipWith =
  (f: (a: Tensor, b: Tensor) => Tensor) =>
  <T>(a: T, b: T): T => {
    const [left, right] = flattenAlike('tree.zipWith', [a, b])
    return rebuild(
      left?.structure as Structure,
      left?.leaves.map((leaf, i) => f(leaf, right?.leaves[i] as Tensor)) ?? [],
    ) as T
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
  const wanted = countLeaves(s)
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
  return rebuild(s, newLeaves)
}

const countLeaves = (s: Structure): number =>
  s.tag === 'Leaf' ? 1 : s.items.reduce((n, item) => n + countLeaves(item), 0)

/**
 * All leaves combined from left to right, beginning with `initial`.
 * @example tree.reduce((n, x) => n + x.size, 0)({ w: zeros([2, 3]), b: zeros([3]) }) // => 9
 */
export const reduce =
  <A>(f: (accumulated: A, leaf: Tensor) => A, initial: A) =>
  (t: unknown): A => {
    return flattenIn('tree.reduce', t).leaves.reduce((a, leaf) => f(a, leaf), initial)
  }

/**
 * Where each leaf is, such as `layers[0].w`.
 * @example tree.paths({ layers: [{ w: tensor(1) }] }) // => layers[0].w
 */
export const paths = (t: unknown): readonly string[] => flattenIn('tree.paths', t).paths
