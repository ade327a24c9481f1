/** Trees of tensors: a tensor, or arrays, tuples and records of trees. */
import * as E from 'fp-ts/lib/Either.js'
import { orRaise, type Reason, raise, reason, refuse } from '../error.js'
import { type Aval, alive, describe, isTensor, type Value } from './tensor.js'

/** The shape of a tree without its leaves. Records are in the order of their sorted keys. */
export type Structure =
  | { readonly tag: 'Leaf' }
  | { readonly tag: 'List'; readonly items: readonly Structure[] }
  | {
      readonly tag: 'Record'
      readonly keys: readonly string[]
      readonly items: readonly Structure[]
    }

const leaf: Structure = { tag: 'Leaf' }

type Branch = { readonly [key: string]: unknown }

/** `layers[0].w`: how a place in a tree is written in errors, pictures and files. */
export const joinPath = (path: string, key: string | number): string =>
  typeof key === 'number'
    ? `${path}[${key}]`
    : !/^[A-Za-z_$][\w$]*$/.test(key)
      ? `${path}[${JSON.stringify(key)}]`
      : path === ''
        ? key
        : `${path}.${key}`

export const isList = (x: unknown): x is readonly unknown[] => Array.isArray(x)

export const isRecord = (x: unknown): x is Branch => {
  if (typeof x !== 'object' || x === null) return false
  const prototype = Object.getPrototypeOf(x)
  return prototype === Object.prototype || prototype === null
}

const sortedKeys = (x: Branch): readonly string[] => Object.keys(x).sort()

/** What a value is called in an error. */
export const nameOf = (x: unknown): string => {
  if (x === null || x === undefined) return String(x)
  if (typeof x === 'string') return `the string ${JSON.stringify(x)}`
  if (typeof x === 'function') return 'a function'
  if (typeof x !== 'object') return `the ${typeof x} ${String(x)}`
  if (isTensor(x)) return `a tensor ${describe(x)}`
  if (isList(x)) return x.length === 0 ? 'an empty array' : `an array of ${x.length}`
  if (isRecord(x)) return `an object with keys ${Object.keys(x).slice(0, 4).join(', ') || '(none)'}`
  if (x instanceof Promise) return 'a promise'
  const name: unknown = Object.getPrototypeOf(x)?.constructor?.name
  return typeof name === 'string' && name !== '' ? `an instance of ${name}` : 'an object'
}

const foreign = (x: unknown, path: string): E.Either<Reason, never> =>
  refuse(
    'tree',
    `${path === '' ? 'the argument' : `the leaf at ${path}`} is ${nameOf(x)}; a tree holds tensors only.`,
    typeof x === 'number' || ArrayBuffer.isView(x)
      ? 'Make it a tensor: tensor(x).'
      : 'Pass what is not a tensor as a separate argument, or leave it out.',
  )

/** Deeper than any network is nested; what is deeper holds itself. */
export const DEPTH = 1000

const endless = (path: string): E.Either<Reason, never> =>
  refuse(
    'tree',
    `the tree is nested more than ${DEPTH} levels deep: ${path.slice(0, 40)}...`,
    'A tree must not hold itself.',
  )

/** A tree taken apart: of tensors, or of what is known of them before they are computed. */
export interface Flat<A extends Aval = Value> {
  readonly leaves: readonly A[]
  readonly paths: readonly string[]
  readonly structure: Structure
}

/** The leaves of a tree from left to right with their paths, and what holds them together. */
export const flatten = (tree: unknown, root = ''): E.Either<Reason, Flat> => {
  const leaves: Value[] = []
  const paths: string[] = []
  let wrong: E.Either<Reason, never> | undefined
  const visit = (node: unknown, path: string, depth: number): Structure => {
    if (wrong !== undefined) return leaf
    if (isTensor(node)) {
      leaves.push(node)
      paths.push(path)
      return leaf
    }
    const inside = (item: unknown, key: string | number): Structure =>
      visit(item, joinPath(path, key), depth + 1)
    if (depth > DEPTH) {
      wrong = endless(path)
      return leaf
    }
    // Array.from sees the holes of a sparse array, which map would pass over.
    if (isList(node)) return { tag: 'List', items: Array.from(node, inside) }
    if (isRecord(node)) {
      const keys = sortedKeys(node)
      return { tag: 'Record', keys, items: keys.map(k => inside(node[k], k)) }
    }
    wrong = foreign(node, path)
    return leaf
  }
  const structure = visit(tree, root, 0)
  return wrong ?? E.right({ leaves, paths, structure })
}

/** The tree of a structure with these leaves, the inverse of `flatten`. */
export const rebuild = (structure: Structure, leaves: readonly unknown[]): unknown => {
  let next = 0
  const build = (s: Structure): unknown => {
    switch (s.tag) {
      case 'Leaf':
        return leaves[next++]
      case 'List':
        return Object.freeze(s.items.map(build))
      case 'Record':
        return Object.freeze(Object.fromEntries(s.items.map((item, i) => [s.keys[i], build(item)])))
    }
  }
  return build(structure)
}

export const leafCount = (s: Structure): number =>
  s.tag === 'Leaf' ? 1 : s.items.reduce((n, item) => n + leafCount(item), 0)

const sameKeys = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((key, i) => key === b[i])

const kindOf = (s: Structure): string => {
  switch (s.tag) {
    case 'Leaf':
      return 'a tensor'
    case 'List':
      return `a list of ${s.items.length}`
    case 'Record':
      return `a record with keys ${s.keys.join(', ')}`
  }
}

/** The first place where two structures differ, or nothing; `names` say whose they are. */
export const firstDifference = (
  a: Structure,
  b: Structure,
  names: readonly [string, string] = ['the first', 'the second'],
  path = '',
): Reason | undefined => {
  const here =
    a.tag !== b.tag ||
    (a.tag === 'List' && b.tag === 'List' && a.items.length !== b.items.length) ||
    (a.tag === 'Record' && b.tag === 'Record' && !sameKeys(a.keys, b.keys))
  if (here)
    return reason(
      'tree',
      `the trees differ ${path === '' ? 'at the root' : `at ${path}`}: ${kindOf(a)} in ${names[0]}, ${kindOf(b)} in ${names[1]}.`,
      'Both must have the same keys and lengths all the way down.',
    )
  if (a.tag === 'Leaf' || b.tag === 'Leaf') return undefined
  for (const [i, item] of a.items.entries()) {
    const key = a.tag === 'Record' ? (a.keys[i] as string) : i
    const found = firstDifference(item, b.items[i] ?? leaf, names, joinPath(path, key))
    if (found !== undefined) return found
  }
  return undefined
}

/** A tree whose tensors can still be computed with. */
export const living = (where: string, flat: Flat): Flat => {
  for (const leaf of flat.leaves) alive(where, leaf)
  return flat
}

/** `flatten` at a public function's door. */
export const flattenIn = (where: string, tree: unknown, root = ''): Flat =>
  living(where, orRaise(where, flatten(tree, root)))

/** The leaves of two trees of one structure, side by side. */
export const flattenAlike = (where: string, a: unknown, b: unknown): readonly [Flat, Flat] => {
  const flats = [flattenIn(where, a), flattenIn(where, b)] as const
  const difference = firstDifference(flats[0].structure, flats[1].structure)
  return difference === undefined ? flats : raise(where, difference)
}
