/**
 * A step along a ray that satisfies the strong Wolfe conditions (Nocedal and Wright, Numerical
 * Optimization, 2006, algorithms 3.5 and 3.6).
 */

/** The function at a step along the ray; a value that is not finite is Infinity. */
export interface Trial<A> {
  readonly step: number
  readonly value: number
  readonly slope: number
  readonly point: A
}

export interface Search<A> {
  /** Whether `trial` satisfies the conditions; else it is the lowest there was, perhaps the start. */
  readonly found: boolean
  readonly trial: Trial<A>
  readonly evaluations: number
}

/** The share of the decrease that the slope promises, (3.7a). */
const DECREASE = 1e-4
/** The share of the slope that may be left, (3.7b). */
const CURVATURE = 0.9
const MOST_TRIALS = 40

/** The minimum of the cubic through two values with their slopes, (3.59); NaN where there is none. */
const cubicMinimum = <A>(a: Trial<A>, b: Trial<A>): number => {
  const d1 = a.slope + b.slope - (3 * (a.value - b.value)) / (a.step - b.step)
  const d2 = Math.sign(b.step - a.step) * Math.sqrt(d1 ** 2 - a.slope * b.slope)
  return b.step - ((b.step - a.step) * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2)
}

/** x kept between two numbers in any order; `otherwise` for NaN. */
const within = (x: number, a: number, b: number, otherwise: number): number =>
  Number.isNaN(x) ? otherwise : Math.min(Math.max(x, Math.min(a, b)), Math.max(a, b))

/** A longer step: where the cubic has its minimum, 2 to 10 times as far. */
const longer = <A>(before: Trial<A>, last: Trial<A>): number =>
  within(cubicMinimum(before, last), 2 * last.step, 10 * last.step, 2 * last.step)

/**
 * A step between two: the minimum of the cubic, a tenth of the way from either end at least, and every
 * third time the middle, so that the way shrinks. From an end without a finite value, nine tenths back.
 */
const between = <A>(low: Trial<A>, high: Trial<A>, turn: number): number => {
  const at = (share: number): number => low.step + share * (high.step - low.step)
  if (!Number.isFinite(high.value)) return at(0.1)
  return turn % 3 === 2 ? at(0.5) : within(cubicMinimum(low, high), at(0.1), at(0.9), at(0.5))
}

/**
 * Searches from `start`, whose step is 0 and whose slope is below 0, with `first` as the first step.
 * `slack` is what rounding may add to a value: close to a minimum values are equal to rounding while
 * slopes still tell (Hager and Zhang 2005).
 */
export const strongWolfe = <A>(
  along: (step: number) => Trial<A>,
  start: Trial<A>,
  first: number,
  slack: number,
): Search<A> => {
  let evaluations = 0
  let lowest = start
  const tried = (step: number): Trial<A> => {
    evaluations++
    const trial = along(step)
    if (trial.value < lowest.value) lowest = trial
    return trial
  }
  const decreases = ({ step, value }: Trial<A>): boolean =>
    value <= start.value + DECREASE * step * start.slope + slack
  const satisfies = (trial: Trial<A>): boolean =>
    decreases(trial) && Math.abs(trial.slope) <= -CURVATURE * start.slope
  const found = (trial: Trial<A>): Search<A> => ({ found: true, trial, evaluations })
  const none = (): Search<A> => ({ found: false, trial: lowest, evaluations })

  // Algorithm 3.6: `low` is the lower of two ends between which there is such a step.
  const zoom = (lower: Trial<A>, other: Trial<A>): Search<A> => {
    let [low, high] = [lower, other]
    for (let turn = 0; evaluations < MOST_TRIALS; turn++) {
      const step = between(low, high, turn)
      if (step === low.step || step === high.step) return none()
      const trial = tried(step)
      if (satisfies(trial)) return found(trial)
      if (!decreases(trial) || trial.value >= low.value) high = trial
      else {
        if (trial.slope * (high.step - low.step) >= 0) high = low
        low = trial
      }
    }
    return none()
  }

  // Algorithm 3.5: longer and longer steps, until there is something to zoom into.
  let [before, step] = [start, first]
  while (evaluations < MOST_TRIALS) {
    const trial = tried(step)
    if (satisfies(trial)) return found(trial)
    if (!decreases(trial) || (before !== start && trial.value >= before.value))
      return zoom(before, trial)
    if (trial.slope >= 0) return zoom(trial, before)
    step = longer(before, trial)
    before = trial
  }
  return none()
}
