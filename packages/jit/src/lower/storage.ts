/**
 * Which nodes get memory of their own. All others are computed within the loops that read them, or are
 * views of what has memory.
 */
import type { Apply, Slot } from '@miniflow/core/extend'
import { avalOf, type Graph, partOf, roleAt, sizeAt } from './graph.js'
import type { Products } from './products.js'

/** Operations and views within one loop; more are cut, for the sake of the engine's compiler. */
const LONGEST = 64

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

/** For each node whether it has memory of its own; nodes within kernels have none. */
export const stored = (graph: Graph, { products, within }: Products): readonly boolean[] => {
  const { nodes } = graph
  const uses = usesOf(graph)
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
  nodes.forEach((_, slot) => {
    const role = roleAt(graph, slot)
    if (role !== 'pointwise' && role !== 'view') return
    const total = reads(graph, slot).reduce((n, arg) => n + (cost[arg] as number), 1)
    const isShared = role === 'pointwise' && ((uses[slot] as number) > 1 || isRepeated(graph, slot))
    if (isShared || total > LONGEST) result[slot] = true
    cost[slot] = result[slot] ? 0 : total
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
