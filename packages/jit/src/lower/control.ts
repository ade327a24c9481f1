/** Loops and choices of a tape: their programs, compiled into the module, and the memory they work in. */
import { reshape, type Tensor, where } from '@miniflow/core'
import {
  type Apply,
  type Aval,
  evaluateOutputs,
  inputsOf,
  outputsOf,
  sizeOf,
  stageLeaves,
  type Tape,
  type Value,
} from '@miniflow/core/extend'
import { elements } from '../kernel/element.js'
import { elementwise } from '../kernel/elementwise.js'
import type { Kernel } from '../kernel/kernel.js'
import type {
  Compilation,
  Cond,
  Control,
  Part,
  Program,
  Room,
  Scan,
  Share,
  While,
} from './program.js'
import { bytesOf } from './size.js'

/** Rooms one after the other. */
class Rooms {
  #end = 0

  add(bytes: number): Room {
    const offset = Math.ceil(this.#end / 64) * 64
    this.#end = offset + bytes
    return { offset, bytes }
  }

  get bytes(): number {
    return this.#end + 64
  }
}

/** How results are packed into the node's one result. */
const partsOf = (
  c: Compilation,
  rooms: Rooms,
  outputs: readonly Aval[],
  packed: Aval,
  lead: number,
): readonly Part[] => {
  const { bytes } = elements[packed.dtype]
  const rows = outputs.length === 1 ? 1 : sizeOf(packed.shape.slice(0, lead))
  const stride = (sizeOf(packed.shape) / Math.max(rows, 1)) * bytes
  let offset = 0
  return outputs.map(aval => {
    const width = rows === 0 ? 0 : (sizeOf(aval.shape) / rows) * bytes
    const direct = aval.dtype === packed.dtype && rows <= 1
    const part: Part = {
      aval,
      offset,
      rows,
      width,
      stride,
      room: direct ? undefined : rooms.add(bytesOf(aval)),
      converted:
        aval.dtype === packed.dtype
          ? undefined
          : {
              room: rooms.add(sizeOf(aval.shape) * bytes),
              kernel: convert(c, aval, packed.dtype),
            },
    }
    offset += width
    return part
  })
}

const convert = (c: Compilation, { shape, dtype }: Aval, to: Aval['dtype']): Kernel =>
  elementwise(c.module, {
    sizes: [sizeOf(shape)],
    results: [
      {
        tag: 'Applied',
        dtype: to,
        name: 'astype',
        args: [{ tag: 'Read', dtype, operand: 0, offset: 0, strides: [1] }],
      },
    ],
    operands: 1,
  })

const pairs = (rooms: Rooms, carries: readonly Aval[]): Scan['carries'] =>
  carries.map(aval => [rooms.add(bytesOf(aval)), rooms.add(bytesOf(aval))] as const)

const shareOf = (rooms: Rooms, one: Aval, steps: number, axis: number): Share => {
  const rows = sizeOf(one.shape.slice(0, axis))
  const bytes = rows === 0 ? 0 : bytesOf(one) / rows
  return {
    rows,
    bytes,
    stride: bytes * steps,
    room: axis === 0 ? undefined : rooms.add(bytesOf(one)),
  }
}

const scanOf = (c: Compilation, { op, aval }: Apply): Scan => {
  const { steps, reverse, constants, carries, axis } = op.params as {
    readonly steps: number
    readonly reverse: boolean
    readonly constants: number
    readonly carries: number
    readonly axis: number
  }
  const [tape] = op.bodies as readonly [Tape]
  const body = c.compile(tape)
  const rooms = new Rooms()
  const outputs = outputsOf(tape)
  const xs = inputsOf(tape).slice(constants + carries)
  const ys = outputs.slice(carries)
  const results = [
    ...outputs.slice(0, carries),
    ...ys.map(y => ({ ...y, shape: [...y.shape.slice(0, axis), steps, ...y.shape.slice(axis)] })),
  ]
  return {
    tag: 'scan',
    body,
    arena: rooms.add(body.arenaBytes),
    steps,
    reverse,
    constants,
    carries: pairs(rooms, outputs.slice(0, carries)),
    xs: xs.map(x => shareOf(rooms, x, steps, axis)),
    ys: ys.map(y => shareOf(rooms, y, steps, axis)),
    parts: partsOf(c, rooms, results, aval, axis),
    arenaBytes: rooms.bytes,
  }
}

/** Where examples go on, what the body gives; where they are done, what they had: `goOn` has the batch axes alone. */
const chosen = (body: Tape, constants: number, goOn: Aval): Tape =>
  stageLeaves(
    all => {
      const inputs = all.slice(0, -1)
      const flags = all.at(-1) as Value
      return evaluateOutputs(body, inputs).map((next, i) => {
        const ones = next.shape.slice(flags.rank).map(() => 1)
        const wide = reshape(flags as Tensor, [...flags.shape, ...ones])
        return where(wide, next as Tensor, inputs[constants + i] as Tensor) as Value
      })
    },
    [...inputsOf(body), goOn],
  )

const whileOf = (c: Compilation, { op, aval }: Apply): While => {
  const { constants, lead } = op.params as { readonly constants: number; readonly lead: number }
  const [condition, body] = op.bodies as readonly [Tape, Tape]
  const [flag] = outputsOf(condition) as readonly [Aval]
  const step = c.compile(lead === 0 ? body : chosen(body, constants, flag))
  const ask = c.compile(condition)
  const rooms = new Rooms()
  const outputs = outputsOf(body)
  return {
    tag: 'whileLoop',
    condition: ask,
    body: step,
    conditionArena: rooms.add(ask.arenaBytes),
    arena: rooms.add(step.arenaBytes),
    constants,
    goesOn: rooms.add(bytesOf(flag)),
    carries: pairs(rooms, outputs),
    parts: partsOf(c, rooms, outputs, aval, lead),
    arenaBytes: rooms.bytes,
  }
}

const condOf = (c: Compilation, { op, aval }: Apply): Cond => {
  const [yes, no] = (op.bodies as readonly [Tape, Tape]).map(tape => c.compile(tape)) as [
    Program,
    Program,
  ]
  const rooms = new Rooms()
  return {
    tag: 'cond',
    yes,
    no,
    arena: rooms.add(Math.max(yes.arenaBytes, no.arenaBytes)),
    parts: partsOf(c, rooms, yes.outputs, aval, 0),
    arenaBytes: rooms.bytes,
  }
}

/** The programs of a loop or a choice, compiled into the module, and its memory. */
export const controlOf = (c: Compilation, node: Apply): Control => {
  switch (node.op.name) {
    case 'scan':
      return scanOf(c, node)
    case 'whileLoop':
      return whileOf(c, node)
    case 'cond':
      return condOf(c, node)
    default:
      throw new Error(`${node.op.name} is no control structure`)
  }
}
