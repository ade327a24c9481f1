/** From a tape to a module: the whole compiler. */
import type { Aval, Dense, Tape } from '@miniflow/core/extend'
import { PAGES } from '../runtime/heap.js'
import { i32, load } from '../wasm/code.js'
import { ModuleWriter } from '../wasm/module.js'
import { alone, emitProgram } from './driver.js'
import { type Compilation, compileProgram, type Program } from './program.js'

export interface CompileOptions {
  /** Multiply and add with one rounding, where the engine can. */
  readonly relaxed: boolean
}

export interface Compiled {
  readonly module: ModuleWriter
  readonly program: Program
  readonly constants: readonly Dense[]
  readonly arenaBytes: number
  readonly inputs: readonly Aval[]
  readonly outputs: readonly Aval[]
}

/** The module's `run` takes the address of a table of addresses: arena, inputs, constants, outputs. */
export const compile = (tape: Tape, { relaxed }: CompileOptions): Compiled => {
  const module = new ModuleWriter({ minimum: 1, maximum: PAGES, shared: false })
  const constants: Dense[] = []
  const c: Compilation = {
    module,
    relaxed,
    constants,
    compile: inner => compileProgram(c, inner),
  }
  const program = compileProgram(c, tape)
  module.function('run', { params: ['i32'], exported: true }, (body, table = body.local('i32')) => {
    let word = 0
    const next = () => body.keep(load('i32.load', table, 4 * word++))
    const arena = next()
    const inputs = program.inputs.map(next)
    const held = constants.map(next)
    const outputs = program.outputs.map(next)
    const constant = (index: number) => held[index] ?? i32.add(table, 0)
    emitProgram({ body, run: alone, constants: constant }, program, {
      inputs,
      outputs,
      constants: constant,
      arena,
    })
  })
  return {
    module,
    program,
    constants,
    arenaBytes: program.arenaBytes,
    inputs: program.inputs,
    outputs: program.outputs,
  }
}
