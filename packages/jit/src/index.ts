/** @miniflow/jit: tapes compiled to WebAssembly. */

export type { JitOptions, Jitted } from './jit.js'
export { jit } from './jit.js'
export type { LowerOptions } from './lower.js'
export { lower } from './lower.js'
export type { JitStats, Miss, Phases } from './stats.js'
