/** From a tape to a module: the whole compiler. */
import type { Aval, Dense, Tape } from '@miniflow/core/extend'
import { PAGES } from '../runtime/heap.js'
import { type Expr, load } from '../wasm/code.js'
import { ModuleWriter } from '../wasm/module.js'
import { assemble } from './assemble.js'
import { alone, teamOf, together } from './crew.js'
import { emitProgram } from './driver.js'
import type { Compilation, Program } from './program.js'

export interface CompileOptions {
  /** Multiply and add with one rounding, where the engine can. */
  readonly relaxed: boolean
  /** How many threads run the module together, on one shared memory. Default: 1. */
  readonly threads?: number
}

export interface Compiled {
  readonly module: ModuleWriter
  readonly program: Program
  readonly constants: readonly Dense[]
  readonly arenaBytes: number
  readonly inputs: readonly Aval[]
  readonly outputs: readonly Aval[]
}

/**
 * The module's `run` takes the address of a table of addresses: arena, inputs, constants, outputs. With
 * several threads the board's address comes last, and the others run `serve` (see `board.ts`).
 */
export const compile = (tape: Tape, options: CompileOptions): Compiled => {
  const { relaxed, threads = 1 } = options
  const module = new ModuleWriter({ minimum: 1, maximum: PAGES, shared: threads > 1 })
  const team = threads > 1 ? teamOf(module, threads) : undefined
  const constants: Dense[] = []
  const c: Compilation = {
    module,
    relaxed,
    threads,
    constants,
    numbers: new Map(),
    compile: inner => assemble(c, inner),
  }
  const program = assemble(c, tape)
  // Functions are written after those that they call: kernels first, and who serves them last.
  module.function('run', { params: ['i32'], exported: true }, (body, table = body.local('i32')) => {
    let word = 0
    const next = (): Expr => body.keep(load('i32.load', table, 4 * word++))
    const arena = next()
    const inputs = program.inputs.map(next)
    const held = constants.map(next)
    const outputs = program.outputs.map(next)
    const crew = team === undefined ? alone(body) : together(body, next(), team)
    emitProgram(crew, program, {
      inputs,
      outputs,
      constants: index => held[index] as Expr,
      arena,
    })
  })
  team?.sharing.serve()
  return {
    module,
    program,
    constants,
    arenaBytes: program.arenaBytes,
    inputs: program.inputs,
    outputs: program.outputs,
  }
}
