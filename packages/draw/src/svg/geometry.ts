/** Points and curves of a layout, and turning one that was made downwards into any direction. */
import type { Direction } from '../options.js'
import type { Arrow } from '../picture.js'

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

/** A cubic Bézier curve from where the one before ended. */
export interface Segment {
  readonly controls: readonly [Point, Point]
  readonly end: Point
}

export interface Curve {
  readonly start: Point
  readonly segments: readonly Segment[]
}

/** An arrow with the place for the number of its operand. */
export interface Route {
  readonly curve: Curve
  readonly label: Point
}

/** The middles of boxes and the routes of arrows. */
export interface Layout extends Size {
  readonly boxes: readonly Point[]
  readonly routes: readonly Route[]
}

/** A way to lay out boxes of given sizes, downwards. */
export interface Plan {
  /** How large a box has to be at least for this many arrows to arrive at it. */
  readonly least: (arriving: number) => Size
  readonly lay: (sizes: readonly Size[], arrows: readonly Arrow[]) => Layout
}

/** From a to b, leaving and arriving vertically; straight where one is below the other. */
export const swing = (a: Point, b: Point): Segment => {
  const y = (a.y + b.y) / 2
  return {
    controls: [
      { x: a.x, y },
      { x: b.x, y },
    ],
    end: b,
  }
}

const isSideways = (direction: Direction): boolean => direction === 'LR' || direction === 'RL'

/** Width and height change places where arrows lead sideways. */
export const turnedSize = (direction: Direction, { width, height }: Size): Size =>
  isSideways(direction) ? { width: height, height: width } : { width, height }

/** Where a point of a layout of this height, made downwards, lies in the picture. */
const turned =
  (direction: Direction, height: number) =>
  ({ x, y }: Point): Point => {
    switch (direction) {
      case 'TB':
        return { x, y }
      case 'BT':
        return { x, y: height - y }
      case 'LR':
        return { x: y, y: x }
      case 'RL':
        return { x: height - y, y: x }
    }
  }

type Placed = Pick<Layout, 'boxes' | 'routes'>

const moved = (move: (point: Point) => Point, { boxes, routes }: Placed): Placed => ({
  boxes: boxes.map(move),
  routes: routes.map(({ curve, label }) => ({
    curve: {
      start: move(curve.start),
      segments: curve.segments.map(({ controls: [a, b], end }) => ({
        controls: [move(a), move(b)],
        end: move(end),
      })),
    },
    label: move(label),
  })),
})

/** A layout that was made downwards, in another direction. */
export const turnedLayout = (direction: Direction, layout: Layout): Layout => ({
  ...turnedSize(direction, layout),
  ...moved(turned(direction, layout.height), layout),
})

/** What was placed anywhere, on a page that holds all of it with a margin around. */
export const framed = (placed: Placed, sizes: readonly Size[], margin: number): Layout => {
  const low = { x: 0, y: 0 }
  const high = { x: 0, y: 0 }
  const hold = ({ x, y }: Point, { width, height }: Size): void => {
    low.x = Math.min(low.x, x - width / 2)
    low.y = Math.min(low.y, y - height / 2)
    high.x = Math.max(high.x, x + width / 2)
    high.y = Math.max(high.y, y + height / 2)
  }
  const thin = { width: 2, height: 2 }
  for (const [slot, box] of placed.boxes.entries()) hold(box, sizes[slot] ?? thin)
  for (const { curve } of placed.routes) {
    hold(curve.start, thin)
    for (const { end } of curve.segments) hold(end, thin)
  }
  return {
    width: high.x - low.x + 2 * margin,
    height: high.y - low.y + 2 * margin,
    ...moved(({ x, y }) => ({ x: x - low.x + margin, y: y - low.y + margin }), placed),
  }
}
