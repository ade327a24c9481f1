/** toDot: a tape in the DOT language of Graphviz. */
import { arrow, light } from './look.js'
import type { Drawable, DrawOptions } from './options.js'
import { type Arrow, type Box, captionOf, type Kind, pictureOf } from './picture.js'
import { plain } from './plain.js'

/** Within quotes, a backslash begins an escape, and `&` an entity of HTML. */
const escaped = (text: string): string =>
  plain(text).replace(/&/g, '&amp;').replace(/["\\]/g, '\\$&')

const quoted = (lines: readonly string[]): string => `"${lines.map(escaped).join('\\n')}"`

const styles: Readonly<Record<Kind, string>> = {
  input: '"filled,rounded"',
  constant: '"filled,dashed"',
  operation: 'filled',
}

const attributes = (entries: Readonly<Record<string, string>>): string =>
  `[${Object.entries(entries)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ')}]`

const boxLine = (box: Box): string => {
  const { slot, kind, output } = box
  const { fill, stroke } = light.boxes[kind]
  return `n${slot} ${attributes({
    label: quoted(captionOf(box)),
    class: kind,
    style: styles[kind],
    fillcolor: `"${fill}"`,
    color: `"${output === undefined ? stroke : light.output}"`,
    ...(output === undefined ? {} : { penwidth: '3' }),
  })}`
}

const arrowLine = ({ from, to, operand }: Arrow): string =>
  `n${from} -> n${to}${operand === undefined ? '' : ` ${attributes({ label: `"${operand}"` })}`}`

/**
 * The tape in DOT, the language of Graphviz. Of a recording, from `inspect`, the boxes also show
 * values and gradients. The background is transparent.
 *
 * Throws `ArgumentError` for what is neither a tape nor a recording, and for an unknown direction.
 * @example toDot(trace((x) => neg(x))(tensor(1))).split('\n').at(-2)?.trim() // => n0 -> n1
 */
export const toDot = (drawable: Drawable, options: DrawOptions = {}): string => {
  const { direction, boxes, arrows } = pictureOf('toDot', drawable, options)
  const font = { fontname: '"Helvetica,Arial,sans-serif"', fontsize: '11' }
  const lines = [
    `graph ${attributes({ rankdir: direction, bgcolor: '"transparent"' })}`,
    `node ${attributes({ shape: 'box', ...font, fontcolor: `"${light.text}"` })}`,
    `edge ${attributes({ ...font, fontcolor: `"${arrow}"`, color: `"${arrow}"`, arrowsize: '0.7' })}`,
    ...boxes.map(boxLine),
    ...arrows.map(arrowLine),
  ]
  return ['digraph tape {', ...lines.map(line => `  ${line}`), '}'].join('\n')
}
