/** A tape compiled within a module: its kernels, its loops and choices, its memory. */
import type { Aval, Dense, Slot, Tape } from '@miniflow/core/extend'
import { elements } from '../kernel/element.js'
import type { Kernel } from '../kernel/kernel.js'
import type { Expr } from '../wasm/code.js'
import type { ModuleWriter } from '../wasm/module.js'
import type { Call } from './crew.js'
import { avalOf, type Graph } from './graph.js'
import type { Plan } from './plan.js'
import type { Step } from './step.js'
import { placeOf } from './storage.js'

/** What all programs of a module share. */
export interface Compilation {
  readonly module: ModuleWriter
  readonly relaxed: boolean
  /** How many threads share the work of each kernel. */
  readonly threads: number
  /** Constants that are not one number, as they are met. */
  readonly constants: Dense[]
  readonly numbers: Map<Dense, number>
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
  /** Whether several threads do it together, and for how long. */
  readonly sharing: Call['sharing']
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

/** Memory within that of the control structure. */
export interface Room {
  readonly offset: number
  readonly bytes: number
}

/** A result, on its way into the one vector in which the node gives all of them. */
export interface Part {
  readonly aval: Aval
  /** Where it begins in the vector, and in how many rows it lies there. */
  readonly offset: number
  readonly rows: number
  /** Bytes of one row of the part as the vector has them, and from one row of the vector to the next. */
  readonly width: number
  readonly stride: number
  /** Memory of its own, where the vector's is of another dtype or in rows; converted before it is copied. */
  readonly room: Room | undefined
  readonly converted: { readonly room: Room; readonly kernel: Kernel } | undefined
}

interface Base {
  readonly parts: readonly Part[]
  readonly arenaBytes: number
}

export interface Scan extends Base {
  readonly tag: 'scan'
  readonly body: Program
  readonly arena: Room
  readonly steps: number
  readonly reverse: boolean
  readonly constants: number
  /** Two places for each carried value: one is read while the other is written. */
  readonly carries: readonly (readonly [Room, Room])[]
  /** For each x and y: memory for one step's share where that does not lie in one piece. */
  readonly xs: readonly Share[]
  readonly ys: readonly Share[]
}

/** One step's share of a stack of tensors: `rows` runs of `bytes`, `stride` apart. */
export interface Share {
  readonly rows: number
  readonly bytes: number
  readonly stride: number
  readonly room: Room | undefined
}

export interface While extends Base {
  readonly tag: 'whileLoop'
  readonly condition: Program
  readonly body: Program
  readonly conditionArena: Room
  readonly arena: Room
  readonly constants: number
  readonly goesOn: Room
  readonly carries: readonly (readonly [Room, Room])[]
}

export interface Cond extends Base {
  readonly tag: 'cond'
  readonly yes: Program
  readonly no: Program
  readonly arena: Room
}

export type Control = Scan | While | Cond

/** Scratch memory of a step goes by a number below 0. */
export const scratchSlot = (step: number): Slot => -1 - step

/** The kernels' operands that are views of other memory: where it is, and where in it they begin. */
export const sourceOf = (
  { graph, has }: Program,
  slot: Slot,
): { readonly base: Slot; readonly bytes: number } => {
  const { base, offset } = placeOf(graph, has, slot)
  return { base, bytes: offset * elements[avalOf(graph, base).dtype].bytes }
}
