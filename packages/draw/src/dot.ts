/** toDot: a tape in the DOT language of Graphviz. */
import { arrow, light } from './look.js'
import type { Drawable, DrawOptions } from './options.js'
import { type Arrow, type Box, captionOf, type Kind, type Picture, pictureOf } from './picture.js'
import { plain } from './plain.js'

/** Within quotes, a backslash begins an escape, and `&` an entity of HTML. */
const escaped = (text: string): string =>
  plain(text).replace(/&/g, '&amp;').replace(/["\\]/g, '\\$&')

const quoted = (lines: readonly string[]): string => `"${lines.map(escaped).join('\\n')}"`

const font = { fontname: '"Helvetica,Arial,sans-serif"', fontsize: '11' }

const styles: Readonly<Record<Kind, string>> = {
  input: '"filled,rounded"',
  constant: '"filled,dashed"',
  operation: 'filled',
  block: 'filled',
}

const attributes = (entries: Readonly<Record<string, string>>): string =>
  `[${Object.entries(entries)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ')}]`

const boxLine = (box: Box): string => {
  const { id, kind, output } = box
  const { fill, stroke } = light.boxes[kind]
  return `${id} ${attributes({
    label: quoted(captionOf(box)),
    class: kind,
    style: styles[kind],
    fillcolor: `"${fill}"`,
    color: `"${output === undefined ? stroke : light.output}"`,
    ...(kind === 'block' ? { peripheries: '2' } : {}),
    ...(output === undefined ? {} : { penwidth: '3' }),
  })}`
}

/** The boxes in the order of the tape, those of a frame within braces. */
const boxLines = ({ boxes, frames }: Picture): readonly string[] =>
  boxes.flatMap((box, i) => [
    ...frames
      .filter(({ from }) => from === i)
      .map(
        ({ id, title }) =>
          `subgraph cluster_${id} { graph ${attributes({
            label: quoted([title]),
            style: 'rounded',
            color: `"${arrow}"`,
            fontcolor: `"${arrow}"`,
            ...font,
          })}`,
      ),
    boxLine(box),
    ...frames.filter(({ until }) => until === i + 1).map(() => '}'),
  ])

const arrowLine =
  (boxes: readonly Box[]) =>
  ({ from, to, operand }: Arrow): string =>
    `${boxes[from]?.id} -> ${boxes[to]?.id}${operand === undefined ? '' : ` ${attributes({ label: `"${operand}"` })}`}`

/**
 * The tape in DOT, the language of Graphviz. Of a recording, from `inspect`, the boxes also show
 * values and gradients. Scopes are clusters, and fold into a box each where the tape is large
 * (`depth`). The background is transparent.
 *
 * Throws `ArgumentError` for what is neither a tape nor a recording, and for an unknown direction.
 * @example toDot(trace((x) => neg(x))(tensor(1))).split('\n').at(-2)?.trim() // => n0 -> n1
 */
export const toDot = (drawable: Drawable, options: DrawOptions = {}): string => {
  const picture = pictureOf('toDot', drawable, options)
  const { direction, boxes, arrows } = picture
  const lines = [
    `graph ${attributes({ rankdir: direction, bgcolor: '"transparent"' })}`,
    `node ${attributes({ shape: 'box', ...font, fontcolor: `"${light.text}"` })}`,
    `edge ${attributes({ ...font, fontcolor: `"${arrow}"`, color: `"${arrow}"`, arrowsize: '0.7' })}`,
    ...boxLines(picture),
    ...arrows.map(arrowLine(boxes)),
  ]
  return ['digraph tape {', ...lines.map(line => `  ${line}`), '}'].join('\n')
}
