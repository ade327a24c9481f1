/** The code that runs a program: its kernels one after the other, with the addresses of what they read and write. */
import type { Slot } from '@miniflow/core/extend'
import type { Kernel } from '../kernel/kernel.js'
import { type Expr, i32 } from '../wasm/code.js'
import type { Crew } from './crew.js'
import { emitControl } from './drive.js'
import { type Memory, type Program, scratchSlot, sourceOf } from './program.js'
import { resultsOf } from './step.js'

const plus = (address: Expr, bytes: number): Expr =>
  bytes === 0 ? address : i32.add(address, bytes)

/** Where every slot of a program is. */
const addressesOf = (program: Program, memory: Memory) => {
  const offsets = new Map(program.plan.placed.map(({ slot, offset }) => [slot, offset]))
  const outputs = new Map(program.tape.outputs.map((slot, i) => [slot, i] as const).reverse())
  const base = (slot: Slot): Expr => {
    const node = program.graph.nodes[slot]
    if (node?.tag === 'Input') return memory.inputs[slot] as Expr
    if (node?.tag === 'Const') return memory.constants(program.constants.get(slot) as number)
    const output = outputs.get(slot)
    if (output !== undefined) return memory.outputs[output] as Expr
    return plus(memory.arena, offsets.get(slot) as number)
  }
  return {
    base,
    /** Of an operand, which may be part of another's memory. */
    source: (slot: Slot): Expr => {
      const { base: at, bytes } = sourceOf(program, slot)
      return plus(base(at), bytes)
    },
    scratch: (step: number): Expr => plus(memory.arena, offsets.get(scratchSlot(step)) ?? 0),
  }
}

const argsOf = (program: Program, slot: Slot): readonly Slot[] => {
  const node = program.graph.nodes[slot]
  return node?.tag === 'Apply' ? node.args : []
}

/** Writes the code of a program where the body stands. */
export const emitProgram = (crew: Crew, program: Program, memory: Memory): void => {
  const at = addressesOf(program, memory)
  program.steps.forEach(({ step, control, kernel, sharing }, number) => {
    const scratch = at.scratch(number)
    const results = resultsOf(step).map(at.base)
    if (control !== undefined) {
      const [slot] = resultsOf(step) as readonly [Slot]
      emitControl({ crew, emit: emitProgram, constants: memory.constants }, control, {
        args: argsOf(program, slot).map(arg => crew.body.keep(at.source(arg))),
        out: crew.body.keep(results[0] as Expr),
        room: crew.body.keep(scratch),
      })
      return
    }
    const args =
      step.tag === 'Matmul' ? step.args : step.tag === 'Node' ? argsOf(program, step.slot) : []
    const operands = args.map(at.source)
    const more = step.tag === 'Node' ? [] : step.operands.map(at.base)
    const addresses = [...operands, ...more, ...results]
    crew.run({ kernel: kernel as Kernel, addresses, scratch, sharing })
  })
  for (const { from, output, kernel } of program.copies) {
    const addresses = [at.base(from), memory.outputs[output] as Expr]
    crew.run({ kernel, addresses, scratch: memory.arena, sharing: 'none' })
  }
}
