/** One order of derivatives examined: random directions first, single numbers where these disagree. */
import { random } from '@miniflow/core'
import { glance, judge, type Verdict } from './judge.js'
import { carefulSlopes, type Slope, STEP, slopes, weighted } from './numeric.js'
import type { Leaf, Problem } from './problem.js'
import { apart, around, type Together } from './together.js'

export type Mode = 'reverse' | 'forward'

/** A derivative beside its numeric value: of the output (or all, weighted) in one number. */
export interface Finding {
  readonly verdict: Verdict
  readonly mode: Mode
  readonly input: number
  /** Which of the result's numbers; absent for the weighted sum of many. */
  readonly output: number | undefined
  readonly analytic: number
  readonly slope: Slope
}

export interface Examination {
  /** How derivatives at kinks, each right by itself, are wrong together. */
  readonly together?: Together
  readonly findings: readonly Finding[]
  readonly directions: number
  readonly elements: number
  /** The weights of the outputs in sums of them. */
  readonly weights: Float64Array
}

export interface Settings {
  readonly modes: readonly Mode[]
  readonly relative: number
  readonly seed: number
  readonly order: number
  /** The largest number met on the way to the result. */
  readonly magnitude: () => number
  /** Only this number of the arguments, to look again. */
  readonly only: number | undefined
}

/** Numbers of random sign between 1/2 and 1 in size, so that no two of them cancel or drown others. */
export const weightsOf = (seed: number, order: number, stream: number, n: number): Float64Array => {
  const key = random.foldIn(random.foldIn(random.key(seed), order), stream)
  const drawn = random.uniform(key, [n], { low: -1, high: 1, dtype: 'float64' }).data()
  return Float64Array.from(drawn, u => (u + Math.sign(u)) / 2)
}

/** The most groups of leaves that get a direction of their own. */
const GROUPS = 4
/** The most results whose rows of the Jacobian are asked for one by one. */
const ROWS = 64
/** The most numbers looked at one by one. */
const ELEMENTS = 512

/** Leaves in at most GROUPS groups of neighbours. */
const grouped = (inputs: readonly Leaf[]): readonly (readonly number[])[] => {
  const full = inputs.filter(({ size }) => size > 0)
  const each = Math.max(1, Math.ceil(full.length / GROUPS))
  return Array.from({ length: Math.ceil(full.length / each) }, (_, g) =>
    full
      .slice(g * each, (g + 1) * each)
      .flatMap(({ start, size }) => Array.from({ length: size }, (_, i) => start + i)),
  )
}

const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((s, x, i) => s + x * (b[i] as number), 0)

/** The sizes of the terms of a dot product. */
const mass = (a: Float64Array, b: Float64Array): number =>
  a.reduce((s, x, i) => s + Math.abs(x * (b[i] as number) || 0), 0)

