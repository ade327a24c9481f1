/** A tape as kernels: what is computed within one loop, what goes on from a matrix product, in which order. */
import { type Apply, type Slot, sizeOf } from '@miniflow/core/extend'
import { widest } from '../kernel/lanes.js'
import { ordered, type Term } from '../kernel/term.js'
import { type Access, inOrder, loopOver } from './access.js'
import { avalOf, type Graph, roleAt, viewed } from './graph.js'
import { placeOf, stored } from './storage.js'
import { NotAffine, Operands, type TermOf, terms } from './terms.js'

/** Several results of one loop over the same places. */
export interface LoopStep {
  readonly tag: 'Loop'
  readonly sizes: readonly number[]
  readonly results: readonly { readonly slot: Slot; readonly term: Term }[]
  readonly operands: readonly Slot[]
}

export interface ReduceStep {
  readonly tag: 'Reduce'
  readonly slot: Slot
  readonly kept: readonly number[]
  readonly reduced: readonly number[]
  readonly term: Term
  readonly operands: readonly Slot[]
}

/** A matrix product; `after` is what is done to each of its values before it is stored as `slot`. */
export interface MatmulStep {
  readonly tag: 'Matmul'
  readonly product: Slot
  readonly slot: Slot
  readonly after: Term | undefined
  /** What `after` reads. */
  readonly operands: readonly Slot[]
}

/** A node with a kernel or a control structure of its own. */
export interface NodeStep {
  readonly tag: 'Node'
  readonly slot: Slot
}

export type Step = LoopStep | ReduceStep | MatmulStep | NodeStep

export interface Fused {
  readonly steps: readonly Step[]
  readonly has: readonly boolean[]
}

const nodeAt = (graph: Graph, slot: Slot): Apply => graph.nodes[slot] as Apply

const isLoop = (graph: Graph, slot: Slot): boolean => {
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
  const found: (readonly number[])[] = []
  const seen = new Set<Slot>()
  const visit = (slot: Slot): void => {
    if (seen.has(slot) || (has[slot] && slot !== root) || !isLoop(graph, slot)) return
    seen.add(slot)
    if (roleAt(graph, slot) === 'view') {
      for (const at of [slot, viewed(graph, slot)]) {
        const { shape } = avalOf(graph, at)
        if (sizeOf(shape) === size) found.push(shape)
      }
      visit(viewed(graph, slot))
    } else nodeAt(graph, slot).args.forEach(visit)
  }
  visit(root)
  return found
}

interface Built {
  readonly term: Term
  readonly operands: readonly Slot[]
  readonly loop: readonly number[]
}

/** The axes of a shape as forms over the loop that goes along them, whatever their lengths. */
const plainAccess = (shape: readonly number[]): Access =>
  shape.map((_, axis) => ({ offset: 0, strides: shape.map((__, k) => (k === axis ? 1 : 0)) }))

