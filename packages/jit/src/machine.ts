/** The machine behind jit: from a tape to a program in memory, made at the first call. */
import { evaluateOutputs, type Machine } from '@miniflow/core/extend'
import { compile } from './lower/compile.js'
import { machinery } from './runtime/machinery.js'
import { instantiate } from './runtime/program.js'
import type { Counter } from './stats.js'
import { warnOnce } from './warn.js'

export interface MachineOptions {
  readonly relaxed: boolean
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

export const machineFor =
  ({ relaxed, counter }: MachineOptions): Machine =>
  tape => {
    if (!isAllowed()) return inputs => evaluateOutputs(tape, inputs)
    const start = performance.now()
    const lowered = compile(tape, { relaxed })
    const { call, moduleBytes } = instantiate(lowered, machinery())
    counter.compileMilliseconds += performance.now() - start
    counter.moduleBytes += moduleBytes
    counter.arenaBytes = Math.max(counter.arenaBytes, lowered.arenaBytes)
    // What has no results raises an error where the operations of the tape are applied one by one.
    return inputs => call(inputs) ?? evaluateOutputs(tape, inputs)
  }
