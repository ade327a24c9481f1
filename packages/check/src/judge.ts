/** The verdict on a derivative beside what differences say. */
import type { Slope } from './numeric.js'

export type Verdict =
  /** What differences give, to their error. */
  | 'right'
  /** Between what the differences of both sides give. */
  | 'kink'
  /** Differences grow without bound: there is no number to compare with. */
  | 'infinite'
  /** Not in contradiction, but the differences are too rough to say more. */
  | 'uncertain'
  /** f has no finite value there. */
  | 'undefined'
  | 'wrong'

/** Digits that differences must leave for them to speak: three to pass at first sight. */
const SHARP = 1e-3

/** Two digits, below which a careful look has decided nothing. */
const ROUGH = 1e-2

/** Errors below this are no doubt, be the derivative as small as it may. */
const NOTHING = 1e-9

/** How many estimated errors a derivative may be off. */
const ERRORS = 3

const size = (x: number): number => (Number.isFinite(x) ? Math.abs(x) : 0)

const scaleOf = (analytic: number, slope: Slope): number =>
  Math.max(size(analytic), size(slope.low), size(slope.high))

/** How far a derivative may be from what differences give. */
export const allowance = (analytic: number, slope: Slope, relative: number): number =>
  ERRORS * slope.error + relative * scaleOf(analytic, slope)

const agrees = (analytic: number, slope: Slope, relative: number): boolean => {
  const allowed = allowance(analytic, slope, relative)
  return slope.low - allowed <= analytic && analytic <= slope.high + allowed
}

/**
 * The verdict at first sight: right where the differences are sharp, `undefined` for whatever needs a
 * careful look. `scale` is the size of the terms that the derivative is a sum of.
 */
export const glance = (analytic: number, slope: Slope, relative: number, scale: number): boolean =>
  slope.kind === 'smooth' &&
  agrees(analytic, slope, relative) &&
  ERRORS * slope.error <= Math.max(SHARP * scaleOf(analytic, slope), 1e-9 * scale, NOTHING)

/** The verdict from careful differences. `scale` is the size of derivatives nearby. */
export const judge = (analytic: number, slope: Slope, relative: number, scale: number): Verdict => {
  if (slope.kind === 'undefined') return 'undefined'
  if (Number.isNaN(analytic)) return 'wrong'
  if (slope.kind === 'infinite') return 'infinite'
  if (!agrees(analytic, slope, relative)) return 'wrong'
  if (slope.kind === 'kink') return 'kink'
  const known = Math.max(scaleOf(analytic, slope), ROUGH * scale)
  return ERRORS * slope.error > Math.max(ROUGH * known, 1e4 * NOTHING) ? 'uncertain' : 'right'
}
