/** Slopes by differences: central and from either side, each with an estimate of its error. */

/** A function of one number, and as many numbers as it likes: a cut through f along a direction. */
export type Curve = (h: number) => ArrayLike<number>

/**
 * What the slope of one output at h = 0 is:
 * smooth: one number; kink: another on either side; infinite: differences grow without bound on a
 * side; undefined: the function has no finite value here or around.
 */
export type SlopeKind = 'smooth' | 'kink' | 'infinite' | 'undefined'

/** The slope of one output. Any derivative between `low` and `high`, give or take `error`, is right. */
export interface Slope {
  readonly kind: SlopeKind
  readonly value: number
  readonly error: number
  readonly low: number
  readonly high: number
}

/** Half the distance between 1 and the next number in each precision. */
const UNIT = { double: 2 ** -53, single: 2 ** -24 } as const

/** cbrt(eps): where the rounding error of a central difference meets its truncation error. */
export const STEP: number = Math.cbrt(2 ** -52)

/** What the outputs are at five points, h, h/2, 0, -h/2, -h. */
interface Five {
  readonly h: number
  readonly at: readonly [number, number, number, number, number]
}

/** Numbers of few digits, such as whole ones, which are exact in any precision and tell of none. */
const isShort = (x: number): boolean => {
  if (x === 0 || !Number.isFinite(x)) return true
  return Number.isInteger(x * 2 ** (12 - Math.ceil(Math.log2(Math.abs(x)))))
}

const every = (xs: ArrayLike<number>, test: (x: number) => boolean): boolean =>
  Array.prototype.every.call(xs, test)

/** Whether values were rounded to float32 somewhere within a function. */
const areSingle = (all: readonly ArrayLike<number>[]): boolean =>
  all.every(xs => every(xs, x => Object.is(Math.fround(x), x) || Number.isNaN(x))) &&
  !all.every(xs => every(xs, isShort))

interface Level {
  readonly h: number
  /** What rounding alone does to the outputs. */
  readonly floor: number
  /** What is seen of it. */
  readonly noise: number
  readonly value: number
  readonly error: number
  readonly left: number
  readonly right: number
  readonly leftError: number
  readonly rightError: number
}

const finite = (x: number): number => (Number.isFinite(x) ? Math.abs(x) : 0)

/** Richardson: of two differences at h and h/2, what is left when the first error term is gone. */
const level = ({ h, at: [p2, p1, z, m1, m2] }: Five, unit: number, magnitude: number): Level => {
  const size = [p2, p1, z, m1, m2].reduce((s, x) => Math.max(s, finite(x)), 0)
  // A third difference of a smooth function is f''' h^3 / 4: at small h, what is seen of it is noise.
  const third = finite(p2 - 2 * p1 + 2 * m1 - m2) / Math.sqrt(10)
  const floor = Math.max(unit * size, UNIT.double * magnitude)
  const noise = Math.max(floor, third)
  const coarse = (p2 - m2) / (2 * h)
  const fine = (p1 - m1) / h
  const value = (4 * fine - coarse) / 3
  const [r0, r1] = [(p2 - z) / h, (2 * (p1 - z)) / h]
  const [l0, l1] = [(z - m2) / h, (2 * (z - m1)) / h]
  const sided = (6 * noise) / h
  return {
    h,
    floor,
    noise,
    value,
    error: Math.abs(value - fine) + (3 * noise) / h,
    right: 2 * r1 - r0,
    rightError: Math.abs(r1 - r0) + sided,
    left: 2 * l1 - l0,
    leftError: Math.abs(l1 - l0) + sided,
  }
}

/** Whether the slopes of both sides differ by more than their errors explain. */
const bends = ({ left, right, leftError, rightError }: Level): boolean =>
  Math.abs(right - left) > 2 * (leftError + rightError)

const undefinedSlope: Slope = {
  kind: 'undefined',
  value: Number.NaN,
  error: Number.POSITIVE_INFINITY,
  low: Number.NEGATIVE_INFINITY,
  high: Number.POSITIVE_INFINITY,
}

