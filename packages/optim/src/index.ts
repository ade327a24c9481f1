/** @miniflow/optim: gradient transformations that compose, and schedules. */
export { applyUpdates } from './apply.js'
export { clipByGlobalNorm, clipByValue } from './clip.js'
export { addDecayedWeights } from './decay.js'
export type { State } from './leaves.js'
export { scale, scaleBySchedule } from './scale.js'
export {
  type CosineDecayOptions,
  constant,
  cosineDecay,
  type ExponentialDecayOptions,
  exponentialDecay,
  type Float64Schedule,
  piecewise,
  type Schedule,
  type Step,
  type WarmupCosineOptions,
  warmupCosine,
} from './schedule.js'
export { type MomentumOptions, momentum, type SgdOptions, sgd } from './sgd.js'
export { chain, type GradientTransformation, identity, monoid } from './transformation.js'
