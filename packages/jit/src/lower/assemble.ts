/** From a tape to a program: passes, kernels, memory. */
import {
  type Const,
  type Dense,
  inputsOf,
  outputsOf,
  type Slot,
  sizeOf,
  type Tape,
} from '@miniflow/core/extend'
import { controlOf } from './control.js'
import { canShare, scratchOf } from './crew.js'
import { fuse } from './fuse.js'
import { avalOf, type Graph, graphOf, nodeAt } from './graph.js'
import { copyKernel, kernelOf } from './kernel-of.js'
import { planOf } from './needs.js'
import { prepared } from './passes.js'
import type { Compilation, Program, Ready } from './program.js'
import { bytesOf } from './size.js'
import { readsOf, resultsOf, type Step } from './step.js'

/** After the results of a program's arena, vector code may read on. */
const SLACK = 64

/** Kernels of less work are done before another thread has come to help: some microseconds. */
const WORTH = 2 ** 15

/** Kernels of more work take a hundred microseconds and more. */
const LONG = 2 ** 20

/** About how much there is to do, in bytes: a product does three multiplications in the time that a byte takes. */
const workOf = (graph: Graph, has: readonly boolean[], step: Step): number => {
  const bytes = (slot: Slot): number => bytesOf(avalOf(graph, slot))
  const touched = [...readsOf(graph, has, step), ...resultsOf(step)].reduce(
    (n, slot) => n + bytes(slot),
    0,
  )
  return touched + (step.tag === 'Matmul' ? multiplications(graph, step.matmul) / 3 : 0)
}

const multiplications = (graph: Graph, product: Slot): number => {
  const { op, args } = nodeAt(graph, product)
  const [rows, columns] = avalOf(graph, args[0] as Slot).shape.slice(-2) as [number, number]
  return sizeOf(avalOf(graph, product).shape) * (op.params.transposeA === true ? rows : columns)
}

const readyOf = (c: Compilation, graph: Graph, has: readonly boolean[], step: Step): Ready => {
  const kernel = kernelOf(c, graph, step)
  const reads = readsOf(graph, has, step)
  if (kernel === undefined) {
    const control = controlOf(c, nodeAt(graph, resultsOf(step)[0] as Slot))
    return { step, kernel, control, reads, scratch: control.arenaBytes, sharing: 'none' }
  }
  const work = c.threads > 1 && canShare(kernel) ? workOf(graph, has, step) : 0
  const sharing = work < WORTH ? 'none' : work < LONG ? 'short' : 'long'
  const scratch = scratchOf(kernel, sharing === 'none' ? 1 : c.threads)
  return { step, kernel, control: undefined, reads, scratch, sharing }
}

/** The number of a constant among those of the module, where each is once, however many programs read it. */
const held = (c: Compilation, value: Dense): number => {
  const known = c.numbers.get(value)
  if (known !== undefined) return known
  const number = c.constants.push(value) - 1
  c.numbers.set(value, number)
  return number
}

/** Compiles a tape into the module; nothing runs it yet. */
export const assemble = (c: Compilation, given: Tape): Program => {
  const tape = prepared(given)
  const graph = graphOf(tape)
  const { steps, has } = fuse(graph)
  const constants = new Map<Slot, number>()
  const wantConstant = (slot: Slot): void => {
    const node = graph.nodes[slot]
    if (node?.tag === 'Const') constants.set(slot, held(c, node.value as Const['value'] & Dense))
  }
  const ready = steps.map(step => readyOf(c, graph, has, step))
  for (const { reads } of ready) reads.forEach(wantConstant)
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