const buildLoop = (graph: Graph, has: readonly boolean[], roots: readonly Slot[]) => {
  const [first] = roots as readonly [Slot]
  const { shape } = avalOf(graph, first)
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
const buildReduce = (graph: Graph, has: readonly boolean[], slot: Slot): ReduceStep => {
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
  const term = of(operand, access)
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
const follower = (graph: Graph, has: readonly boolean[], product: Slot): Slot | undefined => {
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

/** Whether an epilogue can read so: along the columns in order, or the same for all. */
const isReadable = (term: Term): boolean =>
  term.tag !== 'Read' || [0, 1].includes(term.strides.at(-1) as number)

const buildMatmul = (
  graph: Graph,
  has: readonly boolean[],
  product: Slot,
  root: Slot,
): MatmulStep | undefined => {
  const { shape } = avalOf(graph, product)
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
    const vector = avalOf(graph, product).dtype === 'float64' ? 2 : 4
    const wide = widest(all.filter(term => term.tag !== 'Given')).count === vector
    return wide && all.every(isReadable)
      ? { tag: 'Matmul', product, slot: root, after, operands: operands.slots }
      : undefined
  } catch (error) {
    if (error instanceof NotAffine) return undefined
    throw error
  }
}

/** Results in one loop, and operations without one: beyond these, loops are cut. */
const RESULTS = 8
const LINE = 250

/** Loops that can be one: of one shape, in one form, with no other kernel between them. */
const clusters = (
  graph: Graph,
  has: readonly boolean[],
  single: ReadonlyMap<Slot, Built>,
  taken: ReadonlyMap<Slot, Slot>,
): readonly (readonly Slot[])[] => {
  const stages: number[] = []
  const classes = new Map<Slot, string>()
  for (const [slot, { term }] of single) {
    const { shape } = avalOf(graph, slot)
    classes.set(slot, `${shape.join('x')}/${widest(ordered([term])).count}`)
  }
  const stageOf = (slot: Slot): number => stages[slot] ?? 0
  graph.nodes.forEach((node, slot) => {
    if (node.tag !== 'Apply') return
    const built = taken.has(slot) ? undefined : single.get(slot)
    if (built === undefined) {
      const reads = taken.has(slot) ? [taken.get(slot) as Slot, ...node.args] : node.args
      const before = reads.map(arg => stageOf(arg))
      stages[slot] = Math.max(0, ...before) + (has[slot] ? 1 : 0)
      return
    }
    const flat = new Set(
      ordered([built.term]).flatMap(term =>
        term.tag === 'Read' && isFlat(built.loop, term.offset, term.strides)
          ? []
          : term.tag === 'Read'
            ? [term.operand]
            : [],
      ),
    )
    stages[slot] = Math.max(
      0,
      ...built.operands.map((read, number) =>
        !flat.has(number) && classes.get(read) === classes.get(slot)
          ? stageOf(read)
          : stageOf(read) + (classes.has(read) ? 1 : 0),
      ),
    )
  })
  const groups = new Map<string, Slot[]>()
  for (const slot of single.keys()) {
    if (taken.has(slot)) continue
    const key = `${stages[slot]}/${classes.get(slot)}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [slot])
    else group.push(slot)
  }
  return [...groups.values()].flatMap(group => cut(graph, group))
}

const isFlat = (loop: readonly number[], offset: number, strides: readonly number[]): boolean =>
  offset === 0 && strides.every((s, k) => s === sizeOf(loop.slice(k + 1)))

const cut = (graph: Graph, group: readonly Slot[]): readonly (readonly Slot[])[] => {
  const most = sizeOf(avalOf(graph, group[0] as Slot).shape) === 1 ? LINE : RESULTS
  return Array.from({ length: Math.ceil(group.length / most) }, (_, i) =>
    group.slice(i * most, (i + 1) * most),
  )
}

/** The kernels of a tape, each after those that it reads. */
export const fuse = (graph: Graph): Fused => {
  const forced = new Set<Slot>()
  for (;;) {
    try {
      return attempt(graph, stored(graph, forced))
    } catch (error) {
      if (!(error instanceof NotAffine)) throw error
      forced.add(viewed(graph, error.slot))
    }
  }
}

const attempt = (graph: Graph, has: readonly boolean[]): Fused => {
  const single = new Map<Slot, Built>()
  const reduces = new Map<Slot, ReduceStep>()
  graph.nodes.forEach((node, slot) => {
    if (node.tag !== 'Apply' || !has[slot]) return
    if (isLoop(graph, slot)) {
      const { loop, operands, terms: built } = buildLoop(graph, has, [slot])
      single.set(slot, { term: built[0] as Term, operands, loop })
    } else if (roleAt(graph, slot) === 'reduce') reduces.set(slot, buildReduce(graph, has, slot))
  })
  const products = new Map<Slot, MatmulStep>()
  /** The product that each loop was taken by. */
  const taken = new Map<Slot, Slot>()
  graph.nodes.forEach((node, slot) => {
    if (node.tag !== 'Apply' || roleAt(graph, slot) !== 'matmul') return
    const root = follower(graph, has, slot)
    if (root === undefined || taken.has(root)) return
    const step = buildMatmul(graph, has, slot, root)
    if (step === undefined) return
    products.set(slot, step)
    taken.set(root, slot)
  })
  const others: Step[] = []
  graph.nodes.forEach((node, slot) => {
    if (node.tag !== 'Apply' || !has[slot] || isLoop(graph, slot)) return
    const reduce = reduces.get(slot)
    if (reduce !== undefined) others.push(reduce)
    else if (roleAt(graph, slot) !== 'matmul') others.push({ tag: 'Node', slot })
    else
      others.push(
        products.get(slot) ?? {
          tag: 'Matmul',
          product: slot,
          slot,
          after: undefined,
          operands: [],
        },
      )
  })
  const groups = clusters(graph, has, single, taken)
  const read = new Set<Slot>([
    ...others.flatMap(step => readsOf(graph, has, step)),
    ...groups.flatMap(group => buildLoop(graph, has, group).operands),
  ])
  /** What nothing reads but the loop that computes it is never in memory. */
  const isKept = (slot: Slot): boolean => graph.isOutput(slot) || read.has(slot)
  const loops = groups.flatMap((group): readonly LoopStep[] => {
    const { loop, operands, terms: built } = buildLoop(graph, has, group)
    const results = group
      .map((slot, i) => ({ slot, term: built[i] as Term }))
      .filter(({ slot }) => isKept(slot))
    return results.length === 0 ? [] : [{ tag: 'Loop', sizes: loop, results, operands }]
  })
  // A product that a loop goes on from is never in memory.
  const kept = has.map((own, slot) => own && !products.has(slot))
  return { steps: inTurn(graph, kept, [...loops, ...others]), has: kept }
}

export const resultsOf = (step: Step): readonly Slot[] =>
  step.tag === 'Loop' ? step.results.map(({ slot }) => slot) : [step.slot]

/** The slots with memory that a step reads. */
export const readsOf = (graph: Graph, has: readonly boolean[], step: Step): readonly Slot[] => {
  const base = (slot: Slot): Slot => placeOf(graph, has, slot).base
  switch (step.tag) {
    case 'Loop':
    case 'Reduce':
      return step.operands
    case 'Matmul':
      return [...nodeAt(graph, step.product).args.map(base), ...step.operands]
    case 'Node':
      return nodeAt(graph, step.slot).args.map(base)
  }
}

/** Steps in the order of the tape as far as those that they read allow. */
const inTurn = (graph: Graph, has: readonly boolean[], steps: readonly Step[]): readonly Step[] => {
  const writers = new Map<Slot, Step>()
  for (const step of steps) for (const slot of resultsOf(step)) writers.set(slot, step)
  const first = (step: Step): Slot => Math.min(...resultsOf(step))
  const done = new Set<Step>()
  const turn: Step[] = []
  // Depth first with a stack of its own: chains of steps may be long.
  for (const start of [...steps].sort((a, b) => first(a) - first(b))) {
    const stack = [start]
    while (stack.length > 0) {
      const step = stack.at(-1) as Step
      const waits = done.has(step)
        ? []
        : readsOf(graph, has, step)
            .map(slot => writers.get(slot))
            .filter(other => other !== undefined && other !== step && !done.has(other))
      if (waits.length > 0) stack.push(...(waits as readonly Step[]))
      else {
        stack.pop()
        if (!done.has(step)) turn.push(step)
        done.add(step)
      }
    }
  }
  return turn
}
