/** What lies where in a picture in SVG, read from its elements. */
import { expect } from 'vitest'
import { all, type Element, parseXml, withClass } from './xml.js'

export interface Rectangle {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

interface Point {
  readonly x: number
  readonly y: number
}

export interface Scene {
  readonly page: Rectangle
  readonly boxes: readonly Rectangle[]
  readonly texts: readonly (readonly Rectangle[])[]
  readonly arrows: readonly (readonly Point[])[]
  readonly numbers: readonly Rectangle[]
  /** The frames of scopes with their names. */
  readonly frames: readonly { readonly frame: Rectangle; readonly name: Rectangle }[]
}

const number = (element: Element, attribute: string): number =>
  Number(element.attributes[attribute])

/** A text as wide as a font of the usual kind makes it: a lower bound for what is kept free. */
const textAt = (element: Element, size: number, origin: Point): Rectangle => {
  const half = (0.6 * size * Array.from(element.text).length) / 2
  const x = origin.x + number(element, 'x')
  const middle = element.attributes['text-anchor'] === 'middle' ? x : x + half
  const y = origin.y + number(element, 'y')
  return { left: middle - half, right: middle + half, top: y - 0.72 * size, bottom: y }
}

const rectangle = (rect: Element): Rectangle => {
  const [left, top] = [number(rect, 'x'), number(rect, 'y')]
  return { left, top, right: left + number(rect, 'width'), bottom: top + number(rect, 'height') }
}

const boxAt = (group: Element): { readonly origin: Point; readonly box: Rectangle } => {
  const [, x = 0, y = 0] = (
    /translate\((\S+) (\S+)\)/.exec(group.attributes.transform ?? '') ?? []
  ).map(Number)
  const rect = group.children.find(({ name }) => name === 'rect') as Element
  const box = {
    left: x,
    top: y,
    right: x + number(rect, 'width'),
    bottom: y + number(rect, 'height'),
  }
  return { origin: { x, y }, box }
}

/** Points along a path of cubic curves. */
const along = (d: string): readonly Point[] => {
  const coordinates = [...d.matchAll(/-?[\d.]+/g)].map(Number)
  const points = Array.from({ length: coordinates.length / 2 }, (_, i) => ({
    x: coordinates[2 * i] as number,
    y: coordinates[2 * i + 1] as number,
  }))
  const steps = 24
  const found: Point[] = [points[0] as Point]
  for (let i = 0; i + 3 < points.length; i += 3) {
    const [a, b, c, e] = points.slice(i, i + 4) as [Point, Point, Point, Point]
    for (let k = 1; k <= steps; k++) {
      const t = k / steps
      const mix = (p: number, q: number, r: number, s: number): number =>
        (1 - t) ** 3 * p + 3 * (1 - t) ** 2 * t * q + 3 * (1 - t) * t ** 2 * r + t ** 3 * s
      found.push({ x: mix(a.x, b.x, c.x, e.x), y: mix(a.y, b.y, c.y, e.y) })
    }
  }
  return found
}

export const sceneOf = (svg: string): Scene => {
  const root = parseXml(svg)
  const groups = all(root).filter(({ name }) => name === 'g')
  const nowhere = { x: 0, y: 0 }
  return {
    page: { left: 0, top: 0, right: number(root, 'width'), bottom: number(root, 'height') },
    boxes: groups.map(group => boxAt(group).box),
    texts: groups.map(group =>
      group.children
        .filter(({ name }) => name === 'text')
        .map(text =>
          textAt(text, text.attributes.class === 'title' ? 13 : 11, boxAt(group).origin),
        ),
    ),
    arrows: withClass(root, 'arrow').map(({ attributes }) => along(attributes.d ?? '')),
    numbers: withClass(root, 'operand').map(text => textAt(text, 9, nowhere)),
    frames: withClass(root, 'scope').map((rect, i) => ({
      frame: rectangle(rect),
      name: textAt(withClass(root, 'scope-name')[i] as Element, 11, nowhere),
    })),
  }
}

export const overlap = (a: Rectangle, b: Rectangle): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom

export const within = (a: Rectangle, b: Rectangle): boolean =>
  a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom

const inside = ({ x, y }: Point, { left, top, right, bottom }: Rectangle): boolean =>
  x > left + 0.2 && x < right - 0.2 && y > top + 0.2 && y < bottom - 0.2

/** All pairs of different things that overlap. */
export const clashes = (
  things: readonly Rectangle[],
): readonly (readonly [Rectangle, Rectangle])[] =>
  things.flatMap((a, i) =>
    things.slice(i + 1).flatMap(b => (overlap(a, b) ? [[a, b] as const] : [])),
  )

/** Nothing lies on anything else. */
export const tidy = ({ page, boxes, texts, arrows, numbers }: Scene): void => {
  expect(clashes(boxes)).toEqual([])
  expect(boxes.filter(box => !within(box, page))).toEqual([])
  texts.forEach((lines, i) => {
    expect(lines.filter(line => !within(line, boxes[i] as Rectangle))).toEqual([])
    expect(clashes(lines)).toEqual([])
  })
  for (const arrow of arrows) {
    expect(arrow.filter(point => boxes.some(box => inside(point, box)))).toEqual([])
    expect(arrow.filter(point => !inside(point, page))).toEqual([])
  }
  expect(clashes(numbers)).toEqual([])
  expect(numbers.filter(n => boxes.some(box => overlap(n, box)))).toEqual([])
}
