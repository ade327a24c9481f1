/** From a tape to a program: passes, kernels, memory. */
import {
  type Const,
  type Dense,
  inputsOf,
  outputsOf,
  type Slot,
  type Tape,
} from '@miniflow/core/extend'
import { controlOf } from './control.js'
import { scratchOf } from './crew.js'
import { fuse } from './fuse.js'
import { avalOf, type Graph, graphOf, nodeAt } from './graph.js'
import { copyKernel, kernelOf } from './kernel-of.js'
import { planOf } from './needs.js'
import { prepared } from './passes.js'
import type { Compilation, Control, Program, Ready } from './program.js'
import { bytesOf } from './size.js'
import { readsOf, resultsOf, type Step } from './step.js'

/** After the results of a program's arena, vector code may read on. */
const SLACK = 64

/** Kernels that touch fewer bytes are done before another thread has come to help. */
const WORTH = 2 ** 15

/** About how many bytes a step touches; those of a product count once for each of its columns. */
const workOf = (graph: Graph, has: readonly boolean[], step: Step): number => {
  const bytes = (slot: Slot): number => bytesOf(avalOf(graph, slot))
  // A convolution works as if its windows were in memory.
  const reads =
    step.tag === 'Matmul'
      ? [...nodeAt(graph, step.matmul).args, step.matmul, ...step.operands]
      : readsOf(graph, has, step)
  const touched = [...reads, ...resultsOf(step)].reduce((n, slot) => n + bytes(slot), 0)
  const columns = step.tag === 'Matmul' ? (avalOf(graph, step.matmul).shape.at(-1) ?? 1) : 1
  return touched * Math.max(1, columns / 4)
}

const programsOf = (control: Control): readonly Program[] => {
  switch (control.tag) {
    case 'scan':
      return [control.body]
    case 'whileLoop':
      return [control.condition, control.body]
    case 'cond':
      return [control.yes, control.no]
  }
}

const readyOf = (c: Compilation, graph: Graph, has: readonly boolean[], step: Step): Ready => {
  const kernel = kernelOf(c, graph, step)
  const reads = readsOf(graph, has, step)
  if (kernel === undefined) {
    const control = controlOf(c, nodeAt(graph, resultsOf(step)[0] as Slot))
    const isShared = programsOf(control).some(({ steps }) => steps.some(inner => inner.isShared))
    return { step, kernel, control, reads, scratch: control.arenaBytes, isShared }
  }
  const isShared = c.threads > 1 && kernel.units > 1 && workOf(graph, has, step) >= WORTH
  const scratch = scratchOf(kernel) * (isShared ? c.threads : 1)
  return { step, kernel, control: undefined, reads, scratch, isShared }
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
