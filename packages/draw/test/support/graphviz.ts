/** Graphviz itself, compiled to WebAssembly: what it makes of a picture in DOT. */
import { Graphviz } from '@hpcc-js/wasm-graphviz'
import { all, type Element, parseXml, withClass } from './xml.js'

const graphviz = await Graphviz.load()

export interface Drawn {
  readonly nodes: ReadonlyMap<string, { readonly lines: readonly string[]; readonly kind: string }>
  readonly arrows: readonly { readonly name: string; readonly label: string }[]
  /** The titles of clusters. */
  readonly clusters: readonly string[]
}

const title = (element: Element): string =>
  element.children.find(({ name }) => name === 'title')?.text ?? ''

const lines = (element: Element): readonly string[] =>
  all(element).flatMap(({ name, text }) =>
    name === 'text' ? [text.replaceAll('\u00a0', ' ')] : [],
  )

/** Lays out and draws; throws with the message of Graphviz where it does not understand. */
export const drawDot = (dot: string): Drawn => {
  const root = parseXml(graphviz.dot(dot))
  return {
    nodes: new Map(
      withClass(root, 'node').map(node => [
        title(node),
        { lines: lines(node), kind: node.attributes.class?.split(' ').at(-1) ?? '' },
      ]),
    ),
    arrows: withClass(root, 'edge').map(edge => ({
      name: title(edge),
      label: lines(edge).join(),
    })),
    clusters: withClass(root, 'cluster').map(cluster => lines(cluster).join()),
  }
}

/** Reads without layout, which is enough to know that all of it is understood. */
export const readDot = (dot: string): string => graphviz.nop(dot)
