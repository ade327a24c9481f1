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

/** Small results lie close together, larger ones on lines of the cache. */
const aligned = (n: number, bytes: number): number => {
  const to = bytes < LINE ? 8 : LINE
  return Math.ceil(n / to) * to
}

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

/**
 * The largest first, each at the lowest place that is free while it is needed (greedy by size, as in
 * Pisarchyk and Lee, "Efficient memory management for deep neural net inference", 2020).
 */
export const planMemory = (needs: readonly Need[]): Plan => {
  const placed: Placed[] = []
  const bySize = [...needs].sort((a, b) => b.bytes - a.bytes || a.first - b.first)
  for (const need of bySize) {
    const beside = placed
      .filter(other => other.first <= need.last && need.first <= other.last)
      .sort((a, b) => a.offset - b.offset)
    let offset = 0
    for (const other of beside) {
      if (aligned(offset, need.bytes) + need.bytes <= other.offset) break
      offset = Math.max(offset, other.offset + other.bytes)
    }
    placed.push({ ...need, offset: aligned(offset, need.bytes) })
  }
  return {
    placed,
    bytes: placed.reduce((n, { offset, bytes }) => Math.max(n, offset + bytes), 0),
    lowerBound: peak(needs),
  }
}
