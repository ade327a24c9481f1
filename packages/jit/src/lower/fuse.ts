/** A tape as kernels: what is computed within one loop, what goes on from a matrix product, in which order. */
import type { Slot } from '@miniflow/core/extend'
import type { Term } from '../kernel/term.js'
import { type BuiltLoop, buildLoop, buildMatmul, buildReduce, follower, isLoop } from './build.js'
import { clusters } from './cluster.js'
import { type Graph, roleAt, viewed } from './graph.js'
import { type Product, type Products, productsIn } from './products.js'
import {
  type Fused,
  type LoopStep,
  type MatmulStep,
  type ReduceStep,
  readsOf,
  resultsOf,
  type Step,
} from './step.js'
import { stored } from './storage.js'
import { NotAffine } from './terms.js'

interface Built {
  /** Each node that has memory, in a loop of its own. */
  readonly single: ReadonlyMap<Slot, BuiltLoop>
  readonly reduces: ReadonlyMap<Slot, ReduceStep>
  readonly has: readonly boolean[]
}

/** Builds all nodes that have memory; where a loop cannot go through a view, the view's operand gets memory too. */
const built = (graph: Graph, products: Products): Built => {
  const has = [...stored(graph, products)]
  const single = new Map<Slot, BuiltLoop>()
  const reduces = new Map<Slot, ReduceStep>()
  const build = (slot: Slot): void => {
    if (isLoop(graph, slot)) single.set(slot, buildLoop(graph, has, [slot]))
    else if (roleAt(graph, slot) === 'reduce') reduces.set(slot, buildReduce(graph, has, slot))
  }
  const waiting = has.flatMap((own, slot) => (own ? [slot] : []))
  for (let slot = waiting.pop(); slot !== undefined; slot = waiting.pop())
    try {
      build(slot)
    } catch (error) {
      if (!(error instanceof NotAffine)) throw error
      const operand = viewed(graph, error.slot)
      has[operand] = true
      waiting.push(slot, operand)
    }
  const inOrder = [...single].sort(([a], [b]) => a - b)
  return { single: new Map(inOrder), reduces, has }
}

/** Products, each with the loop that goes on from it, and the product that each such loop was taken by. */
const productsOf = (graph: Graph, has: readonly boolean[], all: ReadonlyMap<Slot, Product>) => {
  const products = new Map<Slot, MatmulStep>()
  const taken = new Map<Slot, Slot>()
  for (const slot of [...all.keys()].sort((a, b) => a - b)) {
    const product = all.get(slot) as Product
    const root = follower(graph, has, slot)
    const step =
      root === undefined || taken.has(root) ? undefined : buildMatmul(graph, has, product, root)
    products.set(slot, step ?? { ...product, tag: 'Matmul', slot, after: undefined, operands: [] })
    if (step !== undefined) taken.set(step.slot, slot)
  }
  return { products, taken }
}

/** Several nodes in one loop, or each in its own where no loop goes through the views of all. */
const together = (
  graph: Graph,
  { has, single }: Built,
  group: readonly Slot[],
): readonly { readonly group: readonly Slot[]; readonly loop: BuiltLoop }[] => {
  const each = group.map(slot => ({ group: [slot], loop: single.get(slot) as BuiltLoop }))
  if (group.length === 1) return each
  try {
    return [{ group, loop: buildLoop(graph, has, group) }]
  } catch (error) {
    if (error instanceof NotAffine) return each
    throw error
  }
}

/** The kernels of a tape, each after those that it reads. */
export const fuse = (graph: Graph): Fused => {
  const given = productsIn(graph)
  const all = built(graph, given)
  const { has, single, reduces } = all
  const { products, taken } = productsOf(graph, has, given.products)
  const others = graph.nodes.flatMap((node, slot): readonly Step[] => {
    if (node.tag !== 'Apply' || !has[slot] || isLoop(graph, slot)) return []
    return [reduces.get(slot) ?? products.get(slot) ?? { tag: 'Node', slot }]
  })
  const groups = clusters(graph, has, single, taken).flatMap(group => together(graph, all, group))
  const read = new Set<Slot>([
    ...others.flatMap(step => readsOf(graph, has, step)),
    ...groups.flatMap(({ loop }) => loop.operands),
  ])
  /** What nothing reads but the loop that computes it is never in memory. */
  const isKept = (slot: Slot): boolean => graph.isOutput(slot) || read.has(slot)
  const loops = groups.flatMap(({ group, loop }): readonly LoopStep[] => {
    const results = group
      .map((slot, i) => ({ slot, term: loop.terms[i] as Term }))
      .filter(({ slot }) => isKept(slot))
    return results.length === 0
      ? []
      : [{ tag: 'Loop', sizes: loop.loop, results, operands: loop.operands }]
  })
  // A product that a loop goes on from is never in memory.
  const isPassed = (slot: Slot): boolean => products.get(slot)?.after !== undefined
  const kept = has.map((own, slot) => own && !isPassed(slot))
  return { steps: inTurn(graph, kept, [...loops, ...others]), has: kept }
}

/** Steps in the order of the tape as far as those that they read allow. */
const inTurn = (graph: Graph, has: readonly boolean[], steps: readonly Step[]): readonly Step[] => {
  const writers = new Map<Slot, Step>()
  for (const step of steps) for (const slot of resultsOf(step)) writers.set(slot, step)
  const first = (step: Step): Slot => Math.min(...resultsOf(step))
  const done = new Set<Step>()
  const turn: Step[] = []
  // Depth first with a stack of its own: chains of steps may be long.
  for (const start of [...steps].sort((a, b) => first(a) - first(b))) {
    const stack = [start]
    while (stack.length > 0) {
      const step = stack.at(-1) as Step
      const waits = done.has(step)
        ? []
        : readsOf(graph, has, step)
            .map(slot => writers.get(slot))
            .filter(other => other !== undefined && other !== step && !done.has(other))
      if (waits.length > 0) stack.push(...(waits as readonly Step[]))
      else {
        stack.pop()
        if (!done.has(step)) turn.push(step)
        done.add(step)
      }
    }
  }
  return turn
}
