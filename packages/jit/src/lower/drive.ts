/** The code of loops and choices: rounds that carry values from one to the next, results packed into one. */
import { sizeOf } from '@miniflow/core/extend'
import { elements } from '../kernel/element.js'
import { noFault } from '../kernel/fault.js'
import type { Local } from '../wasm/body.js'
import { type Expr, i32, load } from '../wasm/code.js'
import type { Crew } from './crew.js'
import type { Cond, Control, Memory, Part, Program, Room, Scan, Share, While } from './program.js'

/** Where code is written, and how that of the programs inside is. */
export interface Writing {
  readonly crew: Crew
  readonly emit: (crew: Crew, program: Program, memory: Memory) => void
  readonly constants: (index: number) => Expr
}

/** The operands' addresses, the packed result's, and that of the memory to work in. */
export interface Places {
  readonly args: readonly Expr[]
  readonly out: Expr
  readonly room: Expr
}

const plus = (address: Expr, bytes: number): Expr =>
  bytes === 0 ? address : i32.add(address, bytes)

const within = (base: Expr, room: Room): Expr => plus(base, room.offset)

/** Where a part is written: in the packed result, or in memory of its own. */
const targetOf = (part: Part, { out, room }: Places): Expr =>
  part.room === undefined ? plus(out, part.offset) : within(room, part.room)

/** Runs of `bytes`, which lie `from` and `to` bytes apart. */
const copyRows = (
  { body }: Crew,
  rows: number,
  bytes: number,
  to: { readonly start: Expr; readonly stride: number },
  from: { readonly start: Expr; readonly stride: number },
): void => {
  if (bytes === 0) return
  const target = body.keep(to.start)
  const source = body.keep(from.start)
  body.for(0, rows, row =>
    body.copy(
      i32.add(target, i32.mul(row, to.stride)),
      i32.add(source, i32.mul(row, from.stride)),
      bytes,
    ),
  )
}

/** Brings parts that were written elsewhere into the packed result. */
const settle = ({ crew }: Writing, parts: readonly Part[], { out, room }: Places): void => {
  const apart = parts.filter(part => part.room !== undefined)
  if (apart.length === 0) return
  for (const { room: own, converted, rows, width, stride, offset } of apart) {
    const written = within(room, own as Room)
    const from = converted === undefined ? written : within(room, converted.room)
    if (converted !== undefined) {
      const { kernel } = converted
      crew.run({ kernel, addresses: [written, from], scratch: room, sharing: 'none' })
    }
    copyRows(
      crew,
      rows,
      width,
      { start: plus(out, offset), stride },
      { start: from, stride: width },
    )
  }
}

/** What is carried: where it is, where it goes, and where it goes after that. */
interface Carried {
  readonly now: Local
  readonly next: Local
  readonly other: Local
}

const carry = (
  { body }: Crew,
  from: readonly Expr[],
  pairs: readonly (readonly [Room, Room])[],
  room: Expr,
): readonly Carried[] =>
  pairs.map(([first, second], i) => ({
    now: body.local('i32', from[i] as Expr),
    next: body.local('i32', within(room, first)),
    other: body.local('i32', within(room, second)),
  }))

const advance = ({ body }: Crew, carried: readonly Carried[]): void => {
  for (const { now, next, other } of carried) {
    body.set(now, next)
    body.set(next, other)
    body.set(other, now)
  }
}

const bytesOf = ({ aval: { shape, dtype } }: Part): number => sizeOf(shape) * elements[dtype].bytes

const copyCarried = (
  { crew }: Writing,
  carried: readonly Carried[],
  parts: readonly Part[],
  places: Places,
): void =>
  carried.forEach(({ now }, i) => {
    const part = parts[i] as Part
    if (bytesOf(part) > 0) crew.body.copy(targetOf(part, places), now, bytesOf(part))
  })

/** One step's share of a stack: its address, or that of the memory it is collected in and spread from. */
const shareAt = ({ body }: Crew, { room, bytes }: Share, stack: Expr, step: Expr, base: Expr) =>
  body.keep(room === undefined ? i32.add(stack, i32.mul(step, bytes)) : within(base, room))

