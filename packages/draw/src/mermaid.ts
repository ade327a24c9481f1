/** toMermaid: a tape as a Mermaid flowchart. */
import { arrow, light } from './look.js'
import type { Drawable, DrawOptions } from './options.js'
import { type Arrow, type Box, captionOf, type Kind, type Picture, pictureOf } from './picture.js'
import { plain } from './plain.js'

/** Read as formulas, line breaks and icons however they are written; WORD JOINER keeps them apart. */
const joined = (text: string): string =>
  text.replace(/\$(?=\$)|\\(?=n)|:(?=fa-)/g, character => `${character}\u2060`)

/**
 * Mermaid reads labels as Markdown and HTML with entities of its own, `#35;` for `#`. All is
 * written as such an entity but what has no meaning there: `1. ` and `- ` would begin a list.
 */
const escaped = (text: string): string =>
  joined(plain(text)).replace(
    /[^\p{L}\p{M}\p{N}\p{So} ,.=[\]-]|[-.](?= |$)/gu,
    character => `#${character.codePointAt(0)};`,
  )

/** The brackets that give a box its form, and what its class adds to its colours. */
const forms = {
  input: { brackets: ['(', ')'], style: ',rx:14,ry:14' },
  constant: { brackets: ['[', ']'], style: ',stroke-dasharray:4 3' },
  operation: { brackets: ['[', ']'], style: '' },
  block: { brackets: ['[[', ']]'], style: '' },
} as const satisfies Readonly<Record<Kind, unknown>>

const boxLine = (box: Box): string => {
  const { id, kind } = box
  const [open, close] = forms[kind].brackets
  return `${id}${open}"${captionOf(box).map(escaped).join('<br/>')}"${close}:::${kind}`
}

/** The boxes from the last to the first, those of a frame between its first line and its last. */
const boxLines = ({ boxes, frames }: Picture): readonly string[] =>
  boxes
    .flatMap((box, i) => {
      const opening = frames.filter(({ from }) => from === i)
      const closing = frames.filter(({ until }) => until === i + 1)
      return [
        ...opening.map(() => 'end'),
        boxLine(box),
        ...closing.reverse().map(({ id, title }) => `subgraph ${id}["${escaped(title)}"]`),
      ]
    })
    .reverse()

const arrowLine =
  (boxes: readonly Box[]) =>
  ({ from, to, operand }: Arrow): string =>
    `${boxes[from]?.id} -->${operand === undefined ? '' : `|${operand}|`} ${boxes[to]?.id}`

const kinds = ['input', 'constant', 'operation', 'block'] as const satisfies readonly Kind[]

/**
 * The tape as a Mermaid flowchart, which GitHub and many others draw inside of Markdown. Of a
 * recording, from `inspect`, the boxes also show values and gradients. Scopes are subgraphs, and fold
 * into a box each where the tape is large (`depth`). Mermaid itself draws up to 500 arrows unless it is configured otherwise. Boxes are listed from the last to the first, for
 * Mermaid then crosses fewer arrows.
 *
 * Throws `ArgumentError` for what is neither a tape nor a recording, and for an unknown direction.
 * @example toMermaid(trace((x) => neg(x))(tensor(1))).split('\n')[2]?.trim() // => n0("x<br/>float32[]"):::input
 */
export const toMermaid = (drawable: Drawable, options: DrawOptions = {}): string => {
  const picture = pictureOf('toMermaid', drawable, options)
  const { direction, boxes, arrows, frames } = picture
  const outputs = boxes.filter(({ output }) => output !== undefined)
  const style = (kind: Kind): string => {
    const { fill, stroke } = light.boxes[kind]
    return `classDef ${kind} fill:${fill},stroke:${stroke},color:${light.text}${forms[kind].style}`
  }
  return [
    `flowchart ${direction}`,
    ...boxLines(picture),
    ...arrows.map(arrowLine(boxes)),
    ...kinds.filter(kind => boxes.some(box => box.kind === kind)).map(style),
    `classDef output stroke:${light.output},stroke-width:3px`,
    ...outputs.map(({ id }) => `class ${id} output`),
    ...(frames.length === 0 ? [] : [`classDef scope fill:none,stroke:${arrow},color:${arrow}`]),
    ...frames.map(({ id }) => `class ${id} scope`),
  ].join('\n  ')
}
