/** The code that runs programs: calls of kernels, rounds of loops, choices. */
import type { Slot } from '@miniflow/core/extend'
import { elements } from '../kernel/element.js'
import { noFault } from '../kernel/fault.js'
import type { Kernel } from '../kernel/kernel.js'
import type { Body, Local } from '../wasm/body.js'
import { type Expr, i32, load } from '../wasm/code.js'
import type { Cond, Control, Part, Room, Scan, Share, While } from './control.js'
import { resultsOf } from './fuse.js'
import { type Memory, type Program, type Ready, scratchSlot, sourceOf } from './program.js'

/** How a kernel is run: its operands and results, and its scratch memory. */
export type RunKernel = (
  body: Body,
  kernel: Kernel,
  addresses: readonly Expr[],
  scratch: Expr,
) => void

/** One thread does all of the work. */
export const alone: RunKernel = (body, { f, units }, addresses, scratch) =>
  body.call(f, ...addresses, scratch, 0, units)

const plus = (address: Expr, bytes: number): Expr =>
  bytes === 0 ? address : i32.add(address, bytes)

interface Writing {
  readonly body: Body
  readonly run: RunKernel
  readonly constants: (index: number) => Expr
}

/** Where every slot of a program is. */
const addressesOf = (program: Program, memory: Memory) => {
  const offsets = new Map(program.plan.placed.map(({ slot, offset }) => [slot, offset]))
  const base = (slot: Slot): Expr => {
    const node = program.graph.nodes[slot]
    if (node?.tag === 'Input') return memory.inputs[slot] as Expr
    if (node?.tag === 'Const') return memory.constants(program.constants.get(slot) as number)
    const output = program.tape.outputs.indexOf(slot)
    if (output >= 0) return memory.outputs[output] as Expr
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

/** Writes the code of a program where the body stands. */
export const emitProgram = (writing: Writing, program: Program, memory: Memory): void => {
  const { body, run } = writing
  const at = addressesOf(program, memory)
  program.steps.forEach((ready, number) => {
    const scratch = at.scratch(number)
    if (ready.control !== undefined) {
      emitControl(writing, ready, ready.control, program, at, body.keep(scratch))
      return
    }
    const { step } = ready
    const results = resultsOf(step).map(at.base)
    const operands =
      step.tag === 'Matmul' || step.tag === 'Node'
        ? argsOf(program, step.tag === 'Matmul' ? step.product : step.slot).map(at.source)
        : []
    const more = step.tag === 'Node' ? [] : step.operands.map(at.base)
    run(body, ready.kernel as Kernel, [...operands, ...more, ...results], scratch)
  })
  for (const { from, output, kernel } of program.copies)
    run(body, kernel, [at.base(from), memory.outputs[output] as Expr], memory.arena)
}

const argsOf = (program: Program, slot: Slot): readonly Slot[] => {
  const node = program.graph.nodes[slot]
  return node?.tag === 'Apply' ? node.args : []
}

type At = ReturnType<typeof addressesOf>

const emitControl = (
  writing: Writing,
  { step }: Ready,
  control: Control,
  program: Program,
  at: At,
  room: Expr,
): void => {
  const [slot] = resultsOf(step) as readonly [Slot]
  const args = argsOf(program, slot).map(arg => writing.body.keep(at.source(arg)))
  const out = writing.body.keep(at.base(slot))
  switch (control.tag) {
    case 'scan':
      return emitScan(writing, control, args, out, room)
    case 'whileLoop':
      return emitWhile(writing, control, args, out, room)
    case 'cond':
      return emitCond(writing, control, args, out, room)
  }
}

const within = (base: Expr, room: Room): Expr => plus(base, room.offset)

/** Where a part is written: in the packed result, or in memory of its own. */
const targetOf = (part: Part, out: Expr, room: Expr): Expr =>
  part.room === undefined ? plus(out, part.offset) : within(room, part.room)

/** Brings a part that was written elsewhere into the packed result. */
const settle = ({ body, run }: Writing, part: Part, out: Expr, room: Expr): void => {
  if (part.room === undefined) return
  let from = within(room, part.room)
  if (part.converted !== undefined) {
    const to = within(room, part.converted.room)
    run(body, part.converted.kernel, [from, to], room)
    from = to
  }
  const source = body.keep(from)
  const target = body.keep(plus(out, part.offset))
  if (part.width > 0)
    body.for(0, part.rows, row =>
      body.copy(
        i32.add(target, i32.mul(row, part.stride)),
        i32.add(source, i32.mul(row, part.width)),
        part.width,
      ),
    )
}

/** What is carried: where it is, where it goes, and where it goes after that. */
interface Carried {
  readonly now: Local
  readonly next: Local
  readonly other: Local
}

const carry = (
  body: Body,
  from: readonly Expr[],
  pairs: readonly (readonly [Room, Room])[],
  room: Expr,
): readonly Carried[] =>
  pairs.map(([first, second], i) => ({
    now: body.local('i32', from[i] as Expr),
    next: body.local('i32', within(room, first)),
    other: body.local('i32', within(room, second)),
  }))

const advance = (body: Body, carried: readonly Carried[]): void => {
  for (const { now, next, other } of carried) {
    body.set(now, next)
    body.set(next, other)
    body.set(other, now)
  }
}

const copyCarried = (
  body: Body,
  carried: readonly Carried[],
  parts: readonly Part[],
  out: Expr,
  room: Expr,
): void =>
  carried.forEach(({ now }, i) => {
    const part = parts[i] as Part
    const bytes = elements[part.aval.dtype].bytes * part.aval.shape.reduce((a, b) => a * b, 1)
    if (bytes > 0) body.copy(targetOf(part, out, room), now, bytes)
  })

/** The address of one step's share; collected first where it lies in rows. */
const collect = (body: Body, share: Share, stack: Expr, step: Expr, room: Expr): Expr => {
  const start = i32.add(stack, i32.mul(step, share.bytes))
  if (share.room === undefined) return body.keep(start)
  const from = body.keep(start)
  const to = body.keep(within(room, share.room))
  if (share.bytes > 0)
    body.for(0, share.rows, row =>
      body.copy(
        i32.add(to, i32.mul(row, share.bytes)),
        i32.add(from, i32.mul(row, share.stride)),
        share.bytes,
      ),
    )
  return to
}

const spread = (body: Body, share: Share, stack: Expr, step: Expr, from: Expr): void => {
  if (share.room === undefined || share.bytes === 0) return
  const to = body.keep(i32.add(stack, i32.mul(step, share.bytes)))
  body.for(0, share.rows, row =>
    body.copy(
      i32.add(to, i32.mul(row, share.stride)),
      i32.add(from, i32.mul(row, share.bytes)),
      share.bytes,
    ),
  )
}

const emitScan = (
  writing: Writing,
  scan: Scan,
  args: readonly Expr[],
  out: Expr,
  room: Expr,
): void => {
  const { body, constants } = writing
  const fixed = args.slice(0, scan.constants)
  const first = args.slice(scan.constants, scan.constants + scan.carries.length)
  const stacks = args.slice(scan.constants + scan.carries.length)
  const carried = carry(body, first, scan.carries, room)
  const ys = scan.parts.slice(scan.carries.length)
  const targets = ys.map(part => body.keep(targetOf(part, out, room)))
  const arena = body.keep(within(room, scan.arena))
  body.for(0, scan.steps, count => {
    const step = scan.reverse ? body.keep(i32.sub(scan.steps - 1, count)) : count
    const xs = scan.xs.map((share, i) => collect(body, share, stacks[i] as Expr, step, room))
    const rows = scan.ys.map((share, i) =>
      body.keep(
        share.room === undefined
          ? i32.add(targets[i] as Expr, i32.mul(step, share.bytes))
          : within(room, share.room),
      ),
    )
    emitProgram(writing, scan.body, {
      inputs: [...fixed, ...carried.map(({ now }) => now), ...xs],
      outputs: [...carried.map(({ next }) => next), ...rows],
      constants,
      arena,
    })
    scan.ys.forEach((share, i) => spread(body, share, targets[i] as Expr, step, rows[i] as Expr))
    advance(body, carried)
  })
  copyCarried(body, carried, scan.parts, out, room)
  for (const part of scan.parts) settle(writing, part, out, room)
}

const emitWhile = (
  writing: Writing,
  loop: While,
  args: readonly Expr[],
  out: Expr,
  room: Expr,
): void => {
  const { body, constants } = writing
  const fixed = args.slice(0, loop.constants)
  const carried = carry(body, args.slice(loop.constants), loop.carries, room)
  const flags = body.keep(within(room, loop.goesOn))
  const arena = body.keep(within(room, loop.arena))
  const ask = body.keep(within(room, loop.conditionArena))
  const now = carried.map(one => one.now)
  const asks = loop.body.inputs.length > loop.constants + carried.length ? [flags] : []
  const any = body.local('i32')
  body.while(
    () => {
      emitProgram(writing, loop.condition, {
        inputs: [...fixed, ...now],
        outputs: [flags],
        constants,
        arena: ask,
      })
      body.set(any, 0)
      body.for(0, loop.goesOn.bytes, i =>
        body.set(any, i32.or(any, load('i32.load8_u', i32.add(flags, i)))),
      )
      return i32.and(any, noFault())
    },
    () => {
      emitProgram(writing, loop.body, {
        inputs: [...fixed, ...now, ...asks],
        outputs: carried.map(({ next }) => next),
        constants,
        arena,
      })
      advance(body, carried)
    },
  )
  copyCarried(body, carried, loop.parts, out, room)
  for (const part of loop.parts) settle(writing, part, out, room)
}

const emitCond = (
  writing: Writing,
  choice: Cond,
  [predicate, ...operands]: readonly Expr[],
  out: Expr,
  room: Expr,
): void => {
  const { body, constants } = writing
  const outputs = choice.parts.map(part => body.keep(targetOf(part, out, room)))
  const arena = body.keep(within(room, choice.arena))
  const memory = { inputs: operands, outputs, constants, arena }
  body.if(
    load('i32.load8_u', predicate as Expr),
    () => emitProgram(writing, choice.yes, memory),
    () => emitProgram(writing, choice.no, memory),
  )
  for (const part of choice.parts) settle(writing, part, out, room)
}
