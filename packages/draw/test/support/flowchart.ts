/** The part of Mermaid's flowchart grammar that pictures use, read strictly. */

export interface Flowchart {
  readonly direction: string
  readonly nodes: ReadonlyMap<string, { readonly lines: readonly string[]; readonly kind: string }>
  readonly arrows: readonly { readonly from: string; readonly to: string; readonly label: string }[]
  readonly classes: ReadonlySet<string>
  readonly outputs: readonly string[]
  /** The subgraphs, each with the nodes directly in it and the subgraph around it. */
  readonly frames: ReadonlyMap<
    string,
    {
      readonly title: string
      readonly around: string | undefined
      readonly nodes: readonly string[]
    }
  >
}

/** Letters, digits, marks and signs without a meaning, or the number of a character. */
const harmless = /^(?:[\p{L}\p{M}\p{N}\p{So} ,.=[\]-]|#\d+;)*$/u
/** What would begin a list wherever a line begins, or make a heading of the line before. */
const list = /^\s*(?:[-+*]|\d+[.)])(?:\s|$)/

const decoded = (label: string): string =>
  label
    .replace(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replaceAll('\u2060', '')

const textOf = (label: string): string => {
  if (!harmless.test(label)) throw new Error(`not plain text: ${label}`)
  if (list.test(label)) throw new Error(`begins a list: ${label}`)
  const text = label.replace(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
  if (/\$\$|\\n|fa[bklrs]?:fa-/.test(text)) throw new Error(`a formula, break or icon: ${label}`)
  return decoded(label)
}

/** Throws where a line is none that Mermaid reads in exactly one way. */
export const parseFlowchart = (source: string): Flowchart => {
  const [head = '', ...lines] = source.split('\n')
  const direction = /^flowchart (TB|BT|LR|RL)$/.exec(head)?.[1]
  if (direction === undefined) throw new Error(`not a flowchart: ${head}`)
  const nodes = new Map<string, { lines: readonly string[]; kind: string }>()
  const arrows: { from: string; to: string; label: string }[] = []
  const classes = new Set<string>()
  const outputs: string[] = []
  const frames = new Map<string, { title: string; around: string | undefined; nodes: string[] }>()
  const open: string[] = []
  const framed = new Set<string>()
  const known = (id: string): string => {
    if (!nodes.has(id)) throw new Error(`${id} is used before it is declared`)
    return id
  }
  for (const line of lines) {
    const node = /^ {2}([nb]\d+)(?:\("([^"]*)"\)|\["([^"]*)"\]|\[\["([^"]*)"\]\]):::(\w+)$/.exec(
      line,
    )
    const arrow = /^ {2}([nb]\d+) -->(?:\|(\d+)\|)? ([nb]\d+)$/.exec(line)
    const frame = /^ {2}subgraph (s\d+)\["([^"]*)"\]$/.exec(line)
    const scope = /^ {2}class (s\d+) scope$/.exec(line)
    const style = /^ {2}classDef (\w+) (?:[a-z-]+:[#\w ]+(?:,|$))+$/.exec(line)
    const output = /^ {2}class ([nb]\d+) output$/.exec(line)
    if (node !== null) {
      const [, id = '', round, square, double, kind = ''] = node
      if (nodes.has(id)) throw new Error(`${id} is declared twice`)
      nodes.set(id, { lines: (round ?? square ?? double ?? '').split('<br/>').map(textOf), kind })
      frames.get(open.at(-1) ?? '')?.nodes.push(id)
    } else if (frame !== null) {
      const [, id = '', title = ''] = frame
      frames.set(id, { title: textOf(title), around: open.at(-1), nodes: [] })
      open.push(id)
    } else if (line === '  end') {
      if (open.pop() === undefined) throw new Error('an end without a subgraph')
    } else if (scope !== null) framed.add(scope[1] ?? '')
    else if (arrow !== null)
      arrows.push({ from: known(arrow[1] ?? ''), label: arrow[2] ?? '', to: known(arrow[3] ?? '') })
    else if (style !== null) classes.add(style[1] ?? '')
    else if (output !== null) outputs.push(known(output[1] ?? ''))
    else throw new Error(`not a line of a flowchart: ${line}`)
  }
  for (const { kind } of nodes.values()) if (!classes.has(kind)) throw new Error(`no class ${kind}`)
  if (open.length > 0) throw new Error(`${open} has no end`)
  if (String([...frames.keys()].sort()) !== String([...framed].sort()))
    throw new Error('a subgraph without its class')
  return { direction, frames, nodes, arrows, classes, outputs }
}
