/** The layout of a large tape: one box below the other as they stand on the tape, arrows as arcs. */
import type { Arrow, Frame } from '../picture.js'
import {
  framesAround,
  type Layout,
  levelsOf,
  PADDING,
  type Plan,
  type Point,
  type Route,
  type Size,
  swing,
} from './geometry.js'

const MARGIN = 12
const GAP = 28
const APART = 14

/** How far an arc reaches out, which tells apart those that span few boxes and many. */
const reach = (span: number): number => 24 + 26 * Math.log2(span)

const isArc = ({ from, to }: Arrow): boolean => to - from > 1

/** For each arrow its place among those of its kind that arrive at the same box, and their number. */
const placesOf = (arrows: readonly Arrow[]) => {
  const counts = new Map<string, number>()
  const keyOf = (arrow: Arrow): string => `${isArc(arrow)} ${arrow.to}`
  const places = arrows.map(arrow => {
    const place = counts.get(keyOf(arrow)) ?? 0
    counts.set(keyOf(arrow), place + 1)
    return place
  })
  return arrows.map((arrow, i) => ({ place: places[i] ?? 0, count: counts.get(keyOf(arrow)) ?? 1 }))
}

const lay = (
  sizes: readonly Size[],
  arrows: readonly Arrow[],
  frames: readonly Frame[],
): Layout => {
  const room = PADDING * levelsOf(frames)
  const opening = new Map<number, number>()
  const closing = new Map<number, number>()
  for (const { from, until } of frames) {
    opening.set(from, (opening.get(from) ?? 0) + 1)
    closing.set(until, (closing.get(until) ?? 0) + 1)
  }
  const widest = sizes.reduce((most, { width }) => Math.max(most, width), 0)
  const middle = MARGIN + room + widest / 2
  const boxes: Point[] = []
  let y = MARGIN
  for (const [i, { height }] of sizes.entries()) {
    y += PADDING * (opening.get(i) ?? 0)
    boxes.push({ x: middle, y: y + height / 2 })
    y += height + GAP + PADDING * (closing.get(i + 1) ?? 0)
  }
  const middleOf = (slot: number): number => boxes[slot]?.y ?? 0
  const half = (slot: number, side: 'width' | 'height'): number => (sizes[slot]?.[side] ?? 0) / 2

  const straight = ({ from, to }: Arrow, place: number, count: number): Route => {
    const x = middle + (place - (count - 1) / 2) * APART
    const start = { x, y: middleOf(from) + half(from, 'height') }
    const end = { x, y: middleOf(to) - half(to, 'height') }
    return {
      curve: { start, segments: [swing(start, end)] },
      label: { x: x + 6, y: end.y - 11 },
    }
  }

  /** Leaves the lower half of a box on its right, and arrives at the upper half. */
  const arc = ({ from, to }: Arrow, place: number, count: number): Route => {
    const start = {
      x: middle + half(from, 'width'),
      y: middleOf(from) + half(from, 'height') / 2,
    }
    const end = {
      x: middle + half(to, 'width'),
      y: middleOf(to) - half(to, 'height') + (half(to, 'height') * (place + 0.5)) / count,
    }
    const x = middle + widest / 2 + reach(to - from)
    const controls = [
      { x, y: start.y },
      { x, y: end.y },
    ] as const
    return {
      curve: { start, segments: [{ controls, end }] },
      label: { x: end.x + 12, y: end.y - 6 },
    }
  }

  const places = placesOf(arrows)
  const longest = arrows.reduce((most, { from, to }) => Math.max(most, to - from), 1)
  return {
    width: middle + widest / 2 + Math.max(reach(longest), room) + MARGIN,
    height: y - GAP + MARGIN,
    boxes,
    frames: framesAround(frames, boxes, sizes),
    routes: arrows.map((arrow, i) => {
      const { place, count } = places[i] ?? { place: 0, count: 1 }
      return isArc(arrow) ? arc(arrow, place, count) : straight(arrow, place, count)
    }),
  }
}

/** In time proportional to the number of boxes. */
export const column: Plan = {
  least: arriving => ({ width: 24 + APART * (arriving - 1), height: 2 * APART * arriving }),
  lay,
}
