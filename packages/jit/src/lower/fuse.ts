/** A tape as kernels: what is computed within one loop, what goes on from a matrix product, in which order. */
import type { Slot } from '@miniflow/core/extend'
import type { Term } from '../kernel/term.js'
import { type BuiltLoop, buildLoop, buildMatmul, buildReduce, follower, isLoop } from './build.js'
import { clusters } from './cluster.js'
import { type Graph, roleAt, viewed } from './graph.js'
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

/** The kernels of a tape, each after those that it reads. */
export const fuse = (graph: Graph): Fused => {
  const forced = new Set<Slot>()
  for (;;) {
    try {
      return attempt(graph, stored(graph, forced))
    } catch (error) {
      if (!(error instanceof NotAffine)) throw error
      forced.add(viewed(graph, error.slot))
    }
  }
}

const attempt = (graph: Graph, has: readonly boolean[]): Fused => {
  const single = new Map<Slot, BuiltLoop>()
  const reduces = new Map<Slot, ReduceStep>()
  graph.nodes.forEach((node, slot) => {
    if (node.tag !== 'Apply' || !has[slot]) return
    if (isLoop(graph, slot)) {
      single.set(slot, buildLoop(graph, has, [slot]))
    } else if (roleAt(graph, slot) === 'reduce') reduces.set(slot, buildReduce(graph, has, slot))
  })
  const products = new Map<Slot, MatmulStep>()
  /** The product that each loop was taken by. */
  const taken = new Map<Slot, Slot>()
  graph.nodes.forEach((node, slot) => {
    if (node.tag !== 'Apply' || roleAt(graph, slot) !== 'matmul') return
    const root = follower(graph, has, slot)
    if (root === undefined || taken.has(root)) return
    const step = buildMatmul(graph, has, slot, root)
    if (step === undefined) return
    products.set(slot, step)
    taken.set(root, slot)
  })
  const others: Step[] = []
  graph.nodes.forEach((node, slot) => {
    if (node.tag !== 'Apply' || !has[slot] || isLoop(graph, slot)) return
    const reduce = reduces.get(slot)
    if (reduce !== undefined) others.push(reduce)
    else if (roleAt(graph, slot) !== 'matmul') others.push({ tag: 'Node', slot })
    else
      others.push(
        products.get(slot) ?? {
          tag: 'Matmul',
          product: slot,
          slot,
          after: undefined,
          operands: [],
        },
      )
  })
  const groups = clusters(graph, has, single, taken)
  const read = new Set<Slot>([
    ...others.flatMap(step => readsOf(graph, has, step)),
    ...groups.flatMap(group => buildLoop(graph, has, group).operands),
  ])
  /** What nothing reads but the loop that computes it is never in memory. */
  const isKept = (slot: Slot): boolean => graph.isOutput(slot) || read.has(slot)
  const loops = groups.flatMap((group): readonly LoopStep[] => {
    const { loop, operands, terms: built } = buildLoop(graph, has, group)
    const results = group
      .map((slot, i) => ({ slot, term: built[i] as Term }))
      .filter(({ slot }) => isKept(slot))
    return results.length === 0 ? [] : [{ tag: 'Loop', sizes: loop, results, operands }]
  })
  // A product that a loop goes on from is never in memory.
  const kept = has.map((own, slot) => own && !products.has(slot))
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
