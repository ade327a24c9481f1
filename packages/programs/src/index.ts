/** Random programs over core's public functions: written from a seed, run, shrunk and printed. */
export { callsIn, type Program, toFunction } from './expression.js'
export { generate, NEAR, steps, type Written } from './generate.js'
export { inPrecision } from './precision.js'
export { type Ending, type Judge, verdict } from './verdict.js'
