/** The memory plan: where in the arena each intermediate result lies, from the steps between which it is needed. */
import type { Slot } from '@miniflow/core/extend'

/** Memory that is needed from step `first` to step `last`. */
export interface Need {
  readonly slot: Slot
  readonly bytes: number
  readonly first: number
  readonly last: number
}

export interface Placed extends Need {
  readonly offset: number
}

export interface Plan {
  readonly placed: readonly Placed[]
  readonly bytes: number
  /** The most that is needed at one step: no plan can have less. */
  readonly lowerBound: number
}

const LINE = 64

const aligned = (n: number): number => Math.ceil(n / LINE) * LINE

const peak = (needs: readonly Need[]): number => {
  const changes = new Map<number, number>()
  const change = (step: number, bytes: number): void => {
    changes.set(step, (changes.get(step) ?? 0) + bytes)
  }
  for (const { first, last, bytes } of needs) {
    change(first, bytes)
    change(last + 1, -bytes)
  }
  let now = 0
  let most = 0
  for (const step of [...changes.keys()].sort((a, b) => a - b)) {
    now += changes.get(step) as number
    most = Math.max(most, now)
  }
  return most
}

/** The needs in lists by a number that each has. */
const listed = (
  needs: readonly Need[],
  by: (need: Need) => number,
): ReadonlyMap<number, readonly Need[]> => {
  const lists = new Map<number, Need[]>()
  for (const need of needs) {
    const list = lists.get(by(need))
    if (list === undefined) lists.set(by(need), [need])
    else list.push(need)
  }
  return lists
}

/** Needs of one size take turns in the fewest places that do: a new one where none has become free. */
const inTurns = (needs: readonly Need[], bytes: number, start: number): readonly Placed[] => {
  const begins = listed(needs, ({ first }) => first)
  const ends = listed(needs, ({ last }) => last + 1)
  const steps = [...new Set([...begins.keys(), ...ends.keys()])].sort((a, b) => a - b)
  const places = new Map<Need, number>()
  const free: number[] = []
  let count = 0
  for (const step of steps) {
    for (const need of ends.get(step) ?? []) free.push(places.get(need) as number)
    for (const need of begins.get(step) ?? []) places.set(need, free.pop() ?? count++)
  }
  return needs.map(need => ({ ...need, offset: start + bytes * (places.get(need) as number) }))
}

const endOf = (placed: readonly Placed[], start: number): number =>
  placed.reduce((n, { offset, bytes }) => Math.max(n, offset + bytes), start)

/** Results smaller than a line of the cache lie close together, those of each size by themselves. */
const small = (needs: readonly Need[]): readonly Placed[] => {
  const sizes = [...listed(needs, ({ bytes }) => Math.ceil(bytes / 4) * 4)].sort(
    ([a], [b]) => b - a,
  )
  let end = 0
  return sizes.flatMap(([bytes, some]) => {
    const placed = inTurns(some, bytes, Math.ceil(end / 8) * 8)
    end = endOf(placed, end)
    return placed
  })
}

/**
 * The largest first, each at the lowest place that is free while it is needed (greedy by size, as in
 * Pisarchyk and Lee, "Efficient memory management for deep neural net inference", 2020).
 */
const large = (needs: readonly Need[], start: number): readonly Placed[] => {
  const bySize = [...needs].sort((a, b) => b.bytes - a.bytes || a.first - b.first)
  // What is placed, in the order of its places, as columns: this loop is the only quadratic one.
  const firsts = new Int32Array(needs.length)
  const lasts = new Int32Array(needs.length)
  const begins = new Float64Array(needs.length)
  const ends = new Float64Array(needs.length)
  return bySize.map((need, count) => {
    const { first, last, bytes } = need
    let offset = start
    for (let k = 0; k < count; k++) {
      if ((firsts[k] as number) > last || first > (lasts[k] as number)) continue
      if (offset + bytes <= (begins[k] as number)) break
      if ((ends[k] as number) > offset) offset = ends[k] as number
    }
    let at = count
    while (at > 0 && (begins[at - 1] as number) > offset) at--
    for (const column of [firsts, lasts, begins, ends]) column.copyWithin(at + 1, at, count)
    firsts[at] = first
    lasts[at] = last
    begins[at] = offset
    ends[at] = aligned(offset + bytes)
    return { ...need, offset }
  })
}

export const planMemory = (needs: readonly Need[]): Plan => {
  const first = small(needs.filter(({ bytes }) => bytes < LINE))
  const start = aligned(endOf(first, 0))
  const rest = large(
    needs.filter(({ bytes }) => bytes >= LINE),
    start,
  )
  const placed = [...first, ...rest]
  return { placed, bytes: endOf(placed, 0), lowerBound: peak(needs) }
}
