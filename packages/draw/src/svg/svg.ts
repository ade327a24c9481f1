/** toSvg: a tape as a picture of its own, laid out and drawn. */
import type { Drawable, DrawOptions } from '../options.js'
import { type Arrow, type Box, type Frame, type Picture, pictureOf } from '../picture.js'
import { plain } from '../plain.js'
import { type Card, cardOf, type Line, SMALL } from './card.js'
import { column } from './column.js'
import { type Area, type Point, type Route, turnedLayout, turnedSize } from './geometry.js'
import { layers } from './layers.js'
import { monoWidth, shortened } from './measure.js'
import { root, styleSheet } from './style.js'

/** Layers take time that grows with the square of their number, and are no longer taken in. */
const LARGE = 400

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string): string => plain(text).replace(/[&<>"']/g, c => entities[c] ?? c)

/** Coordinates to a tenth of a pixel. */
const px = (x: number): string => String(Math.round(x * 10) / 10 + 0)

const at = ({ x, y }: Point): string => `${px(x)} ${px(y)}`

const attributes = (entries: Readonly<Record<string, string>>): string =>
  Object.entries(entries)
    .map(([name, value]) => ` ${name}="${value}"`)
    .join('')

const element = (
  name: string,
  entries: Readonly<Record<string, string>>,
  children: readonly string[] = [],
): string =>
  children.length === 0
    ? `<${name}${attributes(entries)}/>`
    : `<${name}${attributes(entries)}>${children.join('')}</${name}>`

const textOf = ({ text, style, x, y, anchor }: Line): string =>
  element(
    'text',
    { class: style, x: px(x), y: px(y), ...(anchor === 'middle' ? { 'text-anchor': anchor } : {}) },
    [escaped(text)],
  )

/** The whole of what a box says, which a browser shows when the pointer rests there. */
const tooltip = ({ slot, title, details, type, output }: Box): string =>
  [
    slot === undefined
      ? `${[title, ...details].join(', ')}, ${type}`
      : `%${slot} ${type} = ${[title, ...details].join(' ')}`,
    ...(output === undefined ? [] : [output]),
  ]
    .map(escaped)
    .join(', ')

const boxGroup = (box: Box, { width, height, lines }: Card, { x, y }: Point): string =>
  element(
    'g',
    {
      class: box.output === undefined ? box.kind : `${box.kind} result`,
      transform: `translate(${px(x - width / 2)} ${px(y - height / 2)})`,
    },
    [
      element('title', {}, [tooltip(box)]),
      element('rect', {
        width: px(width),
        height: px(height),
        rx: box.kind === 'input' ? '14' : box.kind === 'constant' ? '0' : '5',
      }),
      ...lines.map(textOf),
    ],
  )

const frameOf = ({ title }: Frame, { x, y, width, height }: Area): string => {
  const [left, top] = [x - width / 2, y - height / 2]
  const name = shortened(plain(title), Math.floor((width - 16) / monoWidth('m', SMALL)))
  return [
    element('rect', {
      class: 'scope',
      x: px(left),
      y: px(top),
      width: px(width),
      height: px(height),
      rx: '9',
    }),
    element('text', { class: 'scope-name', x: px(left + 8), y: px(top + 14) }, [escaped(name)]),
  ].join('')
}

/** The tip of an arrow, in the direction in which its curve arrives. */
const head = ({ curve: { start, segments } }: Route): string => {
  const last = segments.at(-1)
  const tip = last?.end ?? start
  const before = last?.controls[1] ?? start
  const length = Math.hypot(tip.x - before.x, tip.y - before.y) || 1
  const along = { x: (tip.x - before.x) / length, y: (tip.y - before.y) / length }
  const corner = (side: number): Point => ({
    x: tip.x - 7 * along.x - side * along.y,
    y: tip.y - 7 * along.y + side * along.x,
  })
  return element('path', {
    class: 'head',
    d: `M${at(tip)}L${at(corner(3.2))}L${at(corner(-3.2))}Z`,
  })
}

const arrowPaths = ({ operand }: Arrow, route: Route): string => {
  const { curve, label } = route
  const segments = curve.segments.map(
    ({ controls: [a, b], end }) => `C${at(a)} ${at(b)} ${at(end)}`,
  )
  return [
    element('path', { class: 'arrow', d: [`M${at(curve.start)}`, ...segments].join('') }),
    head(route),
    operand === undefined
      ? ''
      : element(
          'text',
          { class: 'operand', x: px(label.x), y: px(label.y + 3), 'text-anchor': 'middle' },
          [String(operand)],
        ),
  ].join('')
}

/** The plan of a picture carried out: a card for each box, and where everything lies. */
const laidOut = ({ direction, boxes, arrows, frames }: Picture) => {
  const { least, lay } = boxes.length > LARGE ? column : layers
  const arriving = new Array<number>(boxes.length).fill(0)
  for (const { to } of arrows) arriving[to] = (arriving[to] ?? 0) + 1
  const cards = boxes.map((box, slot) =>
    cardOf(box, turnedSize(direction, least(arriving[slot] ?? 0))),
  )
  const sizes = cards.map(card => turnedSize(direction, card))
  return { cards, layout: turnedLayout(direction, lay(sizes, arrows, frames)) }
}

/**
 * The tape as SVG, which stands alone as a file or inside of a page, in light and dark colours. Of a
 * recording, from `inspect`, the boxes also show values and gradients. Scopes are frames, and fold into
 * a box each where the tape is large (`depth`). Up to 400 boxes lie in layers; more are drawn as the
 * tape is stored, one below the other.
 *
 * Throws `ArgumentError` for what is neither a tape nor a recording, and for an unknown direction.
 * @example toSvg(trace((x) => neg(x))(tensor(1))).includes('float32[]') // => true
 */
export const toSvg = (drawable: Drawable, options: DrawOptions = {}): string => {
  const picture = pictureOf('toSvg', drawable, options)
  const { cards, layout } = laidOut(picture)
  const { width, height, boxes, routes, frames } = layout
  const w = Math.ceil(width)
  const h = Math.ceil(height)
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: root,
      role: 'img',
      'aria-label': `A tape of ${cards.length} nodes`,
      width: `${w}`,
      height: `${h}`,
      viewBox: `0 0 ${w} ${h}`,
    },
    [
      element('style', {}, [styleSheet]),
      ...picture.frames.map((frame, i) => frameOf(frame, frames[i] as Area)),
      ...picture.arrows.map((arrow, i) => arrowPaths(arrow, routes[i] as Route)),
      ...picture.boxes.map((box, i) => boxGroup(box, cards[i] as Card, boxes[i] as Point)),
    ].map(line => `\n${line}`),
  )
}
