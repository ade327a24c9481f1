/** What memory a program needs and when; results that take over the memory of an operand. */
import type { Slot } from '@miniflow/core/extend'
import { reads } from '../kernel/term.js'
import { isFlat } from './cluster.js'
import { avalOf, type Graph } from './graph.js'
import { type Need, type Placed, type Plan, planMemory } from './plan.js'
import { type Ready, scratchSlot } from './program.js'
import { bytesOf } from './size.js'
import { type LoopStep, resultsOf } from './step.js'

/** The operands of a loop of which each place is read only where a result is written. */
const readInPlace = ({ results, operands, sizes }: LoopStep): readonly Slot[] => {
  const elsewhere = new Set(
    reads(results.map(({ term }) => term))
      .filter(({ offset, strides }) => !isFlat(sizes, offset, strides))
      .map(({ operand }) => operands[operand]),
  )
  return operands.filter(slot => !elsewhere.has(slot))
}

/**
 * For results of loops, the operand whose memory each takes over: one that is needed no more, of the same
 * size. A loop computes all its results of a place before it writes any of them there.
 */
const heirs = (
  graph: Graph,
  steps: readonly Ready[],
  last: ReadonlyMap<Slot, number>,
): ReadonlyMap<Slot, Slot> => {
  const heir = new Map<Slot, Slot>()
  const bytes = (slot: Slot): number => bytesOf(avalOf(graph, slot))
  const isOurs = (slot: Slot): boolean =>
    graph.nodes[slot]?.tag === 'Apply' && !graph.isOutput(slot)
  steps.forEach(({ step }, at) => {
    if (step.tag !== 'Loop') return
    const free = readInPlace(step).filter(slot => isOurs(slot) && last.get(slot) === at)
    for (const { slot } of step.results) {
      const from = free.findIndex(operand => bytes(operand) === bytes(slot))
      if (from < 0 || !isOurs(slot)) continue
      heir.set(slot, free[from] as Slot)
      free.splice(from, 1)
    }
  })
  return heir
}

/** The plan of a program's results and scratch memory. */
export const planOf = (graph: Graph, steps: readonly Ready[]): Plan => {
  const last = new Map<Slot, number>()
  steps.forEach((ready, at) => {
    for (const slot of ready.reads) last.set(slot, at)
  })
  const heir = heirs(graph, steps, last)
  const own: Need[] = steps.flatMap(({ step, scratch }, at) => [
    ...(scratch > 0 ? [{ slot: scratchSlot(at), bytes: scratch, first: at, last: at }] : []),
    ...resultsOf(step)
      .filter(slot => !graph.isOutput(slot))
      .map(slot => ({
        slot,
        bytes: bytesOf(avalOf(graph, slot)),
        first: at,
        last: last.get(slot) ?? at,
      })),
  ])
  // Steps come in their order, so that who is inherited from has a place before the heir asks for it.
  const houses = new Map<Slot, Slot>()
  const houseOf = (slot: Slot): Slot => houses.get(slot) ?? slot
  const needs = new Map<Slot, Need>()
  for (const need of own) {
    const from = heir.get(need.slot)
    const house = from === undefined ? need.slot : houseOf(from)
    houses.set(need.slot, house)
    needs.set(house, { ...(needs.get(house) ?? need), last: need.last })
  }
  const plan = planMemory([...needs.values()])
  const offsets = new Map(plan.placed.map(({ slot, offset }) => [slot, offset]))
  const placed = own.map(
    (need): Placed => ({ ...need, offset: offsets.get(houseOf(need.slot)) as number }),
  )
  return { ...plan, placed }
}
