/** checkGradients: whether the derivatives of a function are what differences of its values give. */
import {
  type Arguments,
  type Aval,
  type Flat,
  flattenArguments,
  isFloat,
  lifted,
  type TreeFunction,
  type Value,
  wantFunction,
} from '@miniflow/core/extend'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { blamed, runOf, stops } from './blame.js'
import { guessed } from './compare.js'
import { examine, type Finding, weightsOf } from './examine.js'
import type { Verdict } from './judge.js'
import { type Checked, type CheckOptions, checked, refuse } from './options.js'
import {
  floatsOf,
  gradientOf,
  type Leafwise,
  type Problem,
  placeOf,
  problemOf,
  tangentOf,
  valuesFrom,
} from './problem.js'
import { type Entry, entryOf, GradientMismatch, merged, mismatch, type Report } from './report.js'
import type { Together } from './together.js'
import { inDouble, WHERE, widened } from './wide.js'

/** f as a list function of the float leaves alone, with the names of its results. */
const wideOf = (where: string, f: TreeFunction, args: readonly unknown[]) => {
  const flat: Flat = flattenArguments(where, f, args.map(lifted))
  const floats = flat.leaves.flatMap((leaf, i) => (isFloat(leaf.dtype) ? [i] : []))
  if (floats.length === 0)
    refuse(where, 'no argument is a float, so that there is no derivative to check.')
  const run = inDouble(f, flat as Flat<Aval>)
  const whole = (xs: readonly Value[]): Flat =>
    run(
      flat.leaves.map((leaf, i) => (floats.includes(i) ? (xs[floats.indexOf(i)] as Value) : leaf)),
    )
  const leafwise: Leafwise = xs => floatsOf(whole(xs).leaves)
  const xs = floats.map(i => widened(flat.leaves[i] as Value))
  return { leafwise, whole, xs, paths: floats.map(i => flat.paths[i] as string) }
}

const same = (a: Value, b: Value): boolean => {
  const [x, y] = [a.data(), b.data()]
  return (
    String(a.shape) === String(b.shape) && x.every((v: number, i: number) => Object.is(v, y[i]))
  )
}

const impure = (where: string, problem: string, seed: number): GradientMismatch =>
  new GradientMismatch(
    where,
    problem,
    'Derivatives are of pure functions: pass what changes, keys for random numbers too, as arguments.',
    { entries: [], wrong: 0, looked: 0, blame: undefined, guess: undefined, stopped: false, seed },
  )

/** What strict code throws when it assigns to something frozen. */
const isMutation = (error: unknown): error is TypeError =>
  error instanceof TypeError &&
  /read only|not extensible|Cannot (?:add|assign|delete|redefine)/.test(error.message)

/** f twice at one point: what it returned, or how it is not a function of its arguments. */
const purity = (
  where: string,
  { whole, xs }: ReturnType<typeof wideOf>,
  seed: number,
): E.Either<GradientMismatch, Flat> => {
  try {
    const [first, second] = [whole(xs), whole(xs)]
    const alike =
      first.leaves.length === second.leaves.length &&
      first.leaves.every((y, i) => same(y, second.leaves[i] as Value))
    return alike
      ? E.right(first)
      : E.left(
          impure(
            where,
            'f is not pure: called twice with the same arguments it gave two different results.',
            seed,
          ),
        )
  } catch (error) {
    if (!isMutation(error)) throw error
    return E.left(
      impure(where, `f is not pure: it changes its arguments (${error.message}).`, seed),
    )
  }
}

/** The worst first. */
const badness = ({ analytic, slope }: Finding): number => {
  const off = Math.max(slope.low - analytic, analytic - slope.high)
  return Number.isNaN(off) ? Number.POSITIVE_INFINITY : off
}

/** What to say of derivatives at kinks that are right one by one, and wrong together. */
const atKinks = ({ analytic, low, high }: Together): string =>
  `each is between the slopes of both sides, but together they are not: along one direction they give ${Number(analytic.toPrecision(4))}, and the slopes around are ${Number(low.toPrecision(4))} to ${Number(high.toPrecision(4))}. Are ties counted in full, instead of shared?`

/** How many entries a message shows. */
const SHOWN = 8

const wrongAt = (
  where: string,
  problem: Problem,
  found: ReturnType<typeof examine>,
  order: number,
  { relative, seed }: Checked,
): GradientMismatch => {
  const wrong = found.findings.filter(({ verdict }) => verdict === 'wrong')
  const sorted = wrong.toSorted((a, b) => badness(b) - badness(a))
  const worst = sorted[0] as Finding
  const named = (findings: readonly Finding[]): readonly Entry[] =>
    findings.map(finding => entryOf(finding, order, problem.inputs, problem.outputs))
  const entries = merged(named(sorted))
  const run = runOf(problem.leafwise, valuesFrom(problem.inputs, problem.at))
  const blame = O.toUndefined(blamed(run, relative))
  const { leaf } = placeOf(problem.inputs, worst.input)
  return mismatch(where, {
    entries: entries.slice(0, SHOWN),
    wrong: entries.length,
    looked: merged(named(found.findings)).length,
    blame,
    guess:
      found.together === undefined
        ? guessed(problem, leaf, worst.mode, found.weights, blame, run)
        : atKinks(found.together),
    stopped: stops(run),
    seed,
  })
}

