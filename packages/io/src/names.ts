/** Names of tensors as places in a tree: `layers[0].w` is the w of the first of the layers. */
import type { Structure, Tensor } from '@miniflow/core'
import * as O from 'fp-ts/lib/Option.js'

/** A tree as it comes out of a file. */
export type Tree = Tensor | readonly Tree[] | { readonly [name: string]: Tree }

/** A branch without leaves, which no name tells of. */
export type Empty = 'list' | 'record'

type Key = string | number

/** The limits of what is taken for a place in a tree; a name beyond them is a name and no more. */
export const MAX_DEPTH = 500
export const MAX_LENGTH = 20_000

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/

/** The name of a place, as `tree.paths` writes it. */
export const joinKey = (path: string, key: Key): string =>
  typeof key === 'number'
    ? `${path}[${key}]`
    : !IDENTIFIER.test(key)
      ? `${path}[${JSON.stringify(key)}]`
      : path === ''
        ? key
        : `${path}.${key}`

const SEGMENT = /\.?([A-Za-z_$][\w$]*)|\[(\d+)\]|\[("[^"\\]*(?:\\.[^"\\]*)*")\]/y

/** The keys that lead to a place. A name that `joinKey` would write in another way is not a place. */
export const keysOf = (name: string): O.Option<readonly Key[]> => {
  if (name.length > MAX_LENGTH) return O.none
  const keys: Key[] = []
  let at = 0
  while (at < name.length) {
    SEGMENT.lastIndex = at
    const match = SEGMENT.exec(name)
    if (match === null || keys.length === MAX_DEPTH) return O.none
    const [all, identifier, index, json] = match
    const key = keyOf(identifier, index, json)
    if (O.isNone(key)) return O.none
    keys.push(key.value)
    at += all.length
  }
  return keys.reduce<string>(joinKey, '') === name ? O.some(keys) : O.none
}

const keyOf = (identifier?: string, index?: string, json?: string): O.Option<Key> =>
  identifier !== undefined
    ? O.some(identifier)
    : index !== undefined
      ? O.some(Number(index))
      : O.tryCatch(() => JSON.parse(json ?? '') as string)

/** Whether a name asks for the key that would change an object's prototype. */
export const namesPrototype = (name: string): boolean =>
  name === '__proto__' || O.getOrElse((): readonly Key[] => [])(keysOf(name)).includes('__proto__')

/** A tree without its leaves, and which of the names each leaf belongs to. */
export interface Arrangement {
  readonly structure: Structure
  readonly order: readonly number[]
}

interface Place {
  readonly keys: readonly Key[]
  /** Which of the names, or what kind of empty branch. */
  readonly is: number | Empty
}

const nothing = (kind: Empty): Structure =>
  kind === 'list' ? { tag: 'List', items: [] } : { tag: 'Record', keys: [], items: [] }

const ending = ({ is }: Place): Arrangement =>
  typeof is === 'number'
    ? { structure: { tag: 'Leaf' }, order: [is] }
    : { structure: nothing(is), order: [] }

const compareKeys = (a: Key, b: Key): number => (a < b ? -1 : a > b ? 1 : 0)

/** Places with a common beginning as one branch; nothing where they contradict one another. */
const arrange = (places: readonly Place[], depth: number): O.Option<Arrangement> => {
  const [first] = places
  if (first === undefined) return O.some({ structure: nothing('record'), order: [] })
  if (places.some(({ keys }) => keys.length === depth))
    return places.length === 1 ? O.some(ending(first)) : O.none
  const groups = new Map<Key, Place[]>()
  for (const place of places) {
    const key = place.keys[depth] as Key
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [place])
    else group.push(place)
  }
  const keys = [...groups.keys()].sort(compareKeys)
  const isList = keys.every((key, i) => key === i)
  if (!isList && keys.some(key => typeof key === 'number')) return O.none
  const branches = keys.map(key => arrange(groups.get(key) ?? [], depth + 1))
  if (!branches.every(O.isSome)) return O.none
  const items = branches.map(({ value }) => value.structure)
  return O.some({
    structure: isList ? { tag: 'List', items } : { tag: 'Record', keys: keys.map(String), items },
    order: branches.flatMap(({ value }) => value.order),
  })
}

/** The tree whose places these names are; nothing when one is no place, or two contradict. */
export const nested = (
  names: readonly string[],
  empty: ReadonlyMap<string, Empty> = new Map(),
): O.Option<Arrangement> => {
  const entries: readonly (readonly [string, number | Empty])[] = [
    ...names.map((name, i) => [name, i] as const),
    ...empty,
  ]
  const places = entries.map(([name, is]) =>
    O.map((keys: readonly Key[]) => ({ keys, is }))(keysOf(name)),
  )
  return places.every(O.isSome)
    ? arrange(
        places.map(({ value }) => value),
        0,
      )
    : O.none
}

/** One record with the names as they are for its keys. */
export const flat = (names: readonly string[]): Arrangement => {
  const order = names.map((_, i) => i).sort((i, j) => compareKeys(names[i] ?? '', names[j] ?? ''))
  return {
    structure: {
      tag: 'Record',
      keys: order.map(i => names[i] ?? ''),
      items: order.map(() => ({ tag: 'Leaf' })),
    },
    order,
  }
}

/** The empty branches of a tree and where they are. */
export const emptyBranches = (s: Structure, path = ''): readonly (readonly [string, Empty])[] => {
  switch (s.tag) {
    case 'Leaf':
      return []
    case 'List':
      return s.items.length === 0
        ? [[path, 'list']]
        : s.items.flatMap((item, i) => emptyBranches(item, joinKey(path, i)))
    case 'Record':
      return s.items.length === 0
        ? [[path, 'record']]
        : s.items.flatMap((item, i) => emptyBranches(item, joinKey(path, s.keys[i] ?? '')))
  }
}
