/** A picture before it has a format: boxes that say what the nodes of a tape are, and arrows. */
import {
  type Apply,
  type Const,
  type Node,
  type OpName,
  type Program,
  type Slot,
  type Tape,
  tensor,
  tree,
} from '@miniflow/core'
import {
  type Direction,
  type Drawable,
  type DrawOptions,
  type Run,
  runOf,
  type Settings,
  settingsOf,
} from './options.js'
import { showParams, showType, showValue } from './text.js'

export type Kind = 'input' | 'constant' | 'operation'

export interface Box {
  readonly slot: Slot
  readonly kind: Kind
  /** The path of an input, the number of a constant, the name of an operation. */
  readonly title: string
  /** The parameters of an operation. */
  readonly details: readonly string[]
  readonly type: string
  /** The value and the gradient that arrives here, in lines; none where unknown or large. */
  readonly value: readonly string[]
  readonly gradient: readonly string[]
  /** The name of the result that this is, if it is one. */
  readonly output: string | undefined
}

/** From a node to one that reads it; `operand` numbers those whose order matters, from 1. */
export interface Arrow {
  readonly from: Slot
  readonly to: Slot
  readonly operand: number | undefined
}

export interface Picture {
  readonly direction: Direction
  readonly boxes: readonly Box[]
  readonly arrows: readonly Arrow[]
}

const isProgram = (tape: Tape): tape is Program => 'resultTree' in tape

const outputName = (path: string): string =>
  path === '' || path.startsWith('[') ? `output${path}` : `output.${path}`

/** What each output is called: by its place in the result tree, or numbered. */
const outputNames = (tape: Tape): readonly string[] => {
  if (!isProgram(tape)) {
    const single = tape.outputs.length === 1
    return tape.outputs.map((_, i) => outputName(single ? '' : `[${i}]`))
  }
  const leaf = tensor(0)
  const leaves = tape.outputs.map(() => leaf)
  return tree.paths(tree.unflatten(tape.resultTree, leaves)).map(outputName)
}

const outputsBySlot = (tape: Tape): ReadonlyMap<Slot, string> => {
  const names = outputNames(tape)
  const bySlot = new Map<Slot, string>()
  for (const [i, slot] of tape.outputs.entries()) {
    const earlier = bySlot.get(slot)
    bySlot.set(slot, [...(earlier === undefined ? [] : [earlier]), names[i]].join(', '))
  }
  return bySlot
}

type Face = Pick<Box, 'kind' | 'title' | 'details' | 'value'>

const constantFace = ({ value }: Const, { maxElements }: Settings): Face => {
  const lines = showValue(value, maxElements)
  const [only = 'constant'] = lines
  return lines.length < 2
    ? { kind: 'constant', title: only, details: [], value: [] }
    : { kind: 'constant', title: 'constant', details: [], value: lines }
}

const faceOf = (node: Node, value: readonly string[], settings: Settings): Face => {
  switch (node.tag) {
    case 'Input':
      return { kind: 'input', title: node.path || 'input', details: [], value }
    case 'Const':
      return constantFace(node, settings)
    case 'Apply':
      return { kind: 'operation', title: node.op.name, details: showParams(node), value }
  }
}

const commutative: ReadonlySet<OpName> = new Set<OpName>([
  'add',
  'mul',
  'maximum',
  'minimum',
  'equal',
  'notEqual',
  'logicalAnd',
  'logicalOr',
])

const arrowsInto = ({ op, args }: Apply, to: Slot): readonly Arrow[] => {
  const numbered = args.length > 1 && !commutative.has(op.name)
  return args.map((from, i) => ({ from, to, operand: numbered ? i + 1 : undefined }))
}

const boxesOf = ({ tape, values, cotangents }: Run, settings: Settings): readonly Box[] => {
  const outputs = outputsBySlot(tape)
  const shown = (of: Run['cotangents'], slot: Slot): readonly string[] => {
    const x = of[slot]
    return x === undefined ? [] : showValue(x, settings.maxElements)
  }
  return tape.nodes.map((node, slot) => ({
    slot,
    ...faceOf(node, shown(values, slot), settings),
    type: showType(node.aval),
    gradient: shown(cotangents, slot),
    output: outputs.get(slot),
  }))
}

/** The picture of a tape or a recording, in the name of the public function that draws it. */
export const pictureOf = (where: string, drawable: Drawable, options: DrawOptions): Picture => {
  const run = runOf(where, drawable)
  const settings = settingsOf(where, options)
  return {
    direction: settings.direction,
    boxes: boxesOf(run, settings),
    arrows: run.tape.nodes.flatMap((node, slot) =>
      node.tag === 'Apply' ? arrowsInto(node, slot) : [],
    ),
  }
}

/** Rows of numbers on one line, without the spaces that align them. */
const flat = (lines: readonly string[]): string => lines.join(' ').replace(/(?<=[[ ]) +/g, '')

/** What a box says, line by line, for formats that hold plain text. */
export const captionOf = (box: Box): readonly string[] => [
  [box.title, ...box.details].join(' '),
  box.type,
  ...(box.value.length === 0 ? [] : [`value ${flat(box.value)}`]),
  ...(box.gradient.length === 0 ? [] : [`gradient ${flat(box.gradient)}`]),
  ...(box.output === undefined ? [] : [box.output]),
]
