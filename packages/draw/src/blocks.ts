/** Blocks: the stretches of a tape that lie in one scope, one inside of the other. */
import type { Slot, Tape } from '@miniflow/core'

/** Operations that follow on one another in a scope, in the order of the tape. */
export interface Block {
  readonly name: string
  readonly items: readonly Item[]
}

export type Item = Slot | Block

interface Open {
  readonly name: string
  readonly above: Open | undefined
  readonly depth: number
  /** Where it stands among the items of the block around it. */
  readonly place: number
  readonly items: { readonly place: number; readonly item: Slot | Open }[]
}

const opened = (name: string, above: Open | undefined, place: number): Open => {
  const block: Open = {
    name,
    above,
    depth: above === undefined ? 0 : above.depth + 1,
    place,
    items: [],
  }
  above?.items.push({ place, item: block })
  return block
}

/** The blocks around a block with itself, outermost first. */
const line = (block: Open): readonly Open[] =>
  block.above === undefined ? [block] : [...line(block.above), block]

/** The innermost block around both. */
const common = (a: Open, b: Open): Open => {
  const [left, right] = [line(a), line(b)]
  return left.filter((block, i) => block === right[i]).at(-1) as Open
}

/** The block of a scope, of those that are open after `last` where it is one of them. */
const blockFor = (root: Open, last: Open, scope: string | undefined, slot: Slot): Open => {
  const open = line(last).slice(1)
  const names = scope === undefined ? [] : scope.split('/')
  const shared = names.findIndex((name, i) => open[i]?.name !== name)
  const kept = shared < 0 ? names.length : shared
  return names
    .slice(kept)
    .reduce(
      (above, name) => opened(name, above, slot),
      kept === 0 ? root : (open[kept - 1] as Open),
    )
}

const sealed = ({ name, items }: Open): Block => ({
  name,
  items: [...items]
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => (typeof item === 'number' ? item : sealed(item))),
})

/** Who reads each node. */
export const readersOf = ({ nodes }: Tape): ReadonlyMap<Slot, readonly Slot[]> => {
  const readers = new Map<Slot, Slot[]>()
  for (const [slot, node] of nodes.entries())
    if (node.tag === 'Apply')
      for (const arg of node.args) {
        const known = readers.get(arg)
        if (known === undefined) readers.set(arg, [slot])
        else known.push(slot)
      }
  return readers
}

/**
 * The tape as a block without a name. An operation lies in the block of its scope, a constant in the
 * innermost one around all that read it, before the first of these, and inputs lie in none.
 */
export const blocksOf = (tape: Tape): Block => {
  const { nodes } = tape
  const root = opened('', undefined, 0)
  const homes: Open[] = []
  let last = root
  for (const [slot, node] of nodes.entries()) {
    if (node.tag !== 'Apply') continue
    last = blockFor(root, last, node.scope, slot)
    last.items.push({ place: slot, item: slot })
    homes[slot] = last
  }
  const readers = readersOf(tape)
  for (const [slot, { tag }] of nodes.entries()) {
    if (tag === 'Apply') continue
    const around = (readers.get(slot) ?? []).map(reader => homes[reader] ?? root)
    const first = around[0] ?? root
    const home = tag === 'Input' ? root : around.reduce(common, first)
    const child = line(first)[home.depth + 1]
    home.items.push({ place: Math.min(slot, (child?.place ?? slot) - 0.5), item: slot })
  }
  return sealed(root)
}

/** How many levels of blocks lie in a block. */
export const levelsOf = ({ items }: Block): number =>
  items.reduce<number>(
    (most, item) => (typeof item === 'number' ? most : Math.max(most, 1 + levelsOf(item))),
    0,
  )

/** The nodes in a block and in all inside of it. */
export const slotsIn = ({ items }: Block): readonly Slot[] =>
  items.flatMap(item => (typeof item === 'number' ? [item] : slotsIn(item)))

/** How many boxes there are when so many levels stand open. */
const boxesAt = ({ items }: Block, depth: number): number =>
  items.reduce<number>(
    (n, item) => n + (typeof item === 'number' || depth === 0 ? 1 : boxesAt(item, depth - 1)),
    0,
  )

/** The most levels that can stand open with at most so many boxes; none where no number fits. */
export const depthFor = (block: Block, most: number): number => {
  const depths = Array.from({ length: levelsOf(block) + 1 }, (_, depth) => depth)
  return depths.filter(depth => boxesAt(block, depth) <= most).at(-1) ?? 0
}
