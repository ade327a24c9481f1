/** The layout of a picture in layers: each box below those that it reads. */
import { type EdgeLabel, Graph, type GraphLabel, layout, type NodeLabel } from '@dagrejs/dagre'
import type { Arrow, Frame } from '../picture.js'
import {
  type Curve,
  framed,
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
const BETWEEN_LAYERS = 48
const BETWEEN_BOXES = 22
const BETWEEN_ARROWS = 16

const nowhere: Point = { x: 0, y: 0 }
const nothing: Size = { width: 0, height: 0 }

/** Where a layer of boxes begins and ends. */
interface Band {
  readonly top: number
  readonly bottom: number
}

const bandsOf = (boxes: readonly Point[], sizes: readonly Size[]): readonly Band[] => {
  const halves = new Map<number, number>()
  for (const [i, { y }] of boxes.entries())
    halves.set(y, Math.max(halves.get(y) ?? 0, (sizes[i]?.height ?? 0) / 2))
  return Array.from(halves, ([y, half]) => ({ top: y - half, bottom: y + half }))
}

const bandAt = (bands: readonly Band[], y: number): Band =>
  bands.find(({ top, bottom }) => top <= y && y <= bottom) ?? { top: y, bottom: y }

/**
 * Where an arrow turns on its way: it crosses layers vertically, where the layout has kept room for
 * it, and swings to the side only between them.
 */
const cornersOf = (bands: readonly Band[], start: Point, through: readonly Point[]) => [
  start,
  { x: start.x, y: bandAt(bands, start.y).bottom },
  ...through.flatMap(({ x, y }) => {
    const { top, bottom } = bandAt(bands, y)
    return top === bottom
      ? []
      : [
          { x, y: top },
          { x, y: bottom },
        ]
  }),
]

const curveThrough = ([start = nowhere, ...corners]: readonly Point[]): Curve => ({
  start,
  segments: corners.flatMap((corner, i) => {
    const before = corners[i - 1] ?? start
    return before.y === corner.y ? [] : [swing(before, corner)]
  }),
})

/** Numbers go to the side on which the arrow does not arrive. */
const labelAt = (end: Point, from: Point): Point => ({
  x: end.x + (from.x > end.x ? -6 : 6),
  y: end.y - 11,
})

/** An arrow with the corners of its way to the box that it leads to. */
interface Path {
  readonly arrow: Arrow
  /** Where the layout lets it come from last: keeps the order of arrows that arrive together. */
  readonly order: number
  readonly corners: readonly Point[]
}

/** Leaves at most this much of a bend in an arrow that could be straight. */
const SNAP = 13
const APART = 20

/** Where arrows end on the upper edge of one box: side by side, straight below where it is near. */
const endsAt = (middle: number, width: number, from: readonly number[]): readonly number[] => {
  const gap = Math.min(24, (width - 20) / Math.max(1, from.length - 1))
  const even = from.map((_, k) => middle + (k - (from.length - 1) / 2) * gap)
  const ends: number[] = []
  for (const [k, x] of even.entries()) {
    const straight = from[k] ?? x
    const left = ends[k - 1] ?? middle - width / 2
    const right = even[k + 1] ?? middle + width / 2
    const fits = straight - left >= APART && right - straight >= APART
    ends.push(fits && Math.abs(straight - x) <= SNAP ? straight : x)
  }
  return ends
}

const endsOf = (paths: readonly Path[], boxes: readonly Point[], sizes: readonly Size[]) => {
  const into = new Map<number, Path[]>()
  for (const path of paths) {
    const others = into.get(path.arrow.to)
    if (others === undefined) into.set(path.arrow.to, [path])
    else others.push(path)
  }
  const ends = new Map<Path, Point>()
  for (const [slot, arriving] of into) {
    const { x, y } = boxes[slot] ?? nowhere
    const { width, height } = sizes[slot] ?? nothing
    const sorted = arriving.sort((a, b) => a.order - b.order)
    const xs = endsAt(
      x,
      width,
      sorted.map(({ corners }) => corners.at(-1)?.x ?? x),
    )
    for (const [k, path] of sorted.entries()) ends.set(path, { x: xs[k] ?? x, y: y - height / 2 })
  }
  return ends
}

/** Whether more operands of one operation stand in the reverse of their order than in it. */
const isMirrored = (boxes: readonly Point[], arrows: readonly Arrow[]): boolean =>
  arrows.reduce((balance, { from, to }, i) => {
    const before = arrows[i - 1]
    if (before?.to !== to) return balance
    return balance + Math.sign((boxes[from]?.x ?? 0) - (boxes[before.from]?.x ?? 0))
  }, 0) < 0

const lay = (
  sizes: readonly Size[],
  arrows: readonly Arrow[],
  frames: readonly Frame[],
): Layout => {
  // The layout keeps a frame's border a layer and a column apart from others by itself.
  const room = PADDING * levelsOf(frames)
  const graph = new Graph<GraphLabel, NodeLabel, EdgeLabel>({
    multigraph: true,
    compound: frames.length > 0,
  })
  graph.setGraph({
    ranksep: BETWEEN_LAYERS + room,
    nodesep: BETWEEN_BOXES + room,
    edgesep: BETWEEN_ARROWS,
  })
  for (const [slot, size] of sizes.entries()) graph.setNode(`${slot}`, { ...size })
  for (const [i, { from, to }] of arrows.entries()) graph.setEdge(`${from}`, `${to}`, {}, `${i}`)
  for (const { id } of frames) graph.setNode(id, {})
  for (const [i, { from, until, depth }] of frames.entries()) {
    const { id } = frames[i] as Frame
    for (let slot = from; slot < until; slot++) graph.setParent(`${slot}`, id)
    const around = frames
      .slice(0, i)
      .reverse()
      .find(other => other.depth === depth - 1)
    if (around !== undefined) graph.setParent(id, around.id)
  }
  layout(graph)

  const laid = sizes.map((_, slot): Point => {
    const { x = 0, y = 0 } = graph.node(`${slot}`)
    return { x, y }
  })
  const mirrored = isMirrored(laid, arrows)
  const placed = ({ x, y }: Point): Point => ({ x: mirrored ? -x : x, y })
  const boxes = laid.map(placed)
  const bands = bandsOf(boxes, sizes)
  const paths = arrows.map((arrow, i): Path => {
    const { points = [] } = graph.edge(`${arrow.from}`, `${arrow.to}`, `${i}`)
    const { x, y } = boxes[arrow.from] ?? nowhere
    const start = { x, y: y + (sizes[arrow.from] ?? nothing).height / 2 }
    const through = points.map(placed)
    return {
      arrow,
      order: through.at(-2)?.x ?? x,
      corners: cornersOf(bands, start, through.slice(1, -1)),
    }
  })
  const ends = endsOf(paths, boxes, sizes)
  const routes = paths.map((path): Route => {
    const { corners } = path
    const end = ends.get(path) ?? nowhere
    const arriving = { x: end.x, y: bandAt(bands, end.y).top }
    return {
      curve: curveThrough([...corners, arriving, end]),
      label: labelAt(end, corners.at(-1) ?? end),
    }
  })
  return framed({ boxes, routes, frames: framesAround(frames, boxes, sizes) }, sizes, MARGIN)
}

export const layers: Plan = {
  least: arriving => ({ width: 20 + APART * (arriving - 1), height: 0 }),
  lay,
}