const smooth = (value: number, error: number): Slope => ({
  kind: 'smooth',
  value,
  error,
  low: value,
  high: value,
})

const kink = ({ value, left, right, leftError, rightError }: Level): Slope => ({
  kind: 'kink',
  value,
  error: Math.max(leftError, rightError),
  low: Math.min(left, right),
  high: Math.max(left, right),
})

/** Evaluations of a curve, each point once; columns are the outputs. */
const sampled = (f: Curve) => {
  const known = new Map<number, ArrayLike<number>>()
  const at = (h: number): ArrayLike<number> => {
    const value = known.get(h) ?? f(h)
    known.set(h, value)
    return value
  }
  const five =
    (h: number) =>
    (output: number): Five => {
      const read = (t: number): number => at(t)[output] ?? Number.NaN
      return { h, at: [read(h), read(h / 2), read(0), read(-h / 2), read(-h)] }
    }
  const unit = (): number => (areSingle([...known.values()]) ? UNIT.single : UNIT.double)
  return { at, five, unit }
}

/** How the differences are taken. */
export interface SlopeOptions {
  /** The first step; STEP times the size of what moves, by default STEP. */
  readonly step?: number
  /** The largest number met on the way to the outputs, whose rounding the outputs may carry. */
  readonly magnitude?: number
  /** Smaller sizes of what moves, where some of it is far below 1. */
  readonly sizes?: readonly number[]
}

/**
 * The slope of every output by one pair of central differences: five evaluations. Good where the
 * function is as smooth and as well scaled as most are; `error` tells.
 * @example slopes((h) => [Math.sin(h)])[0]?.value.toFixed(6) // => 1.000000
 */
export const slopes = (
  f: Curve,
  { step = STEP, magnitude = 0 }: SlopeOptions = {},
): readonly Slope[] => {
  const samples = sampled(f)
  const outputs = samples.at(0).length
  const five = samples.five(step)
  const first = Array.from({ length: outputs }, (_, i) => five(i))
  const unit = samples.unit()
  return first.map(points => {
    const here = level(points, unit, magnitude)
    if (!Number.isFinite(here.value)) return undefinedSlope
    return bends(here) ? kink(here) : smooth(here.value, here.error)
  })
}

/** Steps from 0.4 of the size down to where double precision ends. */
const LADDER: readonly number[] = Array.from({ length: 13 }, (_, j) => STEP * 4 ** (8 - j))

/**
 * The slope of every output by a ladder of steps: the best estimate, what lies on either side of a
 * kink, whether differences grow without bound. Some fifty evaluations.
 * @example carefulSlopes((h) => [Math.abs(h), Math.sqrt(h)]).map(({ kind }) => kind) // => kink,infinite
 */
export const carefulSlopes = (
  f: Curve,
  { step = STEP, magnitude = 0, sizes = [] }: SlopeOptions = {},
): readonly Slope[] => {
  const samples = sampled(f)
  const ladder = [
    ...LADDER.map(h => (h * step) / STEP),
    ...sizes.flatMap(size => LADDER.slice(2).map(h => h * size)),
  ].sort((a, b) => b - a)
  const outputs = samples.at(0).length
  const rows = ladder.map(h => Array.from({ length: outputs }, (_, i) => samples.five(h)(i)))
  const unit = samples.unit()
  return Array.from({ length: outputs }, (_, i) =>
    settle(
      rows.map(row => level(row[i] as Five, unit, magnitude)),
      samples.at(0)[i] as number,
    ),
  )
}

