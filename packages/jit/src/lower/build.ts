/** Nodes of a tape as loops, reductions and products with what goes on from them. */
import { type Slot, sizeOf } from '@miniflow/core/extend'
import { widest } from '../kernel/lanes.js'
import { regroup } from '../kernel/loops.js'
import { ordered, reads, type Term } from '../kernel/term.js'
import { type Access, inOrder, loopOver } from './access.js'
import { avalOf, type Graph, nodeAt, roleAt, viewed } from './graph.js'
import type { Product } from './products.js'
import type { MatmulStep, ReduceStep } from './step.js'
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

/** A reduction of no elements at all. */
const ofNothing = (graph: Graph, slot: Slot): ReduceStep => {
  const operand = nodeAt(graph, slot).args[0] as Slot
  const { shape } = avalOf(graph, slot)
  return {
    tag: 'Reduce',
    slot,
    kept: shape,
    reduced: [0],
    term: nothing(graph)(operand),
    operands: [],
  }
}

/** The axes of a loop that each axis of a shape is made of; the loop is at least as fine. */
const groupsOf = (
  shape: readonly number[],
  loop: readonly number[],
): readonly (readonly number[])[] => {
  let at = 0
  return shape.map(n => {
    const group: number[] = []
    for (let m = 1; m < n; m *= loop[at++] as number) group.push(at)
    return group
  })
}

/** The operand of a reduction as a term over the axes that stay, and those that do not. */
export const buildReduce = (graph: Graph, has: readonly boolean[], slot: Slot): ReduceStep => {
  const { op, args } = nodeAt(graph, slot)
  const operand = args[0] as Slot
  const { shape } = avalOf(graph, operand)
  if (sizeOf(shape) === 0) return ofNothing(graph, slot)
  const axes = op.params.axes as readonly number[]
  const fine = loopOver(shape, has[operand] ? [] : shapesWithin(graph, has, operand))
  const groups = groupsOf(shape, fine)
  const ofAxes = (isReduced: boolean): readonly number[] =>
    groups.flatMap((group, axis) => (axes.includes(axis) === isReduced ? group : []))
  const order = [...ofAxes(false), ...ofAxes(true)]
  const kept = ofAxes(false).map(k => fine[k] as number)
  // A reduction of single elements goes along an axis of length 1.
  const reduced = order.length === kept.length ? [1] : ofAxes(true).map(k => fine[k] as number)
  const loop = [...kept, ...reduced]
  const access: Access = groups.map(group => ({
    offset: 0,
    strides: loop.map((_, at) => {
      const place = group.indexOf(order[at] ?? -1)
      return place < 0 ? 0 : sizeOf(group.slice(place + 1).map(k => fine[k] as number))
    }),
  }))
  const operands = new Operands()
  const of = terms({ graph, loop, operands, isRead: at => has[at] === true })
  const term = of(operand, access)
  return {
    tag: 'Reduce',
    slot,
    kept,
    reduced,
    term,
    operands: operands.slots,
  }
}

/** The one loop that goes on from a product which nothing else reads, element by element, perhaps in another shape. */
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
    if (roleAt(graph, next) !== 'pointwise' && nodeAt(graph, next).op.name !== 'reshape')
      return undefined
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

/** A term over the axes of a shape, where the loop has several axes for some; nothing where its reads do not go along those as along one. */
const overAxes = (
  root: Term,
  loop: readonly number[],
  shape: readonly number[],
): Term | undefined => {
  const groups = groupsOf(shape, loop)
  const isOne = (strides: readonly number[], group: readonly number[]): boolean =>
    group.every(
      (axis, i) =>
        i === 0 ||
        strides[group[i - 1] as number] === (strides[axis] as number) * (loop[axis] as number),
    )
  return reads([root]).every(read => groups.every(group => isOne(read.strides, group)))
    ? regroup([root], groups)[0]
    : undefined
}

/** The shape of a product's values as matrices: what is added back into images has a row for each pixel. */
export const matricesOf = (graph: Graph, { product, matmul }: Product): readonly number[] => {
  const { shape } = avalOf(graph, product)
  return product === matmul ? shape : [sizeOf(shape.slice(0, -1)), shape.at(-1) as number]
}

export const buildMatmul = (
  graph: Graph,
  has: readonly boolean[],
  of: Product,
  root: Slot,
): MatmulStep | undefined => {
  const { product } = of
  const own = avalOf(graph, product)
  const { dtype } = own
  const shape = matricesOf(graph, of)
  // What is stored in place of a product takes its room.
  if (sizeOf(shape) === 0 || avalOf(graph, root).dtype !== dtype) return undefined
  const last = avalOf(graph, root).shape
  const loop = loopOver(shape, [own.shape, last, ...shapesWithin(graph, has, root)])
  const [access, end] = [inOrder(own.shape, loop), inOrder(last, loop)]
  if (access === undefined || end === undefined) return undefined
  const operands = new Operands()
  const termOf: TermOf = terms({
    graph,
    loop,
    operands,
    isRead: slot => has[slot] === true && slot !== root && slot !== product,
    given: { slot: product, access },
  })
  try {
    const after = overAxes(termOf(root, end), loop, shape)
    if (after === undefined) return undefined
    const all = ordered([after])
    const vector = dtype === 'float64' ? 2 : 4
    const wide = widest(all.filter(term => term.tag !== 'Given')).count === vector
    return wide && all.every(term => isReadable(term, shape.slice(0, -2)))
      ? { ...of, tag: 'Matmul', slot: root, after, operands: operands.slots }
      : undefined
  } catch (error) {
    if (error instanceof NotAffine) return undefined
    throw error
  }
}
