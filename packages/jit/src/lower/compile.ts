/** From a tape to a module: the whole compiler. */
import type { Aval, Dense, Tape } from '@miniflow/core/extend'
import { importSleep } from '../kernel/barrier.js'
import { PAGES } from '../runtime/heap.js'
import { type Expr, load } from '../wasm/code.js'
import { ModuleWriter } from '../wasm/module.js'
import { assemble } from './assemble.js'
import { alone, together } from './crew.js'
import { emitProgram } from './driver.js'
import type { Compilation, Program } from './program.js'

export interface CompileOptions {
  /** Multiply and add with one rounding, where the engine can. */
  readonly relaxed: boolean
  /** How many threads run the module together, on one shared memory. Default: 1. */
  readonly threads?: number
  /** Whether the memory is shared with threads. Default: where there are several. */
  readonly shared?: boolean
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
 * several threads the control block's address comes last, and `run` takes the thread's number too.
 */
export const compile = (tape: Tape, options: CompileOptions): Compiled => {
  const { relaxed, threads = 1, shared = threads > 1 } = options
  const module = new ModuleWriter({ minimum: 1, maximum: PAGES, shared })
  const sleep = threads > 1 ? importSleep(module) : undefined
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
  // Functions are written after those that they call: kernels, the barrier, and this last.
  module.function(
    'run',
    { params: threads > 1 ? ['i32', 'i32'] : ['i32'], exported: true },
    (body, table = body.local('i32'), thread = body.local('i32')) => {
      let word = 0
      const next = (): Expr => body.keep(load('i32.load', table, 4 * word++))
      const arena = next()
      const inputs = program.inputs.map(next)
      const held = constants.map(next)
      const outputs = program.outputs.map(next)
      const crew =
        sleep !== undefined
          ? together(body, {
              module,
              threads,
              sleep,
              thread: thread as Expr<'i32'> & typeof thread,
              control: next(),
            })
          : alone(body)
      emitProgram(crew, program, {
        inputs,
        outputs,
        constants: index => held[index] as Expr,
        arena,
      })
      crew.end()
    },
  )
  return {
    module,
    program,
    constants,
    arenaBytes: program.arenaBytes,
    inputs: program.inputs,
    outputs: program.outputs,
  }
}
