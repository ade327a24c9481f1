/** @miniflow/check: proof that a derivative is right. */
export * from './arbitrary/index.js'
export type { Blame } from './blame.js'
export { checkGradients, expectGradients } from './check.js'
export type { Mode } from './examine.js'
export * from './laws/index.js'
export { type GradientMatchers, gradientMatchers, type MatcherResult } from './matchers.js'
export type { ModuleCheck, ModuleChecks } from './module.js'
export {
  type Curve,
  carefulSlopes,
  type Slope,
  type SlopeKind,
  type SlopeOptions,
  slopes,
} from './numeric.js'
export type { CheckOptions } from './options.js'
export { type Entry, GradientMismatch, type Mismatch, type Report, showReport } from './report.js'