/** The problem of the next order: the derivative as a function. */
const derived = (problem: Problem, { modes, seed }: Checked, order: number): Problem => {
  const xs = valuesFrom(problem.inputs, problem.at)
  const reverse = modes.includes('reverse')
  const over = reverse ? problem.outputs : problem.inputs
  const n = reverse ? problem.value.length : problem.at.length
  const seeds = valuesFrom(over, weightsOf(seed, order, 7, n))
  const next = reverse ? gradientOf(problem.leafwise, seeds) : tangentOf(problem.leafwise, seeds)
  const paths = problem.inputs.map(({ path }) => path)
  return problemOf(next, xs, paths, reverse ? paths : problem.outputs.map(({ path }) => path))
}

/** `checkGradients` in the name of another public function. */
export const checkIn = (
  where: string,
  f: TreeFunction,
  args: readonly unknown[],
  given?: CheckOptions,
): E.Either<GradientMismatch, Report> => {
  wantFunction(where, f)
  if (!Array.isArray(args))
    refuse(where, 'the arguments of f must be a list.', `Write ${where}(f, [x]), also for one.`)
  const options = checked(where, given)
  const wide = wideOf(where, f, args)
  const pure = purity(where, wide, options.seed)
  if (E.isLeft(pure)) return pure
  const names = pure.right.leaves.flatMap((y, i) =>
    isFloat(y.dtype) ? [pure.right.paths[i] as string] : [],
  )
  if (names.length === 0)
    refuse(where, 'f returned no float, so that there is no derivative to check.')
  let problem = problemOf(wide.leafwise, wide.xs, wide.paths, names)
  let report = { evaluations: 2, directions: 0, elements: 0 }
  const special: { readonly verdict: Verdict; readonly entry: Entry }[] = []
  for (let order = 1; order <= options.order; order++) {
    if (order > 1) problem = derived(problem, options, order)
    const { path, modes, relative, seed } = options
    if (path !== undefined && path.order !== order) continue
    if (path !== undefined && path.input >= problem.at.length)
      refuse(
        where,
        `path is ${path.order}/${path.input}; the arguments have ${problem.at.length} numbers.`,
      )
    const here = problem
    const found = examine(here, {
      modes,
      relative,
      seed,
      order,
      only: path?.input,
      magnitude: () => runOf(here.leafwise, valuesFrom(here.inputs, here.at)).magnitude,
    })
    if (found.findings.some(({ verdict }) => verdict === 'wrong'))
      return E.left(wrongAt(where, problem, found, order, options))
    report = {
      evaluations: report.evaluations + problem.count(),
      directions: report.directions + found.directions,
      elements: report.elements + found.elements,
    }
    for (const finding of found.findings)
      if (finding.verdict !== 'right')
        special.push({
          verdict: finding.verdict,
          entry: entryOf(finding, order, problem.inputs, problem.outputs),
        })
  }
  const ofKind = (kind: Verdict): readonly Entry[] =>
    merged(special.flatMap(({ verdict, entry }) => (verdict === kind ? [entry] : [])))
  return E.right({
    ...report,
    orders: options.order,
    modes: options.modes,
    kinks: ofKind('kink'),
    infinite: ofKind('infinite'),
    undefined: ofKind('undefined'),
    uncertain: ofKind('uncertain'),
    seed: options.seed,
  })
}

/**
 * Whether the derivatives of f at these arguments are what differences of its values give: reverse
 * and forward mode, along random directions first, and number by number where these disagree. f runs
 * in float64, whatever it was written in. The tolerance follows from the measured error of the
 * differences. At kinks any slope between those of both sides is right, and told of in the report.
 *
 * Arguments are trees; integers and truth values among them stay as they are. A wrong derivative, or
 * an f that is not pure, is on the left, as a `GradientMismatch` with the table of the worst
 * entries. Throws `ArgumentError` for options that are none, or if there is nothing to
 * differentiate; and what f throws.
 * @example checkGradients((x) => sum(mul(x, x)), [tensor([1, 2])])._tag // => Right
 */
export const checkGradients = <A extends Arguments | readonly [], R>(
  f: (...args: A) => R,
  args: A,
  options?: CheckOptions,
): E.Either<GradientMismatch, Report> => checkIn(WHERE, f as TreeFunction, args, options)

/**
 * `checkGradients` for any test runner: throws the `GradientMismatch`, or gives the report.
 * @example expectGradients((x) => sum(mul(x, x)))(tensor([1, 2])).kinks.length // => 0
 */
export const expectGradients =
  <A extends Arguments, R>(f: (...args: A) => R, options?: CheckOptions) =>
  (...args: A): Report => {
    const result = checkIn('expectGradients', f as TreeFunction, args, options)
    if (E.isLeft(result)) throw result.left
    return result.right
  }
