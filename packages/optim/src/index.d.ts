/** @miniflow/optim: gradient transformations that compose, schedules, and minimisation. */
export { type AdagradOptions, adagrad, type ScaleByAdagradOptions, scaleByAdagrad, } from './adagrad.js';
export { type AdamOptions, type AdamwOptions, adam, adamw, type ScaleByAdamOptions, scaleByAdam, } from './adam.js';
export { applyUpdates } from './apply.js';
export { clipByGlobalNorm, clipByValue } from './clip.js';
export { addDecayedWeights } from './decay.js';
export type { State } from './leaves.js';
export { type LionOptions, lion, type ScaleByLionOptions, scaleByLion } from './lion.js';
export { type Iterate, type MinimizeOptions, type Minimum, minimize } from './minimize.js';
export { type RmspropOptions, rmsprop, type ScaleByRmsOptions, scaleByRms } from './rmsprop.js';
export { scale, scaleBySchedule } from './scale.js';
export { type CosineDecayOptions, constant, cosineDecay, type ExponentialDecayOptions, exponentialDecay, type Float64Schedule, piecewise, type Schedule, type Step, type WarmupCosineOptions, warmupCosine, } from './schedule.js';
export { type MomentumOptions, momentum, type SgdOptions, sgd } from './sgd.js';
export { chain, type GradientTransformation, identity, monoid } from './transformation.js';
