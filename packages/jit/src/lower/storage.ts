/**
 * Which nodes get memory of their own. All others are computed within the loops that read them, or are
 * views of what has memory.
 */
import type { Apply, Slot } from '@miniflow/core/extend'
import { avalOf, type Graph, partOf, roleAt, sizeAt } from './graph.js'
import type { Products } from './products.js'
import { bytesOf } from './size.js'

/** Operations and views within one loop; more are cut, for the sake of the engine's compiler. */
const LONGEST = 64

/** Operations that are done again rather than read, where what they give is truths. */
const CHEAP = 4

const reads = (graph: Graph, slot: Slot): readonly Slot[] => {
  const node = graph.nodes[slot]
  return node?.tag === 'Apply' ? node.args : []
}

/** How many loops and kernels compute with a node, through views. */
const usesOf = (graph: Graph): readonly number[] => {
  const uses = graph.nodes.map(() => 0)
  for (let slot = graph.nodes.length - 1; slot >= 0; slot--) {
    if (graph.isOutput(slot)) uses[slot] = (uses[slot] ?? 0) + 1
    for (const reader of graph.readers[slot] ?? [])
      uses[slot] =
        (uses[slot] as number) + (roleAt(graph, reader) === 'view' ? (uses[reader] as number) : 1)
  }
  return uses
}

/** Whether the elements of a node are read more than once each by a view of it. */
const isRepeated = (graph: Graph, slot: Slot): boolean =>
  (graph.readers[slot] ?? []).some(
    reader =>
      roleAt(graph, reader) === 'view' &&
      ((graph.nodes[reader] as Apply).op.name === 'broadcastTo'
        ? sizeAt(graph, reader) > sizeAt(graph, slot)
        : isRepeated(graph, reader)),
  )

/** The last node that each is read for: views, and what is read once, are computed where they are read. */
const lastReaders = (graph: Graph, uses: readonly number[]): readonly Slot[] => {
  const last = graph.nodes.map(() => -1)
  for (let slot = graph.nodes.length - 1; slot >= 0; slot--)
    for (const reader of graph.readers[slot] ?? []) {
      const role = roleAt(graph, reader)
      const isPassed = role === 'view' || (role === 'pointwise' && uses[reader] === 1)
      const at = isPassed && !graph.isOutput(reader) ? (last[reader] as Slot) : reader
      last[slot] = Math.max(last[slot] as Slot, at)
    }
  return last
}

/** What a node is computed from that has memory. */
const sources = (graph: Graph, has: readonly boolean[], slot: Slot): readonly Slot[] =>
  reads(graph, slot).flatMap(arg => (has[arg] ? [arg] : sources(graph, has, arg)))

/**
 * Whether truths need no memory, since what they are computed from is there as long as they are read, or is
 * no larger: memory for truths is slow to write, and as slow to read as numbers.
 */
const isThere = (
  graph: Graph,
  has: readonly boolean[],
  last: readonly Slot[],
  slot: Slot,
): boolean => {
  if (avalOf(graph, slot).dtype !== 'bool') return false
  return sources(graph, has, slot).every(
    source =>
      bytesOf(avalOf(graph, source)) <= sizeAt(graph, slot) ||
      graph.isOutput(source) ||
      graph.nodes[source]?.tag !== 'Apply' ||
      (last[source] as Slot) >= (last[slot] as Slot),
  )
}

/** For each node whether it has memory of its own; nodes within kernels have none. */
export const stored = (graph: Graph, { products, within }: Products): readonly boolean[] => {
  const { nodes } = graph
  const uses = usesOf(graph)
  const last = lastReaders(graph, uses)
  const result = nodes.map(() => false)
  /** Memory is wanted that holds the node's elements in order. */
  const demand = (slot: Slot): void => {
    if (roleAt(graph, slot) !== 'view') {
      result[slot] = true
      return
    }
    const part = partOf(graph, slot)
    if (part === undefined) result[slot] = true
    else result[part.base] = true
  }
  nodes.forEach((_, slot) => {
    if (within.has(slot)) return
    const role = roleAt(graph, slot)
    if (role === undefined) result[slot] = true
    else if (graph.isOutput(slot)) result[slot] = true
    else if (role !== 'pointwise' && role !== 'view') result[slot] = true
    if (role === 'matmul' || role === 'kernel' || role === 'control')
      (products.get(slot)?.args ?? reads(graph, slot)).forEach(demand)
  })
  const cost = nodes.map(() => 0)
  const operations = nodes.map(() => 0)
  nodes.forEach((_, slot) => {
    const role = roleAt(graph, slot)
    if (role !== 'pointwise' && role !== 'view') return
    const total = reads(graph, slot).reduce((n, arg) => n + (cost[arg] as number), 1)
    const own = role === 'pointwise' ? 1 : 0
    const work = reads(graph, slot).reduce((n, arg) => n + (operations[arg] as number), own)
    const isShared = role === 'pointwise' && ((uses[slot] as number) > 1 || isRepeated(graph, slot))
    const isAgain = isShared && work <= CHEAP && isThere(graph, result, last, slot)
    if ((isShared && !isAgain) || total > LONGEST) result[slot] = true
    cost[slot] = result[slot] ? 0 : total
    operations[slot] = result[slot] ? 0 : work
  })
  return result
}

/** The slot that has the memory a node's elements lie in, and where they begin. */
export const placeOf = (
  graph: Graph,
  has: readonly boolean[],
  slot: Slot,
): { readonly base: Slot; readonly offset: number } => {
  if (has[slot]) return { base: slot, offset: 0 }
  const part = partOf(graph, slot)
  if (part === undefined || !has[part.base])
    throw new Error(`node ${slot} (${avalOf(graph, slot).shape}) has no memory`)
  return part
}
