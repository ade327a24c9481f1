/** Loops over the same places as one loop. */
import { type Slot, sizeOf } from '@miniflow/core/extend'
import { widest } from '../kernel/lanes.js'
import { ordered } from '../kernel/term.js'
import type { BuiltLoop } from './build.js'
import { avalOf, type Graph } from './graph.js'

/** Results of one loop, and terms of code without one: where there are more, the group is cut. */
const RESULTS = 8
const LINE = 500

/** Loops that can be one: of one shape, in one form, with no other kernel between them. */
export const clusters = (
  graph: Graph,
  has: readonly boolean[],
  single: ReadonlyMap<Slot, BuiltLoop>,
  taken: ReadonlyMap<Slot, Slot>,
): readonly (readonly Slot[])[] => {
  const stages: number[] = []
  const classes = new Map<Slot, string>()
  for (const [slot, { terms }] of single) {
    const { shape } = avalOf(graph, slot)
    classes.set(slot, `${shape.join('x')}/${widest(ordered(terms)).count}`)
  }
  const stageOf = (slot: Slot): number => stages[slot] ?? 0
  graph.nodes.forEach((node, slot) => {
    if (node.tag !== 'Apply') return
    const built = taken.has(slot) ? undefined : single.get(slot)
    if (built === undefined) {
      const reads = taken.has(slot) ? [taken.get(slot) as Slot, ...node.args] : node.args
      const before = reads.map(arg => stageOf(arg))
      stages[slot] = Math.max(0, ...before) + (has[slot] ? 1 : 0)
      return
    }
    const flat = new Set(
      ordered(built.terms).flatMap(term =>
        term.tag === 'Read' && isFlat(built.loop, term.offset, term.strides)
          ? []
          : term.tag === 'Read'
            ? [term.operand]
            : [],
      ),
    )
    stages[slot] = Math.max(
      0,
      ...built.operands.map((read, number) =>
        !flat.has(number) && classes.get(read) === classes.get(slot)
          ? stageOf(read)
          : stageOf(read) + (classes.has(read) ? 1 : 0),
      ),
    )
  })
  const groups = new Map<string, Slot[]>()
  for (const slot of single.keys()) {
    if (taken.has(slot)) continue
    const key = `${stages[slot]}/${classes.get(slot)}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [slot])
    else group.push(slot)
  }
  return [...groups.values()].flatMap(group => cut(graph, single, group))
}

/** Whether a read goes through its operand as the loop goes through its places. */
export const isFlat = (
  loop: readonly number[],
  offset: number,
  strides: readonly number[],
): boolean => offset === 0 && strides.every((s, k) => s === sizeOf(loop.slice(k + 1)))

/** Parts of a group that are not too long for one loop, or for code without one. */
const cut = (
  graph: Graph,
  single: ReadonlyMap<Slot, BuiltLoop>,
  group: readonly Slot[],
): readonly (readonly Slot[])[] => {
  const isLine = sizeOf(avalOf(graph, group[0] as Slot).shape) === 1
  const costOf = (slot: Slot): number =>
    isLine ? ordered(single.get(slot)?.terms ?? []).length : 1
  const most = isLine ? LINE : RESULTS
  const parts: Slot[][] = []
  let room = 0
  for (const slot of group) {
    const cost = costOf(slot)
    room -= cost
    if (room >= 0) parts.at(-1)?.push(slot)
    else {
      parts.push([slot])
      room = most - cost
    }
  }
  return parts
}
