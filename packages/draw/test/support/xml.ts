/** XML read by a parser that takes nothing that is not well-formed. */
import { SaxesParser } from 'saxes'

export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Element[]
  /** The text directly inside. */
  readonly text: string
}

interface Open {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: Element[]
  text: string
}

/** The root element; throws at the first error. */
export const parseXml = (source: string): Element => {
  const open: Open[] = [{ name: '', attributes: {}, children: [], text: '' }]
  const parser = new SaxesParser()
  parser.on('error', error => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    open.push({ name, attributes, children: [], text: '' })
  })
  parser.on('text', text => {
    const last = open.at(-1)
    if (last !== undefined) last.text += text
  })
  parser.on('closetag', () => {
    const closed = open.pop()
    if (closed !== undefined) open.at(-1)?.children.push(closed)
  })
  parser.write(source).close()
  const [root, ...others] = open[0]?.children ?? []
  if (root === undefined || others.length > 0) throw new Error('not one root element')
  return root
}

/** An element and all below it. */
export const all = (element: Element): readonly Element[] => [
  element,
  ...element.children.flatMap(all),
]

export const withClass = (root: Element, name: string): readonly Element[] =>
  all(root).filter(({ attributes }) => attributes.class?.split(' ').includes(name))
