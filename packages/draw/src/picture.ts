/** A picture before it has a format: boxes that say what the nodes of a tape are, and arrows. */
import {
  type Const,
  type Node,
  type OpName,
  type Program,
  type Slot,
  type Tape,
  tensor,
  tree,
} from '@miniflow/core'
import { type Block, blocksOf, depthFor, readersOf, slotsIn } from './blocks.js'
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

export type Kind = 'input' | 'constant' | 'operation' | 'block'

export interface Box {
  /** Its name in formats of text: `n3` for the node of slot 3, `b0` for a block. */
  readonly id: string
  /** The place on the tape; a block has none. */
  readonly slot: Slot | undefined
  readonly kind: Kind
  /** The path of an input, the number of a constant, the name of an operation or a scope. */
  readonly title: string
  /** The parameters of an operation, the size of a block. */
  readonly details: readonly string[]
  /** What a node gives, or what is read of a block. */
  readonly type: string
  /** The value and the gradient that arrives here, in lines; none where unknown or large. */
  readonly value: readonly string[]
  readonly gradient: readonly string[]
  /** The name of the result that this is, if it is one. */
  readonly output: string | undefined
}

/** From a box to one that reads it, by their places; `operand` numbers those whose order matters, from 1. */
export interface Arrow {
  readonly from: number
  readonly to: number
  readonly operand: number | undefined
}

export interface Picture {
  readonly direction: Direction
  readonly boxes: readonly Box[]
  readonly arrows: readonly Arrow[]
  readonly frames: readonly Frame[]
}

/** A block that stands open: a frame around boxes that follow on one another, `from` the first `until` before the last. */
export interface Frame {
  readonly id: string
  readonly title: string
  readonly from: number
  readonly until: number
  /** How many frames are around it. */
  readonly depth: number
}

/** A picture with more boxes says more of its scopes than of its operations. */
const BOXES = 60

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

/** The boxes and frames of a block, after those before it. */
interface Laid {
  readonly boxes: readonly Box[]
  readonly frames: readonly Frame[]
  /** The box in which each node is. */
  readonly homes: ReadonlyMap<Slot, number>
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`

/** Faces of nodes and of folded blocks. */
const facesOf = ({ tape, values, cotangents }: Run, settings: Settings) => {
  const { nodes } = tape
  const outputs = outputsBySlot(tape)
  const shown = (of: Run['cotangents'], slot: Slot): readonly string[] => {
    const x = of[slot]
    return x === undefined ? [] : showValue(x, settings.maxElements)
  }
  const nodeBox = (slot: Slot): Box => {
    const node = nodes[slot] as Node
    return {
      id: `n${slot}`,
      slot,
      ...faceOf(node, shown(values, slot), settings),
      type: showType(node.aval),
      gradient: shown(cotangents, slot),
      output: outputs.get(slot),
    }
  }
  const readers = readersOf(tape)
  const blockBox = (block: Block, number: number): Box => {
    const slots = slotsIn(block)
    const inside = new Set(slots)
    const given = slots.filter(
      slot => outputs.has(slot) || (readers.get(slot) ?? []).some(reader => !inside.has(reader)),
    )
    const [only] = given
    const named = slots.flatMap(slot => outputs.get(slot) ?? [])
    return {
      id: `b${number}`,
      slot: undefined,
      kind: 'block',
      title: block.name,
      details: [count(slots.filter(slot => nodes[slot]?.tag === 'Apply').length, 'operation')],
      type:
        given.length === 1 && only !== undefined
          ? showType((nodes[only] as Node).aval)
          : count(given.length, 'result'),
      value: [],
      gradient: [],
      output: named.length === 0 ? undefined : named.join(', '),
    }
  }
  return { nodeBox, blockBox }
}

/** Boxes in the order of the tape; blocks as frames around theirs down to `depth`, and deeper as boxes. */
const laidOut = (run: Run, settings: Settings): Laid => {
  const { nodeBox, blockBox } = facesOf(run, settings)
  const block = blocksOf(run.tape)
  const { depth = depthFor(block, BOXES) } = settings
  const boxes: Box[] = []
  const frames: Frame[] = []
  const homes = new Map<Slot, number>()
  let folded = 0
  const lay = ({ items }: Block, level: number): void => {
    for (const item of items)
      if (typeof item === 'number') homes.set(item, boxes.push(nodeBox(item)) - 1)
      else if (level < depth) {
        const from = boxes.length
        const place = frames.length
        const frame = { id: `s${place}`, title: item.name, from, until: from, depth: level }
        frames.push(frame)
        lay(item, level + 1)
        frames[place] = { ...frame, until: boxes.length }
      } else {
        const home = boxes.push(blockBox(item, folded++)) - 1
        for (const slot of slotsIn(item)) homes.set(slot, home)
      }
  }
  lay(block, 0)
  return { boxes, frames, homes }
}

/** Every reading is an arrow, but those within a block, and all from one box into a block are one. */
const arrowsOf = ({ nodes }: Tape, { boxes, homes }: Laid): readonly Arrow[] => {
  const known = new Set<string>()
  return nodes.flatMap((node, slot) => {
    if (node.tag !== 'Apply') return []
    const to = homes.get(slot) as number
    const isBlock = boxes[to]?.kind === 'block'
    const numbered = !isBlock && node.args.length > 1 && !commutative.has(node.op.name)
    return node.args.flatMap((arg, i): readonly Arrow[] => {
      const from = homes.get(arg) as number
      const key = `${from} ${to}`
      if (from === to || (isBlock && known.has(key))) return []
      if (isBlock) known.add(key)
      return [{ from, to, operand: numbered ? i + 1 : undefined }]
    })
  })
}

/** The picture of a tape or a recording, in the name of the public function that draws it. */
export const pictureOf = (where: string, drawable: Drawable, options: DrawOptions): Picture => {
  const run = runOf(where, drawable)
  const settings = settingsOf(where, options)
  const laid = laidOut(run, settings)
  const { boxes, frames } = laid
  return { direction: settings.direction, boxes, frames, arrows: arrowsOf(run.tape, laid) }
}

/** Rows of numbers on one line, without the spaces that align them. */
const flat = (lines: readonly string[]): string => lines.join(' ').replace(/(?<=[[ ]) +/g, '')

/** What a box says, line by line, for formats that hold plain text. */
export const captionOf = (box: Box): readonly string[] => [
  ...(box.kind === 'block' ? [box.title, ...box.details] : [[box.title, ...box.details].join(' ')]),
  box.type,
  ...(box.value.length === 0 ? [] : [`value ${flat(box.value)}`]),
  ...(box.gradient.length === 0 ? [] : [`gradient ${flat(box.gradient)}`]),
  ...(box.output === undefined ? [] : [box.output]),
]
