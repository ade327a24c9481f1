/** The functions whose accuracy is measured, with what they are compared with, and where. */
import { type Dense, dense, type Op, ops, valuesOf } from '@miniflow/core/extend'
import { digitsFor, erfSeries, fixed, toNumber } from './series.js'

export interface Measured {
  readonly name: string
  /** In double precision: exact enough for float32, and within one unit for float64. */
  readonly reference: (...xs: readonly number[]) => number
  /** Where arguments are dense. */
  readonly from: number
  readonly to: number
  readonly operands?: 2
  /** Where the error in float32 was the largest among millions of numbers. */
  readonly worst?: number
  /** Where that is slow and exact: how many arguments of float64, and one in double precision for float32. */
  readonly slow?: { readonly few: number; readonly double: (x: number) => number }
}

const sigmoid = (x: number): number => {
  const e = Math.exp(-Math.abs(x))
  return (x < 0 ? e : 1) / (1 + e)
}

const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))

/** Below this, x^3 is nothing beside x. */
const SMALL = 1e-10

const erf = (x: number): number => {
  if (Number.isNaN(x) || x === 0) return x
  if (Math.abs(x) > 6.5) return Math.sign(x)
  if (Math.abs(x) < SMALL) return x * 1.1283791670955126
  const digits = digitsFor(x)
  return toNumber(erfSeries(x, digits), digits)
}

const erfc = (x: number): number => {
  if (Number.isNaN(x)) return x
  if (x > 27.5) return 0
  if (x < -7) return 2
  const digits = digitsFor(x)
  return toNumber((1n << digits) - erfSeries(x, digits), digits)
}

/** Halley's steps with the error in exact arithmetic: what is left is the rounding of the last one. */
const erfinv = (p: number): number => {
  if (!(Math.abs(p) < 1)) return Math.abs(p) === 1 ? p * Number.POSITIVE_INFINITY : Number.NaN
  if (Math.abs(p) < SMALL) return p * 0.886226925452758
  let x = Math.sign(p) * Math.sqrt(-Math.log1p(-p * p)) * 0.9
  for (let i = 0; i < 40; i++) {
    const digits = digitsFor(x)
    const slope = (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x)
    const step = toNumber(erfSeries(x, digits) - fixed(p, digits), digits) / slope
    const next = x - step / (1 + x * step)
    if (Math.abs(next - x) <= 2 ** -52 * Math.abs(next)) return next
    x = next
  }
  return x
}

const floorMod = (x: number, y: number): number => {
  const r = x % y
  return r !== 0 && r < 0 !== y < 0 ? r + y : r
}

/** What core computes in float64. */
const core =
  (name: 'erf' | 'erfc' | 'erfinv') =>
  (x: number): number =>
    valuesOf(
      (ops[name] as Op).kernel(dense([1], 'float64', Float64Array.of(x))) as Dense,
    )[0] as number

export const measured: readonly Measured[] = [
  { name: 'exp', reference: Math.exp, from: -110, to: 92, worst: -83.5237045288086 },
  { name: 'expm1', reference: Math.expm1, from: -20, to: 92, worst: 0.34802132844924927 },
  { name: 'log', reference: Math.log, from: 0, to: 3, worst: 0.7061485648155212 },
  { name: 'log1p', reference: Math.log1p, from: -1, to: 3 },
  { name: 'sqrt', reference: Math.sqrt, from: 0, to: 4 },
  { name: 'rsqrt', reference: x => 1 / Math.sqrt(x), from: 0, to: 4 },
  { name: 'reciprocal', reference: x => 1 / x, from: -2, to: 2 },
  { name: 'sin', reference: Math.sin, from: -100, to: 100, worst: -72.5072250366211 },
  { name: 'cos', reference: Math.cos, from: -100, to: 100, worst: -48.94547653198242 },
  { name: 'tan', reference: Math.tan, from: -100, to: 100, worst: 3.8991291522979736 },
  { name: 'asin', reference: Math.asin, from: -1, to: 1, worst: 0.5095194578170776 },
  { name: 'acos', reference: Math.acos, from: -1, to: 1 },
  { name: 'atan', reference: Math.atan, from: -4, to: 4 },
  { name: 'sinh', reference: Math.sinh, from: -4, to: 4, worst: -0.24621577560901642 },
  { name: 'cosh', reference: Math.cosh, from: -91, to: 91, worst: -6.638028621673584 },
  { name: 'tanh', reference: Math.tanh, from: -10, to: 10, worst: 4.23203706741333 },
  { name: 'asinh', reference: Math.asinh, from: -4, to: 4, worst: 0.5200557708740234 },
  { name: 'acosh', reference: Math.acosh, from: 1, to: 4, worst: 1.0292887687683105 },
  { name: 'atanh', reference: Math.atanh, from: -1, to: 1, worst: -0.007787497714161873 },
  {
    name: 'erf',
    reference: erf,
    from: -6,
    to: 6,
    worst: 0.4732861816883087,
    slow: { few: 1000, double: core('erf') },
  },
  {
    name: 'erfc',
    reference: erfc,
    from: -6,
    to: 27,
    worst: 0.51238614320755,
    slow: { few: 400, double: core('erfc') },
  },
  {
    name: 'erfinv',
    reference: erfinv,
    from: -1,
    to: 1,
    worst: 0.8044323325157166,
    slow: { few: 1000, double: core('erfinv') },
  },
  { name: 'sigmoid', reference: sigmoid, from: -110, to: 40, worst: -3.438765287399292 },
  { name: 'softplus', reference: softplus, from: -110, to: 40, worst: -1.2717835903167725 },
  {
    name: 'elu',
    reference: x => (x > 0 ? x : Math.expm1(x)),
    from: -20,
    to: 2,
    worst: -0.27640706300735474,
  },
  { name: 'pow', reference: (x, y) => x ** y, from: 0, to: 30, operands: 2 },
  { name: 'atan2', reference: Math.atan2, from: -3, to: 3, operands: 2 },
  { name: 'mod', reference: floorMod, from: -50, to: 50, operands: 2 },
]
