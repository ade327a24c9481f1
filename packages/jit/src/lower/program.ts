/** A tape compiled within a module: its kernels, its memory, and the code that runs them. */
import {
  type Apply,
  type Aval,
  type Const,
  type Dense,
  inputsOf,
  outputsOf,
  type Slot,
  sizeOf,
  type Tape,
} from '@miniflow/core/extend'
import { elements } from '../kernel/element.js'
import { elementwise } from '../kernel/elementwise.js'
import { evaluate } from '../kernel/evaluate.js'
import type { Kernel } from '../kernel/kernel.js'
import { lanes } from '../kernel/lanes.js'
import { type Epilogue, matmul } from '../kernel/matmul.js'
import { type Reduction, reduce } from '../kernel/reduce.js'
import { type KernelName, kernels } from '../kernel/table.js'
import { keyOf, type Term } from '../kernel/term.js'
import { type Expr, i32 } from '../wasm/code.js'
import type { ModuleWriter } from '../wasm/module.js'
import { type Control, controlOf, isControl } from './control.js'
import { fuse, readsOf, resultsOf, type Step } from './fuse.js'
import { avalOf, type Graph, graphOf } from './graph.js'
import { prepared } from './passes.js'
import { type Need, type Plan, planMemory } from './plan.js'
import { bytesOf } from './size.js'
import { placeOf } from './storage.js'

/** What all programs of a module share. */
export interface Compilation {
  readonly module: ModuleWriter
  readonly relaxed: boolean
  /** Constants that are not one number, as they are met. */
  readonly constants: Dense[]
  /** Compiles the program inside of a loop or a choice. */
  readonly compile: (tape: Tape) => Program
}

/** Where memory is while code is written: results by slot, the arena, constants by number. */
export interface Memory {
  readonly inputs: readonly Expr[]
  readonly outputs: readonly Expr[]
  readonly constants: (index: number) => Expr
  readonly arena: Expr
}

/** One kernel or control structure, ready to be called. */
export interface Ready {
  readonly step: Step
  readonly kernel: Kernel | undefined
  readonly control: Control | undefined
  readonly reads: readonly Slot[]
  readonly scratch: number
}

export interface Program {
  readonly tape: Tape
  readonly graph: Graph
  readonly has: readonly boolean[]
  readonly steps: readonly Ready[]
  readonly plan: Plan
  readonly arenaBytes: number
  readonly inputs: readonly Aval[]
  readonly outputs: readonly Aval[]
  /** For each slot with a constant, its number among those of the module. */
  readonly constants: ReadonlyMap<Slot, number>
  /** Copies for outputs that are inputs, constants or outputs before. */
  readonly copies: readonly {
    readonly from: Slot
    readonly output: number
    readonly kernel: Kernel
  }[]
}

/** After the results of a program's arena, vector code may read on. */
const SLACK = 64

const epilogue = (term: Term, operands: number): Epilogue => ({
  key: keyOf([term]).replace(/[^\w.+*-]/g, '_'),
  operands,
  write: (w, value, place, addresses) => {
    const way = lanes[place.lanes]
    const values = evaluate(w, way, [term], read => {
      if (read.tag === 'Given') return value
      const { bytes } = elements[read.dtype]
      const [row, column] = read.strides.slice(-2) as readonly number[] as readonly [number, number]
      const base = i32.add(addresses[read.operand] as Expr, read.offset * bytes)
      const address = w.body.keep(
        i32.add(
          base,
          i32.add(i32.mul(place.row, row * bytes), i32.mul(place.column, column * bytes)),
        ),
      )
      return column === 0 ? way.splat(read.dtype, address, 0) : way.load(read.dtype, address, 0)
    })
    return values.get(term) as Expr
  },
})

const matmulKernel = (c: Compilation, graph: Graph, step: Step & { tag: 'Matmul' }): Kernel => {
  const { op, args } = graph.nodes[step.product] as Apply
  const [a] = args.map(arg => avalOf(graph, arg)) as readonly Aval[] as readonly [Aval]
  const { shape, dtype } = avalOf(graph, step.product)
  const [m, n] = shape.slice(-2) as readonly number[] as readonly [number, number]
  const transposeA = op.params.transposeA as boolean
  const [rows, columns] = a.shape.slice(-2) as readonly number[] as readonly [number, number]
  return matmul(c.module, {
    m,
    n,
    k: transposeA ? rows : columns,
    transposeA,
    transposeB: op.params.transposeB as boolean,
    dtype,
    batch: sizeOf(shape.slice(0, -2)),
    relaxed: c.relaxed,
    ...(step.after !== undefined && { epilogue: epilogue(step.after, step.operands.length) }),
  })
}

