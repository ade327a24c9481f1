/** Claims about derivatives beside what differences of values give. */
import { type Tensor, tensor } from '@miniflow/core'
import { type Curve, carefulSlopes, type Slope, slopes, weighted } from '../numeric.js'
import { moved } from './directions.js'
import type { Smooth, Tensors } from './law.js'

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

/** f along ts. */
const curve =
  ({ f, xs, ts }: Claim): Curve =>
  h =>
    f(...moved(xs, ts, h)).data()

const summed = (all: readonly Slope[], { weights }: Claim): readonly Slope[] =>
  weights === undefined ? all : [weighted(all, weights)]

/** Slopes below this are compared as if they were of this size: they may be what cancellation left. */
const SMALL = 2 ** -10

/** How many estimated errors a derivative may be off. */
const ERRORS = 3

const size = (x: number): number => (Number.isFinite(x) ? Math.abs(x) : 0)

/** Where differences have no finite answer, nothing is said. */
const speaks = ({ kind, low, high }: Slope): boolean =>
  (kind === 'smooth' || kind === 'kink') && Number.isFinite(low) && Number.isFinite(high)

/** Whether a claim is what a slope allows, kinks included. */
const agrees = (got: number, slope: Slope, allowed: number): boolean => {
  const off = allowed + ERRORS * slope.error
  return slope.low - off <= got && got <= slope.high + off
}

/** Differences are to leave three digits to be believed at first sight. */
const SHARP = 1e-3

/** Where derivatives in a direction are not what differences of values allow. */
export const offSlope = (claim: Claim): readonly Off[] => {
  const { got, relative } = claim
  const f = curve(claim)
  const first = summed(slopes(f), claim)
  const scale = Math.max(...got.map(size), ...first.map(({ value }) => size(value)), SMALL)
  const allowed = relative * scale
  const plain = got.every((g, i) => {
    const slope = first[i] as Slope
    return speaks(slope) && ERRORS * slope.error < SHARP * scale && agrees(g, slope, allowed)
  })
  if (plain) return []
  const careful = summed(carefulSlopes(f), claim)
  return got.flatMap((g, index) => {
    const slope = careful[index] as Slope
    return !speaks(slope) || agrees(g, slope, allowed) ? [] : [{ index, got: g, want: slope.value }]
  })
}

/** The direction of one element. */
export const unit = (shape: readonly number[], at: number): Tensor =>
  tensor(
    Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => (i === at ? 1 : 0)),
    shape,
  )
