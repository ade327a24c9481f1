/** Slopes from values alone: with an error, and at kinks with the slopes of both sides. */
import { type Tensor, tensor } from '@miniflow/core'
import { moved } from './directions.js'
import type { Smooth, Tensors } from './law.js'

/** For every element of the value the least and the most that its derivative may be. */
export interface Bounds {
  readonly least: readonly number[]
  readonly most: readonly number[]
}

/** The step of differences, exact in binary. */
const STEP = 2 ** -10

/** What rounding may do to values, in their size: a few units in the last place. */
const ROUNDING = 2 ** -49

const valuesAt = (f: Smooth, xs: Tensors, ts: Tensors, h: number): readonly number[] =>
  Array.from<number, number>(f(...moved(xs, ts, h)).data(), Number)

const size = (x: number): number => (Number.isFinite(x) ? Math.abs(x) : 0)

/**
 * (4 d(h/2) - d(h)) / 3 for central differences d: the h^2 in the error of both is gone, and how far
 * they are apart is more than what is left.
 */
const central = (f: Smooth, xs: Tensors, ts: Tensors): Bounds => {
  const [a, b, c, d] = [-STEP, -STEP / 2, STEP / 2, STEP].map(h =>
    valuesAt(f, xs, ts, h),
  ) as unknown as readonly [
    readonly number[],
    readonly number[],
    readonly number[],
    readonly number[],
  ]
  const estimates = a.map((_, i): readonly [number, number] => {
    const at = (values: readonly number[]): number => values[i] as number
    const far = (at(d) - at(a)) / (2 * STEP)
    const near = (at(c) - at(b)) / STEP
    const slope = (4 * near - far) / 3
    const rounded = (ROUNDING * Math.max(size(at(a)), size(at(d)))) / STEP
    return [slope, Math.abs(near - far) / 16 + rounded]
  })
  return {
    least: estimates.map(([slope, error]) => slope - error),
    most: estimates.map(([slope, error]) => slope + error),
  }
}

/** The slope of one side: -3 f(x) + 4 f(x + h) - f(x + 2h), over 2h. */
const sided = (here: readonly number[], f: Smooth, xs: Tensors, ts: Tensors, h: number) => {
  const [near, far] = [valuesAt(f, xs, ts, h), valuesAt(f, xs, ts, 2 * h)]
  return here.map((y, i) => (4 * (near[i] as number) - 3 * y - (far[i] as number)) / (2 * h))
}

/** Slopes below this are compared as if they were of this size: they may be what cancellation left. */
const SMALL = 2 ** -10

/** Sides that differ by less than this are of a smooth function. */
const SMOOTH = 1e-4

/** A slope that grows like this when the step is halved is that of a jump: it doubles. */
const JUMP = 1.5

const between = (least: number, most: number, l: number, r: number): readonly [number, number] =>
  Math.abs(l - r) > SMOOTH * Math.max(size(l), size(r))
    ? [Math.min(least, l, r), Math.max(most, l, r)]
    : [least, most]

/**
 * At a kink anything between the slopes of both sides is a derivative; at a jump, as that of a
 * gradient where f has a kink, nothing is said.
 */
const withKinks = (f: Smooth, xs: Tensors, ts: Tensors, { least, most }: Bounds): Bounds => {
  const here = valuesAt(f, xs, ts, 0)
  const [left, right, leftNear, rightNear] = [-STEP / 4, STEP / 4, -STEP / 8, STEP / 8].map(h =>
    sided(here, f, xs, ts, h),
  ) as [number[], number[], number[], number[]]
  const bounds = here.map((_, i): readonly [number, number] => {
    const [l, r] = [left[i] as number, right[i] as number]
    const jumps = (near: number, far: number): boolean =>
      size(near) > JUMP * size(far) &&
      size(near) * STEP > SMOOTH * Math.max(size(here[i] as number), 1)
    return jumps(leftNear[i] as number, l) || jumps(rightNear[i] as number, r)
      ? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
      : between(least[i] as number, most[i] as number, l, r)
  })
  return { least: bounds.map(([low]) => low), most: bounds.map(([, high]) => high) }
}

/** The bounds of a sum with weights, of which each may be anywhere in its own. */
const weighed = ({ least, most }: Bounds, weights: readonly number[] | undefined): Bounds => {
  if (weights === undefined) return { least, most }
  const ends = weights.map((w, i) => [w * (least[i] as number), w * (most[i] as number)] as const)
  const used = ends.filter((_, i) => weights[i] !== 0)
  return {
    least: [used.reduce((total, [a, b]) => total + Math.min(a, b), 0)],
    most: [used.reduce((total, [a, b]) => total + Math.max(a, b), 0)],
  }
}

/** NaN and infinities are what differences make of them: nothing is said there. */
const within = (got: number, least: number, most: number, allowed: number): boolean =>
  !(Number.isFinite(least) && Number.isFinite(most)) ||
  (least - allowed <= got && got <= most + allowed)

const outside = (got: readonly number[], bounds: Bounds, allowed: number): boolean =>
  got.some((g, i) => !within(g, bounds.least[i] as number, bounds.most[i] as number, allowed))

/** A claim about slopes: of every element of f's value along ts, or of their sum with weights. */
export interface Claim {
  readonly f: Smooth
  readonly xs: Tensors
  readonly ts: Tensors
  readonly weights?: readonly number[] | undefined
  readonly got: readonly number[]
  /** The difference that is allowed, relative to the largest slope. */
  readonly relative: number
}

export interface Off {
  readonly index: number
  readonly got: number
  readonly want: number
}

/** Where derivatives in a direction are not what differences of values allow. */
export const offSlope = ({ f, xs, ts, weights, got, relative }: Claim): readonly Off[] => {
  const smooth = central(f, xs, ts)
  const first = weighed(smooth, weights)
  const scale = Math.max(...[...got, ...first.most, ...first.least].map(size), SMALL)
  const allowed = relative * scale
  if (!outside(got, first, allowed)) return []
  const bounds = weighed(withKinks(f, xs, ts, smooth), weights)
  return got.flatMap((g, index) => {
    const [least, most] = [bounds.least[index] as number, bounds.most[index] as number]
    return within(g, least, most, allowed) ? [] : [{ index, got: g, want: (least + most) / 2 }]
  })
}

/** The direction of one element. */
export const unit = (shape: readonly number[], at: number): Tensor =>
  tensor(
    Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => (i === at ? 1 : 0)),
    shape,
  )
