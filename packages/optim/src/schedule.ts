/** Schedules: a number for each step, such as a learning rate that falls. */
import {
  ArgumentError,
  add,
  astype,
  cos,
  div,
  floor,
  greaterEqual,
  minimum,
  mul,
  pow,
  type Scalar,
  type Tensor,
  tensor,
  where,
} from '@miniflow/core'
import { inNameOf } from './leaves.js'
import { finite, positive } from './numbers.js'
import { optionsIn, shown, wantFlags } from './options.js'

/** A step, counted from 0. */
export type Step = number | Scalar<'float32' | 'float64' | 'int32'>

/** A function of the step, which is a float64 scalar, counted from 0: a scalar or a number. */
export type Schedule = (step: Scalar<'float64'>) => Scalar | number

/** The schedules here: of numbers too, and in float64 whatever the dtype of the parameters. */
export type Float64Schedule = (step: Step) => Scalar<'float64'>

const real = (name: string, step: Step): Scalar<'float64'> =>
  typeof step === 'number'
    ? tensor(step, { dtype: 'float64' })
    : inNameOf(name, () => astype(step, 'float64'))

/**
 * value, at every step.
 * @example
 * constant(0.1)(1000) // => 0.1
 */
export const constant = (value: number): Float64Schedule => {
  finite('constant', { value })
  const fixed = tensor(value, { dtype: 'float64' })
  return () => fixed
}

export interface ExponentialDecayOptions {
  /** The value at step 0. */
  readonly initial: number
  /** What the value is multiplied with every `steps` steps. */
  readonly rate: number
  readonly steps: number
  /** Whether the value falls in stairs, at multiples of `steps` only. Default: false. */
  readonly staircase?: boolean | undefined
}

/**
 * initial rate^(t / steps); with `staircase`, initial rate^floor(t / steps).
 * @example
 * exponentialDecay({ initial: 1, rate: 0.5, steps: 10 })(20) // => 0.25
 */
export const exponentialDecay = (options: ExponentialDecayOptions): Float64Schedule => {
  const {
    initial,
    rate,
    steps,
    staircase = false,
  } = optionsIn('exponentialDecay', options, ['initial', 'rate', 'steps', 'staircase'])
  wantFlags('exponentialDecay', { staircase })
  finite('exponentialDecay', { initial })
  positive('exponentialDecay', { rate, steps })
  return step => {
    const times = div(real('exponentialDecay', step), steps)
    return mul(initial, pow(tensor(rate, { dtype: 'float64' }), staircase ? floor(times) : times))
  }
}

export interface CosineDecayOptions {
  /** The value at step 0. */
  readonly initial: number
  /** The step from which on the value is `final`. */
  readonly steps: number
  /** Default: 0. */
  readonly final?: number | undefined
}

/** final + (initial - final) (1 + cos(pi u)) / 2 for u from 0 to 1. */
const halfCosine = (u: Scalar<'float64'>, initial: number, final: number): Scalar<'float64'> =>
  add(final, mul((initial - final) / 2, add(1, cos(mul(Math.PI, u)))))

/**
 * Half a period of a cosine from initial to final (default 0), then final:
 * final + (initial - final) (1 + cos(pi min(t / steps, 1))) / 2 (Loshchilov and Hutter 2017, without restarts).
 * @example
 * cosineDecay({ initial: 1, steps: 10 })(5) // => 0.5
 */
export const cosineDecay = (options: CosineDecayOptions): Float64Schedule => {
  const {
    initial,
    steps,
    final = 0,
  } = optionsIn('cosineDecay', options, ['initial', 'steps', 'final'])
  finite('cosineDecay', { initial, final })
  positive('cosineDecay', { steps })
  return step => halfCosine(minimum(div(real('cosineDecay', step), steps), 1), initial, final)
}

export interface WarmupCosineOptions {
  /** The value at the end of the warm-up. */
  readonly peak: number
  /** How many steps the value rises. */
  readonly warmup: number
  /** The step from which on the value is `final`, warm-up included. */
  readonly steps: number
  /** The value at step 0. Default: 0. */
  readonly initial?: number | undefined
  /** Default: 0. */
  readonly final?: number | undefined
}

/**
 * A straight line from initial (default 0) to peak for `warmup` steps, then half a period of a cosine
 * from peak to final (default 0), which is reached at `steps`.
 * @example
 * warmupCosine({ peak: 1, warmup: 10, steps: 30 })(20) // => 0.5
 */
export const warmupCosine = (options: WarmupCosineOptions): Float64Schedule => {
  const {
    peak,
    warmup,
    steps,
    initial = 0,
    final = 0,
  } = optionsIn('warmupCosine', options, ['peak', 'warmup', 'steps', 'initial', 'final'])
  finite('warmupCosine', { peak, initial, final })
  positive('warmupCosine', { warmup, steps })
  if (warmup >= steps)
    throw new ArgumentError(
      'warmupCosine',
      `the warm-up of ${warmup} steps leaves nothing of ${steps}; expected fewer.`,
      '`steps` counts all steps, those of the warm-up included.',
    )
  return step => {
    const t = real('warmupCosine', step)
    const rise = add(initial, mul((peak - initial) / warmup, t))
    const fall = halfCosine(minimum(div(add(t, -warmup), steps - warmup), 1), peak, final)
    return where(greaterEqual(t, warmup), fall, rise)
  }
}

/**
 * A staircase: pairs of a step and the value from it on, the first from step 0.
 * @example
 * piecewise([[0, 0.1], [1000, 0.01]])(1000) // => 0.01
 */
export const piecewise = (
  pieces: readonly (readonly [from: number, value: number])[],
): Float64Schedule => {
  if (!Array.isArray(pieces) || !pieces.every(Array.isArray))
    throw new ArgumentError(
      'piecewise',
      `got ${shown(pieces)}; expected a list of pairs of a step and a value.`,
      'Write [[0, 0.1], [1000, 0.01]] for 0.1, and 0.01 from step 1000 on.',
    )
  pieces.forEach(([from, value], i) => {
    finite('piecewise', { [`the step of piece ${i}`]: from, [`the value of piece ${i}`]: value })
    const before = pieces[i - 1]
    if (before !== undefined && from <= before[0])
      throw new ArgumentError(
        'piecewise',
        `piece ${i} begins at step ${from}, the one before it at ${before[0]}; expected rising steps.`,
      )
  })
  const [first, ...rest] = pieces
  if (first === undefined || first[0] !== 0)
    throw new ArgumentError(
      'piecewise',
      first === undefined
        ? 'got no pieces; expected one that begins at step 0.'
        : `the first piece begins at step ${first[0]}; expected 0.`,
      'Write the initial value as [0, value].',
    )
  const initial = tensor(first[1], { dtype: 'float64' })
  return step => {
    const t = real('piecewise', step)
    return rest.reduce<Tensor>(
      (value, [from, next]) => where(greaterEqual(t, from), next, value),
      initial,
    )
  }
}
