/** What a tape becomes: steps, each a kernel or a control structure, with the slots that they read and write. */
import type { Slot } from '@miniflow/core/extend'
import type { Term } from '../kernel/term.js'
import { type Graph, nodeAt } from './graph.js'
import type { Product } from './products.js'
import { placeOf } from './storage.js'

/** Several results of one loop over the same places. */
export interface LoopStep {
  readonly tag: 'Loop'
  readonly sizes: readonly number[]
  readonly results: readonly { readonly slot: Slot; readonly term: Term }[]
  readonly operands: readonly Slot[]
}

export interface ReduceStep {
  readonly tag: 'Reduce'
  readonly slot: Slot
  readonly kept: readonly number[]
  readonly reduced: readonly number[]
  readonly term: Term
  readonly operands: readonly Slot[]
}

/** A product; `after` is what is done to each of its values before it is stored as `slot`. */
export interface MatmulStep extends Product {
  readonly tag: 'Matmul'
  readonly slot: Slot
  readonly after: Term | undefined
  /** What `after` reads. */
  readonly operands: readonly Slot[]
}

/** A node with a kernel or a control structure of its own. */
export interface NodeStep {
  readonly tag: 'Node'
  readonly slot: Slot
}

export type Step = LoopStep | ReduceStep | MatmulStep | NodeStep

export interface Fused {
  readonly steps: readonly Step[]
  readonly has: readonly boolean[]
}

export const resultsOf = (step: Step): readonly Slot[] =>
  step.tag === 'Loop' ? step.results.map(({ slot }) => slot) : [step.slot]

/** The slots with memory that a step reads. */
export const readsOf = (graph: Graph, has: readonly boolean[], step: Step): readonly Slot[] => {
  const base = (slot: Slot): Slot => placeOf(graph, has, slot).base
  switch (step.tag) {
    case 'Loop':
    case 'Reduce':
      return step.operands
    case 'Matmul':
      return [...step.args.map(base), ...step.operands]
    case 'Node':
      return nodeAt(graph, step.slot).args.map(base)
  }
}
