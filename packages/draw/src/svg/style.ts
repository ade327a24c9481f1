/** The style sheet of a picture, valid for its own elements only. */
import { arrow, dark, light, type Theme } from '../look.js'
import type { Kind } from '../picture.js'
import { SMALL, TITLE } from './card.js'

/** The class of the picture, in front of every selector. */
export const root = 'miniflow-tape'

const rules = (bySelectors: Readonly<Record<string, string>>): string =>
  Object.entries(bySelectors)
    .map(([selectors, declarations]) => {
      const own = selectors.split(',').map(selector => `.${root} ${selector}`)
      return `${own.join(',')}{${declarations}}`
    })
    .join('')

const colours = ({ boxes, text, muted, gradient, output }: Theme): string => {
  const box = (kind: Kind): string => `fill:${boxes[kind].fill};stroke:${boxes[kind].stroke}`
  return rules({
    '.input rect': box('input'),
    '.constant rect': `${box('constant')};stroke-dasharray:4 3`,
    '.operation rect': box('operation'),
    '.block rect': `${box('block')};stroke-width:2`,
    '.result rect': `stroke:${output};stroke-width:2.5;stroke-dasharray:none`,
    text: `fill:${text}`,
    '.detail,.name': `fill:${muted}`,
    '.gradient': `fill:${gradient}`,
    '.output': `fill:${output}`,
  })
}

const fonts = rules({
  text: `font:${SMALL}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre`,
  '.title,.output': `font:600 ${SMALL}px system-ui,"Segoe UI",Helvetica,Arial,sans-serif`,
  '.title': `font-size:${TITLE}px`,
})

const arrows = rules({
  '.arrow': `fill:none;stroke:${arrow};stroke-width:1.3`,
  '.head': `fill:${arrow}`,
  '.operand': `fill:${arrow};font-size:9px`,
  '.scope': `fill:none;stroke:${arrow};stroke-dasharray:2 3`,
  '.scope-name': `fill:${arrow}`,
})

export const styleSheet: string = [
  fonts,
  colours(light),
  `@media (prefers-color-scheme:dark){${colours(dark)}}`,
  arrows,
].join('')
