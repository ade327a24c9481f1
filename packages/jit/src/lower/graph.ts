/** A tape as the compiler looks at it: who reads whom, which constants are one number, what is only a view. */
import {
  type Apply,
  type Aval,
  type Dense,
  isDense,
  type Node,
  type Slot,
  sizeOf,
  type Tape,
  uniformOf,
  valuesOf,
} from '@miniflow/core/extend'
import {
  type Access,
  throughBroadcast,
  throughFlip,
  throughReshape,
  throughSlice,
  throughTranspose,
} from './access.js'
import { type Role, roleOf } from './roles.js'

export interface Graph {
  readonly tape: Tape
  readonly nodes: readonly Node[]
  /** The nodes that read each node, each once. */
  readonly readers: readonly (readonly Slot[])[]
  readonly isOutput: (slot: Slot) => boolean
}

export const graphOf = (tape: Tape): Graph => {
  const readers: Slot[][] = tape.nodes.map(() => [])
  tape.nodes.forEach((node, slot) => {
    if (node.tag === 'Apply') for (const arg of new Set(node.args)) readers[arg]?.push(slot)
  })
  const outputs = new Set(tape.outputs)
  return { tape, nodes: tape.nodes, readers, isOutput: slot => outputs.has(slot) }
}

export const avalOf = ({ nodes }: Graph, slot: Slot): Aval => (nodes[slot] as Node).aval

/** A node that is an operation. */
export const nodeAt = ({ nodes }: Graph, slot: Slot): Apply => nodes[slot] as Apply

export const sizeAt = (graph: Graph, slot: Slot): number => sizeOf(avalOf(graph, slot).shape)

/** The role of a node that is an operation; inputs and constants have none. */
export const roleAt = ({ nodes }: Graph, slot: Slot): Role | undefined => {
  const node = nodes[slot] as Node
  return node.tag === 'Apply' ? roleOf(node.op.name) : undefined
}

/** Constants larger than this are not searched for being one number. */
const SEARCHED = 2 ** 22

/** By the tensor: passes write nodes anew, and keep what is in them. */
const numbers = new WeakMap<Dense, number | undefined>()

/** The number that all elements of a constant are. */
export const uniform = (node: Node): number | undefined => {
  if (node.tag !== 'Const') return undefined
  const { value } = node
  if (!isDense(value)) return undefined
  const known = uniformOf(value)
  if (known !== undefined) return known
  if (!numbers.has(value)) numbers.set(value, search(value))
  return numbers.get(value)
}

const search = (value: Dense): number | undefined => {
  const values = valuesOf(value)
  const first = values[0]
  if (first === undefined || values.length > SEARCHED) return undefined
  for (let i = 1; i < values.length; i++) if (!Object.is(values[i], first)) return undefined
  return first
}

/** The operand of a view. */
export const viewed = ({ nodes }: Graph, slot: Slot): Slot => (nodes[slot] as Apply).args[0] as Slot

type Ints = readonly number[]

/** The access to a view's operand where the access is to the view; nothing where it is not affine. */
export const through = (
  graph: Graph,
  slot: Slot,
  access: Access,
  loop: readonly number[],
): Access | undefined => {
  const { op, aval } = graph.nodes[slot] as Apply
  const from = avalOf(graph, viewed(graph, slot)).shape
  const { params } = op
  switch (op.name) {
    case 'reshape':
      return throughReshape(from, aval.shape, access, loop)
    case 'transpose':
      return throughTranspose(params.permutation as Ints, access)
    case 'broadcastTo':
      return throughBroadcast(params.axes as Ints, access)
    case 'slice':
      return throughSlice(params.starts as Ints, params.steps as Ints, access)
    case 'flip':
      return throughFlip(params.axes as Ints, from, access)
    default:
      throw new Error(`${op.name} is no view`)
  }
}

/** Elements that lie one after the other within those of another node. */
export interface Part {
  readonly base: Slot
  /** In elements. */
  readonly offset: number
}

/** Where the elements of a view begin among its operand's, if they are some of those one after the other. */
const runOf = (graph: Graph, slot: Slot): number | undefined => {
  const { op, aval } = graph.nodes[slot] as Apply
  const { shape } = avalOf(graph, viewed(graph, slot))
  const { params } = op
  switch (op.name) {
    case 'reshape':
      return 0
    case 'transpose': {
      const order = (params.permutation as Ints).filter(axis => shape[axis] !== 1)
      return order.every((axis, i) => i === 0 || axis > (order[i - 1] as number)) ? 0 : undefined
    }
    case 'broadcastTo':
      return (params.axes as Ints).every(axis => aval.shape[axis] === 1) ? 0 : undefined
    case 'flip':
      return (params.axes as Ints).every(axis => (shape[axis] as number) <= 1) ? 0 : undefined
    case 'slice': {
      const starts = params.starts as Ints
      const steps = params.steps as Ints
      // One axis may be cut; those before it are single, those after it whole.
      const long = aval.shape.findIndex(n => n > 1)
      const isRun = aval.shape.every(
        (n, axis) => n <= 1 || (steps[axis] === 1 && (axis === long || n === shape[axis])),
      )
      const isWhole =
        long < 0 || aval.shape.slice(long + 1).every((n, i) => n === shape[long + 1 + i])
      return isRun && isWhole
        ? starts.reduce((at, start, axis) => at * (shape[axis] as number) + start, 0)
        : undefined
    }
    default:
      return undefined
  }
}

/** The node whose elements a chain of views names in their own order, and where they begin. */
export const partOf = (graph: Graph, slot: Slot): Part | undefined => {
  let at = slot
  let offset = 0
  while (roleAt(graph, at) === 'view') {
    const start = runOf(graph, at)
    if (start === undefined) return undefined
    offset += start
    at = viewed(graph, at)
  }
  return { base: at, offset }
}