const kernelOf = (c: Compilation, graph: Graph, step: Step): Kernel | undefined => {
  switch (step.tag) {
    case 'Loop':
      return elementwise(c.module, {
        sizes: step.sizes,
        results: step.results.map(({ term }) => term),
        operands: step.operands.length,
      })
    case 'Reduce': {
      const { op, aval } = graph.nodes[step.slot] as Apply
      return reduce(c.module, {
        kind: op.name as Reduction,
        dtype: aval.dtype,
        kept: step.kept,
        reduced: step.reduced,
        term: step.term,
        operands: step.operands.length,
      })
    }
    case 'Matmul':
      return matmulKernel(c, graph, step)
    case 'Node': {
      const { op, args, aval } = graph.nodes[step.slot] as Apply
      if (isControl(op.name)) return undefined
      const write = kernels[op.name as KernelName]
      return write(
        c.module,
        op,
        args.map(arg => avalOf(graph, arg)),
        aval,
      )
    }
  }
}

const copyKernel = (c: Compilation, { shape, dtype }: Aval): Kernel =>
  elementwise(c.module, {
    sizes: [sizeOf(shape)],
    results: [{ tag: 'Read', dtype, operand: 0, offset: 0, strides: [1] }],
    operands: 1,
  })

/** Compiles a tape into the module; nothing runs it yet. */
export const compileProgram = (c: Compilation, given: Tape): Program => {
  const tape = prepared(given)
  const graph = graphOf(tape)
  const { steps, has } = fuse(graph)
  const constants = new Map<Slot, number>()
  const wantConstant = (slot: Slot): void => {
    const node = graph.nodes[slot]
    if (node?.tag === 'Const' && !constants.has(slot))
      constants.set(slot, c.constants.push(node.value as Const['value'] & Dense) - 1)
  }
  const ready = steps.map((step): Ready => {
    const kernel = kernelOf(c, graph, step)
    const control =
      kernel === undefined
        ? controlOf(c, graph.nodes[resultsOf(step)[0] as Slot] as Apply)
        : undefined
    const reads = readsOf(graph, has, step)
    reads.forEach(wantConstant)
    return { step, kernel, control, reads, scratch: kernel?.scratch ?? control?.arenaBytes ?? 0 }
  })
  const outputs = outputsOf(tape)
  const copies: Program['copies'][number][] = []
  tape.outputs.forEach((slot, output) => {
    const isFirst = tape.outputs.indexOf(slot) === output
    if (isFirst && graph.nodes[slot]?.tag === 'Apply') return
    wantConstant(slot)
    copies.push({ from: slot, output, kernel: copyKernel(c, avalOf(graph, slot)) })
  })
  const plan = planOf(graph, ready)
  return {
    tape,
    graph,
    has,
    steps: ready,
    plan,
    arenaBytes: plan.bytes + SLACK,
    inputs: inputsOf(tape),
    outputs,
    constants,
    copies,
  }
}

/** Scratch memory of a step goes by a number below 0. */
export const scratchSlot = (step: number): Slot => -1 - step

const planOf = (graph: Graph, steps: readonly Ready[]): Plan => {
  const last = new Map<Slot, number>()
  steps.forEach(({ reads }, at) => {
    for (const slot of reads) last.set(slot, at)
  })
  const needs: Need[] = []
  steps.forEach(({ step, scratch }, at) => {
    if (scratch > 0) needs.push({ slot: scratchSlot(at), bytes: scratch, first: at, last: at })
    for (const slot of resultsOf(step)) {
      if (graph.isOutput(slot)) continue
      const until = last.get(slot) ?? at
      needs.push({ slot, bytes: bytesOf(avalOf(graph, slot)), first: at, last: until })
    }
  })
  return planMemory(needs)
}

/** The kernels' operands that are views of other memory: where it is, and where in it they begin. */
export const sourceOf = (
  { graph, has }: Program,
  slot: Slot,
): { readonly base: Slot; readonly bytes: number } => {
  const { base, offset } = placeOf(graph, has, slot)
  return { base, bytes: offset * elements[avalOf(graph, base).dtype].bytes }
}