/** The rows of a stack that a share is, and the share by itself. */
const rowsOf = ({ bytes, stride }: Share, stack: Expr, step: Expr, share: Expr) => ({
  stacked: { start: i32.add(stack, i32.mul(step, bytes)), stride },
  alone: { start: share, stride: bytes },
})

const emitScan = (writing: Writing, scan: Scan, places: Places): void => {
  const { crew, constants, emit } = writing
  const { body } = crew
  const { args, room } = places
  const fixed = args.slice(0, scan.constants)
  const first = args.slice(scan.constants, scan.constants + scan.carries.length)
  const stacks = args.slice(scan.constants + scan.carries.length)
  const carried = carry(crew, first, scan.carries, room)
  const ys = scan.parts.slice(scan.carries.length)
  const targets = ys.map(part => body.keep(targetOf(part, places)))
  const arena = body.keep(within(room, scan.arena))
  body.for(0, scan.steps, count => {
    const step = scan.reverse ? body.keep(i32.sub(scan.steps - 1, count)) : count
    const at = (shares: readonly Share[], within: readonly Expr[]) =>
      shares.map((share, i) => shareAt(crew, share, within[i] as Expr, step, room))
    const xs = at(scan.xs, stacks)
    const rows = at(scan.ys, targets)
    scan.xs.forEach((share, i) => {
      if (share.room === undefined) return
      const { stacked, alone } = rowsOf(share, stacks[i] as Expr, step, xs[i] as Expr)
      copyRows(crew, share.rows, share.bytes, alone, stacked)
    })
    emit(crew, scan.body, {
      inputs: [...fixed, ...carried.map(({ now }) => now), ...xs],
      outputs: [...carried.map(({ next }) => next), ...rows],
      constants,
      arena,
    })
    scan.ys.forEach((share, i) => {
      if (share.room === undefined) return
      const { stacked, alone } = rowsOf(share, targets[i] as Expr, step, rows[i] as Expr)
      copyRows(crew, share.rows, share.bytes, stacked, alone)
    })
    advance(crew, carried)
  })
  copyCarried(writing, carried, scan.parts, places)
  settle(writing, scan.parts, places)
}

const emitWhile = (writing: Writing, loop: While, places: Places): void => {
  const { crew, constants, emit } = writing
  const { body } = crew
  const { args, room } = places
  const fixed = args.slice(0, loop.constants)
  const carried = carry(crew, args.slice(loop.constants), loop.carries, room)
  const flags = body.keep(within(room, loop.goesOn))
  const arena = body.keep(within(room, loop.arena))
  const ask = body.keep(within(room, loop.conditionArena))
  const now = carried.map(one => one.now)
  const asks = loop.body.inputs.length > loop.constants + carried.length ? [flags] : []
  const any = body.local('i32')
  body.while(
    () => {
      emit(crew, loop.condition, {
        inputs: [...fixed, ...now],
        outputs: [flags],
        constants,
        arena: ask,
      })
      body.set(any, 0)
      body.for(0, loop.goesOn.bytes, i =>
        body.set(any, i32.or(any, load('i32.load8_u', i32.add(flags, i)))),
      )
      body.set(any, i32.and(any, noFault()))
      return any
    },
    () => {
      emit(crew, loop.body, {
        inputs: [...fixed, ...now, ...asks],
        outputs: carried.map(({ next }) => next),
        constants,
        arena,
      })
      advance(crew, carried)
    },
  )
  copyCarried(writing, carried, loop.parts, places)
  settle(writing, loop.parts, places)
}

const emitCond = (writing: Writing, choice: Cond, places: Places): void => {
  const { crew, constants, emit } = writing
  const { body } = crew
  const [predicate, ...operands] = places.args as readonly [Expr, ...Expr[]]
  const outputs = choice.parts.map(part => body.keep(targetOf(part, places)))
  const arena = body.keep(within(places.room, choice.arena))
  const memory = { inputs: operands, outputs, constants, arena }
  body.if(
    load('i32.load8_u', predicate),
    () => emit(crew, choice.yes, memory),
    () => emit(crew, choice.no, memory),
  )
  settle(writing, choice.parts, places)
}

export const emitControl = (writing: Writing, control: Control, places: Places): void => {
  if (control.tag === 'scan') emitScan(writing, control, places)
  else if (control.tag === 'whileLoop') emitWhile(writing, control, places)
  else emitCond(writing, control, places)
}