export const examine = (problem: Problem, settings: Settings): Examination => {
  const { at, value, f } = problem
  const { modes, relative, seed, order } = settings
  const n = at.length
  const m = value.length
  const u = weightsOf(seed, order, 0, m)
  const forward = modes.includes('forward')
  const gradient = modes.includes('reverse') && m > 0 ? problem.pull(u) : undefined
  const sizeAt = (i: number): number => Math.max(1, Math.abs(at[i] as number))

  const along = (v: Float64Array) => (h: number) =>
    h === 0 ? value : f(at.map((x, i) => x + h * (v[i] as number)))

  const directionOf = (elements: readonly number[], stream: number): Float64Array => {
    const drawn = weightsOf(seed, order, stream, elements.length)
    const v = new Float64Array(n)
    elements.forEach((i, k) => {
      v[i] = (drawn[k] as number) * sizeAt(i)
    })
    return v
  }

  /** Whether all derivatives along v are what differences give, as far as a glance can tell. */
  const passes = (v: Float64Array, look: typeof slopes): boolean => {
    const numeric = look(along(v), { magnitude: look === slopes ? 0 : settings.magnitude() })
    const tangent = forward ? problem.push(v) : undefined
    const scale = tangent?.reduce((s, t) => Math.max(s, Math.abs(t)), 0) ?? 0
    return (
      (tangent?.every((t, j) => glance(t, numeric[j] as Slope, relative, scale)) ?? true) &&
      (gradient === undefined ||
        glance(dot(gradient, v), weighted(numeric, u), relative, mass(gradient, v)))
    )
  }

  /** The numbers among these that a disagreement comes from, by halving where there are many. */
  const suspects = (elements: readonly number[], stream: number): readonly number[] => {
    if (elements.length <= 32) return elements
    const half = Math.ceil(elements.length / 2)
    return [elements.slice(0, half), elements.slice(half)].flatMap((part, k) =>
      passes(directionOf(part, 2 * stream + k), slopes) ? [] : suspects(part, 2 * stream + k),
    )
  }

  const rows =
    gradient !== undefined && m > 1 && m <= ROWS
      ? (() => {
          let made: readonly Float64Array[] | undefined
          return () => {
            made ??= Array.from({ length: m }, (_, j) =>
              problem.pull(Float64Array.from({ length: m }, (_, k) => (k === j ? 1 : 0))),
            )
            return made
          }
        })()
      : undefined

  /** What every mode says of the derivative in one number, beside the slopes of all outputs. */
  const claims = (i: number): readonly Omit<Finding, 'verdict' | 'slope'>[] => {
    const unit = Float64Array.from({ length: n }, (_, k) => (k === i ? 1 : 0))
    const each = (values: (j: number) => number, mode: Mode) =>
      Array.from({ length: m }, (_, j) => ({ mode, input: i, output: j, analytic: values(j) }))
    const tangent = forward ? problem.push(unit) : undefined
    return [
      ...(rows !== undefined
        ? each(j => rows()[j]?.[i] as number, 'reverse')
        : gradient !== undefined
          ? m === 1
            ? each(() => (gradient[i] as number) / (u[0] as number), 'reverse')
            : [
                {
                  mode: 'reverse' as const,
                  input: i,
                  output: undefined,
                  analytic: gradient[i] as number,
                },
              ]
          : []),
      ...(tangent !== undefined ? each(j => tangent[j] as number, 'forward') : []),
    ]
  }

  const scaleOfAll = (gradient ?? new Float64Array(1)).reduce(
    (s, g) => Math.max(s, Number.isFinite(g) ? Math.abs(g) : 0),
    0,
  )

  const beside = (numeric: readonly Slope[], output: number | undefined): Slope =>
    output === undefined ? weighted(numeric, u) : (numeric[output] as Slope)

  const element = (i: number): readonly Finding[] => {
    const v = Float64Array.from({ length: n }, (_, k) => (k === i ? 1 : 0))
    const x = Math.abs(at[i] as number)
    const step = STEP * sizeAt(i)
    const made = claims(i)
    const quick = slopes(along(v), { step })
    if (made.every(c => glance(c.analytic, beside(quick, c.output), relative, 0)))
      return made.map(c => ({ ...c, slope: beside(quick, c.output), verdict: 'right' }))
    const careful = carefulSlopes(along(v), {
      step,
      magnitude: settings.magnitude(),
      sizes: x > 0 && x < 1e-2 ? [x] : [],
    })
    const first = made.map((c): Finding => {
      const slope = beside(careful, c.output)
      return { ...c, slope, verdict: judge(c.analytic, slope, relative, scaleOfAll) }
    })
    return first.some(({ verdict }) => verdict === 'wrong') ? reconsidered(i, first) : first
  }

  /** Between ties, what is wrong here may be the slope of points nearby. */
  const reconsidered = (i: number, first: readonly Finding[]): readonly Finding[] => {
    const hulls = around(at, f, i, stream => weightsOf(seed, order, 1000 + stream, n))
    const bent = hulls.map((hull): Slope => {
      const { low, high } = hull ?? { low: 0, high: 0 }
      const kind = hull === undefined ? 'smooth' : 'kink'
      return { kind, value: (low + high) / 2, error: 0, low, high }
    })
    return first.map((finding): Finding => {
      const slope = beside(bent, finding.output)
      const between = slope.kind === 'kink' && judge(finding.analytic, slope, 1e-3, 0) === 'kink'
      return finding.verdict === 'wrong' && between
        ? { ...finding, slope, verdict: 'kink' }
        : finding
    })
  }

  const one = (elements: readonly number[]): readonly Finding[] => elements.flatMap(element)
  if (settings.only !== undefined)
    return { findings: one([settings.only]), directions: 0, elements: 1, weights: u }
  if (m === 0 || n === 0) return { findings: [], directions: 0, elements: 0, weights: u }
  const groups = grouped(problem.inputs)
  const all = groups.flat()
  const failed = groups.filter((group, g) => !passes(directionOf(group, 1 + g), slopes))
  const crossed = groups.length > 1 && !passes(directionOf(all, 1 + groups.length), slopes)
  const doubtful = failed.length > 0 ? failed : crossed ? groups : []
  const still = doubtful.filter((group, g) => !passes(directionOf(group, 20 + g), carefulSlopes))
  const found = still.flatMap((group, g) => suspects(group, 40 + g))
  // Halves that each agree say that the whole is not linear: every number is looked at.
  const looked = found.length > 0 ? found : still.flat()
  const chosen = looked.filter((_, k) => k % Math.ceil(looked.length / ELEMENTS) === 0)
  const findings = one(chosen)
  const counts = {
    directions: groups.length + (groups.length > 1 ? 1 : 0) + doubtful.length,
    elements: chosen.length,
    weights: u,
  }
  const kinked = new Set(
    findings.flatMap(({ verdict, input }) => (verdict === 'kink' ? [input] : [])),
  )
  if (kinked.size === 0 || findings.some(({ verdict }) => verdict === 'wrong'))
    return { findings, ...counts }
  const pushed = (i: number): number =>
    dot(problem.push(Float64Array.from({ length: n }, (_, k) => (k === i ? 1 : 0))), u)
  const total = gradient ?? at.map((_, i) => (kinked.has(i) ? pushed(i) : 0))
  const together = apart(at, x => dot(f(x), u), total, [...kinked])
  if (together === undefined) return { findings, ...counts }
  const blamed = findings.map(
    (found): Finding => (found.verdict === 'kink' ? { ...found, verdict: 'wrong' } : found),
  )
  return { findings: blamed, ...counts, together }
}