/** One output's slope from all of its levels, the largest step first. */
const settle = (levels: readonly Level[], here: number): Slope => {
  if (!Number.isFinite(here)) return undefinedSlope
  const right = levels.filter(l => Number.isFinite(l.right))
  const left = levels.filter(l => Number.isFinite(l.left))
  const both = levels.filter(l => Number.isFinite(l.value) && Number.isFinite(l.error))
  if (right.length === 0 && left.length === 0) return undefinedSlope
  const upRight = growth(right.map(l => [l.h, l.right, l.floor]))
  const upLeft = growth(left.map(l => [l.h, l.left, l.floor]))
  if (upRight !== 0 || upLeft !== 0) {
    const r = upRight === 0 ? oneSided(right, 'right').value : upRight * Number.POSITIVE_INFINITY
    const l = upLeft === 0 ? oneSided(left, 'left').value : upLeft * Number.POSITIVE_INFINITY
    const known = [r, l].filter(x => !Number.isNaN(x))
    return {
      kind: 'infinite',
      value: Number.isFinite(r) ? l : r,
      error: 0,
      low: Math.min(...known),
      high: Math.max(...known),
    }
  }
  if (both.length === 0) return right.length > 0 ? oneSided(right, 'right') : oneSided(left, 'left')
  // The smallest step whose rounding still leaves three digits tells kinks from curves.
  const sharp = both.findLast(
    l => (6 * l.noise) / l.h < 1e-3 * Math.max(Math.abs(l.left), Math.abs(l.right)),
  )
  if (sharp !== undefined && bends(sharp)) return kink(sharp)
  const best = steadiest(both)
  return smooth(best.value, best.error)
}

/**
 * The level with the least error, among those that agree with the smallest step that is not drowned in
 * rounding: beyond a pole or a far kink larger steps agree too, on another number.
 */
const steadiest = (levels: readonly Level[]): Level => {
  const lesser = (a: Level, b: Level): Level => (b.error < a.error ? b : a)
  const scale = levels.reduce((s, l) => Math.max(s, Math.abs(l.value)), 0)
  const start = levels.findLastIndex(l => l.error <= 1e-3 * scale)
  if (start < 0) return levels.reduce(lesser)
  let best = levels[start] as Level
  for (const next of levels.slice(0, start).toReversed()) {
    if (Math.abs(next.value - best.value) > 4 * (next.error + best.error)) break
    best = lesser(best, next)
  }
  return best
}

/** At the end of a function's domain, the slope of the side that is inside. */
const oneSided = (levels: readonly Level[], side: 'left' | 'right'): Slope => {
  const errorOf = (l: Level): number => (side === 'left' ? l.leftError : l.rightError)
  const [first, ...rest] = levels
  if (first === undefined) return undefinedSlope
  const best = rest.reduce((a, b) => (errorOf(b) < errorOf(a) ? b : a), first)
  return smooth(best[side], errorOf(best))
}

/**
 * The sign of what one-sided slopes grow to, or 0 where they settle: of a differentiable function, the
 * change from one step to the next shrinks with the step.
 */
const growth = (sides: readonly (readonly [h: number, slope: number, floor: number])[]): number => {
  const last = sides.slice(-5)
  const changes = last.slice(1).map(([h, s, floor], i) => {
    const change = s - (last[i]?.[1] ?? Number.NaN)
    return Math.abs(change) > (60 * floor) / h ? change : 0
  })
  const [first = 0, ...rest] = changes
  if (changes.length < 3 || first === 0) return 0
  const grows = rest.every((c, i) => {
    const before = changes[i] as number
    return c * before > 0 && Math.abs(c) >= 0.95 * Math.abs(before)
  })
  return grows ? Math.sign(first) : 0
}

/** The slope of a weighted sum of the outputs. */
export const weighted = (all: readonly Slope[], weights: ArrayLike<number>): Slope => {
  const terms = all.map((s, i) => [s, weights[i] as number] as const).filter(([, w]) => w !== 0)
  const order: readonly SlopeKind[] = ['smooth', 'kink', 'infinite', 'undefined']
  const total = (read: (s: Slope, w: number) => number): number =>
    terms.reduce((sum, [s, w]) => sum + read(s, w), 0)
  return {
    kind: terms.reduce<SlopeKind>(
      (kind, [s]) => (order.indexOf(s.kind) > order.indexOf(kind) ? s.kind : kind),
      'smooth',
    ),
    value: total((s, w) => s.value * w),
    error: total((s, w) => s.error * Math.abs(w)),
    low: total((s, w) => Math.min(s.low * w, s.high * w)),
    high: total((s, w) => Math.max(s.low * w, s.high * w)),
  }
}
