/** Nodes of a tape as loops, reductions and products with what goes on from them. */
import { type Slot, sizeOf } from '@miniflow/core/extend'
import { widest } from '../kernel/lanes.js'
import { ordered, type Term } from '../kernel/term.js'
import { type Access, inOrder, loopOver } from './access.js'
import { avalOf, type Graph, roleAt, viewed } from './graph.js'
import { type MatmulStep, nodeAt, type ReduceStep } from './step.js'
import { NotAffine, Operands, type TermOf, terms } from './terms.js'

export const isLoop = (graph: Graph, slot: Slot): boolean => {
  const role = roleAt(graph, slot)
  return role === 'pointwise' || role === 'view'
}

/** Shapes of all views that a loop reads through, for which it should have forms. */
const shapesWithin = (
  graph: Graph,
  has: readonly boolean[],
  root: Slot,
): readonly (readonly number[])[] => {
  const size = sizeOf(avalOf(graph, root).shape)
  const found = new Map<string, readonly number[]>()
  const seen = new Set<Slot>()
  const visit = (slot: Slot): void => {
    if (seen.has(slot) || (has[slot] && slot !== root) || !isLoop(graph, slot)) return
    seen.add(slot)
    if (roleAt(graph, slot) === 'view') {
      for (const at of [slot, viewed(graph, slot)]) {
        const { shape } = avalOf(graph, at)
        if (sizeOf(shape) === size) found.set(shape.join(), shape)
      }
      visit(viewed(graph, slot))
    } else nodeAt(graph, slot).args.forEach(visit)
  }
  visit(root)
  return [...found.values()]
}

export interface BuiltLoop {
  readonly terms: readonly Term[]
  readonly operands: readonly Slot[]
  readonly loop: readonly number[]
}

/** The axes of a shape as forms over the loop that goes along them, whatever their lengths. */
const plainAccess = (shape: readonly number[]): Access =>
  shape.map((_, axis) => ({ offset: 0, strides: shape.map((__, k) => (k === axis ? 1 : 0)) }))

/** In place of the elements that an empty tensor has not. */
const nothing =
  (graph: Graph) =>
  (slot: Slot): Term => ({ tag: 'Constant', dtype: avalOf(graph, slot).dtype, value: 0 })

/** Several nodes in one loop: their terms, in their order. */
export const buildLoop = (
  graph: Graph,
  has: readonly boolean[],
  roots: readonly Slot[],
): BuiltLoop => {
  const [first] = roots as readonly [Slot]
  const { shape } = avalOf(graph, first)
  if (sizeOf(shape) === 0) return { loop: [0], operands: [], terms: roots.map(nothing(graph)) }
  const loop = loopOver(
    shape,
    roots.flatMap(root => shapesWithin(graph, has, root)),
  )
  const access = inOrder(shape, loop)
  if (access === undefined) throw new Error(`[${loop}] does not go through [${shape}]`)
  const operands = new Operands()
  const own = new Set(roots)
  const of = terms({ graph, loop, operands, isRead: slot => has[slot] === true && !own.has(slot) })
  return { loop, operands: operands.slots, terms: roots.map(root => of(root, access)) }
}

/** The operand of a reduction as a term over the axes that stay, and those that do not. */
export const buildReduce = (graph: Graph, has: readonly boolean[], slot: Slot): ReduceStep => {
  const { op, args } = nodeAt(graph, slot)
  const operand = args[0] as Slot
  const { shape } = avalOf(graph, operand)
  const axes = op.params.axes as readonly number[]
  const long = shape.map((_, axis) => axis).filter(axis => shape[axis] !== 1)
  const order = [
    ...long.filter(axis => !axes.includes(axis)),
    ...long.filter(axis => axes.includes(axis)),
  ]
  const kept = order.filter(axis => !axes.includes(axis)).map(axis => shape[axis] as number)
  const reduced = order.filter(axis => axes.includes(axis)).map(axis => shape[axis] as number)
  // A reduction of single elements goes along an axis of length 1.
  const loop = [...kept, ...(reduced.length === 0 ? [1] : reduced)]
  const access: Access = shape.map((_, axis) => ({
    offset: 0,
    strides: loop.map((__, k) => (order[k] === axis ? 1 : 0)),
  }))
  const operands = new Operands()
  const of = terms({ graph, loop, operands, isRead: at => has[at] === true })
  const term = sizeOf(shape) === 0 ? nothing(graph)(operand) : of(operand, access)
  return {
    tag: 'Reduce',
    slot,
    kept,
    reduced: loop.slice(kept.length),
    term,
    operands: operands.slots,
  }
}

/** The one loop that goes on from a product which nothing else reads, element by element. */
export const follower = (
  graph: Graph,
  has: readonly boolean[],
  product: Slot,
): Slot | undefined => {
  let at = product
  for (;;) {
    const readers = graph.readers[at] ?? []
    if ((at === product && graph.isOutput(at)) || readers.length !== 1) return undefined
    const [next] = readers as readonly [Slot]
    if (roleAt(graph, next) !== 'pointwise') return undefined
    at = next
    if (has[at]) return at
  }
}

/** The stride of a read from one product of a batch to the next; nothing where there is not one for all. */
export const batchStride = (
  strides: readonly number[],
  batch: readonly number[],
): number | undefined => {
  let stride = 0
  let length = 0
  for (let axis = batch.length - 1; axis >= 0; axis--) {
    const n = batch[axis] as number
    if (n === 1) continue
    const along = strides[axis] as number
    if (length === 0) stride = along
    else if (along !== stride * length) return undefined
    length = Math.max(length, 1) * n
  }
  return stride
}

/** Whether an epilogue can read so: along the columns in order, or the same for all. */
const isReadable = (term: Term, batch: readonly number[]): boolean =>
  term.tag !== 'Read' ||
  ([0, 1].includes(term.strides.at(-1) as number) && batchStride(term.strides, batch) !== undefined)

export const buildMatmul = (
  graph: Graph,
  has: readonly boolean[],
  product: Slot,
  root: Slot,
): MatmulStep | undefined => {
  const { shape, dtype } = avalOf(graph, product)
  // What is stored in place of a product takes its room.
  if (sizeOf(shape) === 0 || avalOf(graph, root).dtype !== dtype) return undefined
  const access = plainAccess(shape)
  const operands = new Operands()
  const of: TermOf = terms({
    graph,
    loop: shape,
    operands,
    isRead: slot => has[slot] === true && slot !== root && slot !== product,
    given: { slot: product, access },
  })
  try {
    const after = of(root, access)
    const all = ordered([after])
    const vector = dtype === 'float64' ? 2 : 4
    const wide = widest(all.filter(term => term.tag !== 'Given')).count === vector
    return wide && all.every(term => isReadable(term, shape.slice(0, -2)))
      ? { tag: 'Matmul', product, slot: root, after, operands: operands.slots }
      : undefined
  } catch (error) {
    if (error instanceof NotAffine) return undefined
    throw error
  }
}
