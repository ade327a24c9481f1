/** A card: the lines of a box with their places on it, and the size that they need. */
import type { Box } from '../picture.js'
import { plain } from '../plain.js'
import type { Size } from './geometry.js'
import { boldWidth, monoWidth, shortened } from './measure.js'

/** What a line is, which decides on its font and colour. */
export type Style = 'title' | 'detail' | 'name' | 'value' | 'gradient' | 'output'

/** Text with its baseline at y; x is its middle or its beginning. */
export interface Line {
  readonly text: string
  readonly style: Style
  readonly x: number
  readonly y: number
  readonly anchor: 'middle' | 'start'
}

export interface Card extends Size {
  readonly lines: readonly Line[]
}

/** Sizes of type and distances of baselines, in pixels. */
export const TITLE = 13
export const SMALL = 11
const LEADING = 16
const PADDING = { x: 12, top: 19, bottom: 9 }
const GAP = 8

/** The longest line; the whole text is in the tooltip. */
const MOST = 40

/** Parameters side by side, as many as fit on a line. */
const packed = (details: readonly string[]): readonly string[] => {
  const lines: string[] = []
  for (const detail of details) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + detail.length < 24) lines.pop()
    lines.push(
      last !== undefined && last.length + detail.length < 24 ? `${last} ${detail}` : detail,
    )
  }
  return lines
}

const fitted = (text: string): string => shortened(plain(text), MOST)

interface Row {
  readonly name: string
  readonly style: 'value' | 'gradient'
  readonly text: string
}

/** Values with their names before their first lines. */
const rowsOf = ({ value, gradient }: Box): readonly Row[] => [
  ...value.map((text, i) => ({ name: i === 0 ? 'value' : '', style: 'value' as const, text })),
  ...gradient.map((text, i) => ({
    name: i === 0 ? 'gradient' : '',
    style: 'gradient' as const,
    text,
  })),
]

/** The card of a box, of this size at least. */
export const cardOf = (box: Box, least: Size): Card => {
  const title = fitted(box.title)
  const centred = [
    ...packed(box.details).map(text => ({ text: fitted(text), style: 'detail' as const })),
    { text: box.type, style: 'detail' as const },
  ]
  const rows = rowsOf(box).map(row => ({ ...row, text: fitted(row.text) }))
  const output = box.output === undefined ? undefined : fitted(box.output)

  const nameWidth = Math.max(0, ...rows.map(({ name }) => monoWidth(name, SMALL)))
  const textWidth = Math.max(0, ...rows.map(({ text }) => monoWidth(text, SMALL)))
  const tableWidth = rows.length === 0 ? 0 : nameWidth + GAP + textWidth
  const inner = Math.max(
    boldWidth(title, TITLE),
    ...centred.map(({ text }) => monoWidth(text, SMALL)),
    tableWidth,
    output === undefined ? 0 : boldWidth(output, SMALL),
  )
  const width = Math.ceil(Math.max(inner + 2 * PADDING.x, least.width))
  const middle = width / 2
  const left = middle - tableWidth / 2

  let y = PADDING.top - LEADING
  const down = (by: number = LEADING): number => {
    y += by
    return y
  }
  const lines: Line[] = [{ text: title, style: 'title', x: middle, y: down(), anchor: 'middle' }]
  for (const line of centred) lines.push({ ...line, x: middle, y: down(), anchor: 'middle' })
  for (const [i, { name, style, text }] of rows.entries()) {
    down(i === 0 ? LEADING + 5 : LEADING)
    if (name !== '') lines.push({ text: name, style: 'name', x: left, y, anchor: 'start' })
    lines.push({ text, style, x: left + nameWidth + GAP, y, anchor: 'start' })
  }
  if (output !== undefined)
    lines.push({ text: output, style: 'output', x: middle, y: down(LEADING + 3), anchor: 'middle' })
  const height = y + PADDING.bottom
  const spare = Math.max(0, least.height - height)
  return {
    width,
    height: height + spare,
    lines: lines.map(line => ({ ...line, y: line.y + spare / 2 })),
  }
}
