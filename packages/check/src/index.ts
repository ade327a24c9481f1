/** @miniflow/check: proof that a derivative is right. */
export * from './arbitrary/index.js'
export type { Blame } from './blame.js'
export { type CheckOptions, checkGradients, expectGradients } from './check.js'
export type { Mode } from './examine.js'
export * from './laws/index.js'
export {
  type Curve,
  carefulSlopes,
  type Slope,
  type SlopeKind,
  type SlopeOptions,
  slopes,
} from './numeric.js'
export { type Entry, GradientMismatch, type Mismatch, type Report, showReport } from './report.js'
