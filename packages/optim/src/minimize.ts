/** The minimum of a smooth function of a few or a few million parameters, by quasi-Newton methods. */
import { ArgumentError, add, mul, type Scalar, sub } from '@miniflow/core'
import { bfgs, type Curvature, limitedBfgs } from './curvature.js'
import { type Search, strongWolfe, type Trial } from './line-search.js'
import { count, notNegative } from './numbers.js'
import { inner, lengthOf, type Objective, objective, type Point, type Vector } from './objective.js'
import { optionsIn, shown } from './options.js'

export interface MinimizeOptions {
  /** 'bfgs' keeps a matrix of n^2 numbers for n parameters, 'l-bfgs' a few vectors. Default: 'l-bfgs'. */
  readonly method?: 'bfgs' | 'l-bfgs' | undefined
  /**
   * The Euclidean norm of the gradient at which f has converged. Default: 1e-8, and 1e-3 where a
   * parameter is float32.
   */
  readonly tolerance?: number | undefined
  /** Default: 1000. */
  readonly maxIterations?: number | undefined
  /** How many steps 'l-bfgs' remembers. Default: 10. */
  readonly memory?: number | undefined
}

/** One point on the way: x0, or where a line search ended. */
export interface Iterate {
  readonly value: number
  readonly gradientNorm: number
  /** The step along the direction of the search; 0 at x0. */
  readonly step: number
  /** How often f and its gradient have been computed by then. */
  readonly evaluations: number
}

interface Outcome<Tag extends string, P> {
  readonly tag: Tag
  /** The parameters, a tree like x0. */
  readonly x: P
  readonly value: number
  readonly gradientNorm: number
  readonly iterations: number
  /** How often f and its gradient were computed. */
  readonly evaluations: number
  /** All points on the way, x0 first. */
  readonly history: readonly Iterate[]
}

/**
 * How it ended: with a gradient within the tolerance, after as many iterations as were allowed, or
 * where no step lowers f any further (at the limit of its precision, or f has no minimum).
 */
export type Minimum<P> =
  | Outcome<'Converged', P>
  | Outcome<'IterationLimit', P>
  | Outcome<'LineSearchFailed', P>

/** How much of a value rounding may make up, in units of its last place. */
const UNITS = 16

const curvatureOf = ({ method = 'l-bfgs', memory: given }: MinimizeOptions): Curvature => {
  if (method === 'l-bfgs') {
    const memory = given === undefined ? 10 : given
    count('minimize', { memory })
    return limitedBfgs(memory)
  }
  if (method !== 'bfgs')
    throw new ArgumentError(
      'minimize',
      `the method is ${shown(method)}; expected 'bfgs' or 'l-bfgs'.`,
    )
  if (given !== undefined)
    throw new ArgumentError(
      'minimize',
      "there is no option memory with the method 'bfgs', which remembers all steps.",
      "Leave it out, or take the method 'l-bfgs'.",
    )
  return bfgs
}

/** A line search from here in the direction that the curvature gives; nothing where that is not downhill. */
const descendFrom = <P>(
  { evaluate, precision }: Objective<P>,
  here: Point<P>,
  curvature: Curvature,
): Search<Point<P>> | undefined => {
  const direction = curvature.direction(here.gradient)
  const slope = inner(here.gradient, direction)
  if (!(slope < 0) || slope === Number.NEGATIVE_INFINITY) return undefined
  const along = (step: number): Trial<Point<P>> => {
    const point = evaluate(add(here.at, mul(direction, step)) as Vector)
    return { step, value: point.value, slope: inner(point.gradient, direction), point }
  }
  const first = curvature.fresh ? Math.min(1, 1 / lengthOf(here.gradient)) : 1
  const start = { step: 0, value: here.value, slope, point: here }
  return strongWolfe(along, start, first, UNITS * precision * Math.abs(here.value))
}

/**
 * A minimum of f, a smooth function from a tree of parameters to one number, by BFGS or L-BFGS with
 * line searches that satisfy the strong Wolfe conditions (Nocedal and Wright, Numerical Optimization,
 * 2006, algorithms 6.1 and 7.5). Curves, small models and the like take tens of iterations; f must be
 * the same function at every call, so no batches and no dropout.
 *
 * Where f or its gradient is not finite, steps become shorter. The value is never above that at x0 by
 * more than rounding, and nothing is differentiated through: the result is a constant.
 *
 * Throws `ArgumentError` for f that is not finite at x0 and for options that make no sense,
 * `NonScalarOutputError` for f that gives more than one number, `DTypeError` for parameters that are
 * not floats.
 * @example
 * const bowl = (x: Tensor<[2], 'float64'>) => sum(square(sub(x, tensor([1, 2], { dtype: 'float64' }))))
 * const { tag, x } = minimize(bowl, zeros([2], { dtype: 'float64' }))
 * tag // => Converged
 * astype(x, 'float32') // => [1, 2]
 */
export const minimize = <P>(f: (x: P) => Scalar, x0: P, options?: MinimizeOptions): Minimum<P> => {
  const known = optionsIn('minimize', options, ['method', 'tolerance', 'maxIterations', 'memory'])
  const unlearnt = curvatureOf(known)
  const { maxIterations = 1000, tolerance: asked } = known
  count('minimize', { maxIterations }, 0)
  if (asked !== undefined) notNegative('minimize', { tolerance: asked })
  const goal = objective(f, x0)
  const tolerance = asked ?? (goal.precision === Number.EPSILON ? 1e-8 : 1e-3)

  let curvature = unlearnt
  let here = goal.start
  let evaluations = 1
  const history: Iterate[] = []
  const arrive = (step: number): number => {
    const gradientNorm = lengthOf(here.gradient)
    history.push({ value: here.value, gradientNorm, step, evaluations })
    return gradientNorm
  }
  const end = (tag: Minimum<P>['tag'], gradientNorm: number): Minimum<P> => ({
    tag,
    x: here.x,
    value: here.value,
    gradientNorm,
    iterations: history.length - 1,
    evaluations,
    history,
  })

  for (let norm = arrive(0); ; ) {
    if (norm <= tolerance) return end('Converged', norm)
    if (history.length > maxIterations) return end('IterationLimit', norm)
    const search = descendFrom(goal, here, curvature)
    evaluations += search?.evaluations ?? 0
    if (search === undefined || search.trial.point === here) {
      // Once more without what was learnt, which may mislead.
      if (curvature.fresh) return end('LineSearchFailed', norm)
      curvature = unlearnt
      continue
    }
    const { point, step } = search.trial
    curvature = curvature.learn(
      sub(point.at, here.at) as Vector,
      sub(point.gradient, here.gradient) as Vector,
    )
    here = point
    norm = arrive(step)
  }
}
