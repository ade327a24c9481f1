/** The machine behind jit: from a tape to a program in memory, made at the first call. */
import { evaluateOutputs, type Machine, type Tape } from '@miniflow/core/extend'
import { type Compiled, compile } from './lower/compile.js'
import { PAGES } from './runtime/heap.js'
import { machinery, poolOf, sharedMachinery } from './runtime/machinery.js'
import { maySleep, type Pool } from './runtime/pool.js'
import { type Program, programOf, type Run } from './runtime/program.js'
import { sleepOn } from './runtime/sleep.js'
import type { Counter } from './stats.js'
import { warnOnce } from './warn.js'
import { f32x4 } from './wasm/code.js'
import { encode, ModuleWriter } from './wasm/module.js'

export interface MachineOptions {
  readonly relaxed: boolean
  readonly threads: number
  readonly counter: Counter
}

/** Whether WebAssembly may be compiled here: a Content-Security-Policy can forbid it. */
const isAllowed = (() => {
  let known: boolean | undefined
  const empty = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])
  return (): boolean => {
    if (known !== undefined) return known
    try {
      known = new WebAssembly.Module(empty) instanceof WebAssembly.Module
    } catch {
      known = false
      warnOnce(
        'jit: this page does not allow WebAssembly to be compiled, so jitted functions run as they are written, slower.\n' +
          "  Add 'wasm-unsafe-eval' to script-src in its Content-Security-Policy.",
      )
    }
    return known
  }
})()

/** Whether the engine has the relaxed vector instructions. */
const hasRelaxed = (() => {
  let known: boolean | undefined
  const probe = (): Uint8Array<ArrayBuffer> => {
    const module = new ModuleWriter({ minimum: 1, maximum: PAGES, shared: false })
    module.function('probe', { results: ['v128'] }, body => {
      const x = body.local('v128', f32x4.splat(0))
      body.result(f32x4.relaxed_madd(x, x, x))
    })
    return encode(module)
  }
  return (): boolean => {
    known ??= WebAssembly.validate(probe())
    return known
  }
})()

const moduleOf = ({ module }: Compiled, counter: Counter): WebAssembly.Module => {
  const code = counter.timed('encode', () => encode(module))
  counter.moduleBytes += code.length
  return counter.timed('engine', () => new WebAssembly.Module(code))
}

const forOne = (tape: Tape, relaxed: boolean, counter: Counter): Program => {
  const lowered = counter.timed('lower', () => compile(tape, { relaxed }))
  counter.arenaBytes = Math.max(counter.arenaBytes, lowered.arenaBytes)
  const { heap, results } = machinery()
  const { memory } = heap
  const instance = new WebAssembly.Instance(moduleOf(lowered, counter), { env: { memory } })
  const run = instance.exports.run as Run
  heap.refresh()
  return programOf(lowered, machinery(), table => {
    results.moveOut()
    run(table)
  })
}

const forgotten = new FinalizationRegistry<readonly [Pool, number]>(([pool, id]) => pool.drop(id))

/** Several threads, of which all but the first come to help as soon as they have started. */
const forMany = (tape: Tape, { relaxed, threads, counter }: MachineOptions): Program => {
  const lowered = counter.timed('lower', () => compile(tape, { relaxed, threads }))
  counter.arenaBytes = Math.max(counter.arenaBytes, lowered.arenaBytes)
  const { heap, results } = sharedMachinery()
  const { memory } = heap
  const pool = poolOf(threads)
  const module = moduleOf(lowered, counter)
  const errand = (): void => results.moveOut()
  const env = { memory, ...sleepOn(memory, maySleep()), errand }
  const share = new WebAssembly.Instance(module, { env }).exports.run as Run
  heap.refresh()
  const id = pool.add(module)
  const run: Run = table => {
    pool.show(id, results.isOver)
    share(table)
    results.moveOut()
  }
  forgotten.register(run, [pool, id])
  return programOf(lowered, sharedMachinery(), run, pool.board)
}

/** Engines limit how large a function may be, such as the one that calls the kernels. */
const tooLarge = (error: unknown): void => {
  if (!(error instanceof WebAssembly.CompileError)) throw error
  warnOnce(
    `jit: a program is too large for this engine, so it runs as it is written, slower (${error.message}).\n` +
      '  Write many equal steps as scan or foriLoop, and join many small tensors outside of the function.',
  )
}

export const machineFor = (options: MachineOptions): Machine => {
  const { threads, counter } = options
  const made = (tape: Tape): Program | undefined => {
    const start = performance.now()
    const relaxed = options.relaxed && hasRelaxed()
    try {
      return threads > 1 ? forMany(tape, { ...options, relaxed }) : forOne(tape, relaxed, counter)
    } catch (error) {
      tooLarge(error)
      return undefined
    } finally {
      counter.compileMilliseconds += performance.now() - start
    }
  }
  return tape => {
    const program = isAllowed() ? made(tape) : undefined
    if (program === undefined) return inputs => evaluateOutputs(tape, inputs)
    const { call } = program
    // What has no results raises an error where the operations of the tape are applied one by one.
    return inputs => call(inputs) ?? evaluateOutputs(tape, inputs)
  }
}
