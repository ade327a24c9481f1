/** Points and curves of a layout, and turning one that was made downwards into any direction. */
import type { Direction } from '../options.js'
import type { Arrow, Frame } from '../picture.js'

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

/** A frame by its middle and its size. */
export interface Area extends Point, Size {}

/** The middles of boxes, the routes of arrows, and frames. */
export interface Layout extends Size {
  readonly boxes: readonly Point[]
  readonly routes: readonly Route[]
  readonly frames: readonly Area[]
}

/** Room on every side between a frame and what is in it: its name has a line there. */
export const PADDING = 20

/** How many frames lie in a frame, one inside of the other. */
const levelsIn = (frames: readonly Frame[], { from, until, depth }: Frame): number =>
  frames.reduce(
    (most, other) =>
      from <= other.from && other.until <= until ? Math.max(most, other.depth - depth) : most,
    0,
  )

/** The most frames that any box lies in. */
export const levelsOf = (frames: readonly Frame[]): number =>
  frames.reduce((most, { depth }) => Math.max(most, depth + 1), 0)

/** Frames around their boxes. */
export const framesAround = (
  frames: readonly Frame[],
  boxes: readonly Point[],
  sizes: readonly Size[],
): readonly Area[] =>
  frames.map(frame => {
    const room = PADDING * (1 + levelsIn(frames, frame))
    const [low, high] = bounds(
      boxes.slice(frame.from, frame.until),
      sizes.slice(frame.from, frame.until),
    )
    return {
      x: (low.x + high.x) / 2,
      y: (low.y + high.y) / 2,
      width: high.x - low.x + 2 * room,
      height: high.y - low.y + 2 * room,
    }
  })

const bounds = (boxes: readonly Point[], sizes: readonly Size[]): readonly [Point, Point] => {
  const edges = (axis: 'x' | 'y', side: 'width' | 'height', sign: number): readonly number[] =>
    boxes.map((box, i) => box[axis] + (sign * (sizes[i]?.[side] ?? 0)) / 2)
  return [
    { x: Math.min(...edges('x', 'width', -1)), y: Math.min(...edges('y', 'height', -1)) },
    { x: Math.max(...edges('x', 'width', 1)), y: Math.max(...edges('y', 'height', 1)) },
  ]
}

/** A way to lay out boxes of given sizes, downwards. */
export interface Plan {
  /** How large a box has to be at least for this many arrows to arrive at it. */
  readonly least: (arriving: number) => Size
  readonly lay: (
    sizes: readonly Size[],
    arrows: readonly Arrow[],
    frames: readonly Frame[],
  ) => Layout
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

type Placed = Pick<Layout, 'boxes' | 'routes' | 'frames'>

const moved = (move: (point: Point) => Point, { boxes, routes, frames }: Placed): Placed => ({
  boxes: boxes.map(move),
  frames: frames.map(frame => ({ ...frame, ...move(frame) })),
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
  ...moved(turned(direction, layout.height), {
    ...layout,
    frames: layout.frames.map(frame => ({ ...frame, ...turnedSize(direction, frame) })),
  }),
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
  for (const frame of placed.frames) hold(frame, frame)
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
