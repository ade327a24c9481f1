/** Pointwise functions as plain loops in double precision: float64, int32 and bool go here. */
import { allocate, type Values } from '../data/dtype.js'
import { type Dense, dense, valuesOf } from '../data/tensor.js'
import type { DType } from '../data/types.js'
import { erf, erfc } from './erf.js'
import type { BinaryName, ComparisonName, UnaryName } from './names.js'
import { erfinv, floorMod, roundHalfEven, sigmoid, softplus, wrappingPower } from './special.js'

const unaryFunctions: { readonly [name in UnaryName]: (x: number) => number } = {
  neg: x => -x,
  abs: Math.abs,
  sign: Math.sign,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  sqrt: Math.sqrt,
  rsqrt: x => 1 / Math.sqrt(x),
  square: x => x * x,
  reciprocal: x => 1 / x,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  erf,
  erfc,
  erfinv,
  floor: Math.floor,
  ceil: Math.ceil,
  round: roundHalfEven,
  sigmoid,
  softplus,
  relu: x => (x > 0 ? x : x === x ? 0 : x),
  elu: x => (x > 0 ? x : Math.expm1(x)),
}

const binaryFunctions: { readonly [name in BinaryName]: (x: number, y: number) => number } = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
  pow: (x, y) => x ** y,
  maximum: Math.max,
  minimum: Math.min,
  atan2: Math.atan2,
  mod: floorMod,
}

/** int32 wraps around at 2^31, exactly: products need `imul` beyond 2^53. */
const integerUnary: Partial<typeof unaryFunctions> = { square: x => Math.imul(x, x) }
const integerBinary: Partial<typeof binaryFunctions> = { mul: Math.imul, pow: wrappingPower }

const comparisons: { readonly [name in ComparisonName]: (x: number, y: number) => boolean } = {
  equal: (x, y) => x === y,
  notEqual: (x, y) => x !== y,
  less: (x, y) => x < y,
  lessEqual: (x, y) => x <= y,
  greater: (x, y) => x > y,
  greaterEqual: (x, y) => x >= y,
}

const map = (x: Dense, dtype: DType, f: (x: number) => number): Dense => {
  const values = valuesOf(x)
  const out = allocate(dtype, values.length)
  for (let i = 0; i < out.length; i++) out[i] = f(values[i] as number)
  return dense(x.shape, dtype, out)
}

const zip = (x: Dense, y: Dense, dtype: DType, f: (x: number, y: number) => number): Dense => {
  const xs = valuesOf(x)
  const ys = valuesOf(y)
  const out = allocate(dtype, xs.length)
  for (let i = 0; i < out.length; i++) out[i] = f(xs[i] as number, ys[i] as number)
  return dense(x.shape, dtype, out)
}

export const unary = (name: UnaryName, x: Dense): Dense =>
  map(x, x.dtype, (x.dtype === 'int32' && integerUnary[name]) || unaryFunctions[name])

export const binary = (name: BinaryName, x: Dense, y: Dense): Dense =>
  zip(x, y, x.dtype, (x.dtype === 'int32' && integerBinary[name]) || binaryFunctions[name])

export const compare = (name: ComparisonName, x: Dense, y: Dense): Dense => {
  const f = comparisons[name]
  return zip(x, y, 'bool', (a, b) => (f(a, b) ? 1 : 0))
}

/** t / w, and 0 where t is 0, whatever w is. */
export const unscale = (t: Dense, w: Dense): Dense =>
  zip(t, w, t.dtype, (a, b) => (a === 0 ? 0 : a / b))

export const isFinite = (x: Dense): Dense => map(x, 'bool', a => (Number.isFinite(a) ? 1 : 0))
export const isNaN = (x: Dense): Dense => map(x, 'bool', a => (Number.isNaN(a) ? 1 : 0))
export const logicalNot = (x: Dense): Dense => map(x, 'bool', a => (a === 0 ? 1 : 0))
export const logicalAnd = (x: Dense, y: Dense): Dense => zip(x, y, 'bool', (a, b) => a & b)
export const logicalOr = (x: Dense, y: Dense): Dense => zip(x, y, 'bool', (a, b) => a | b)

export const select = (condition: Dense, a: Dense, b: Dense): Dense => {
  const chosen = valuesOf(condition)
  const xs = valuesOf(a)
  const ys = valuesOf(b)
  const out = allocate(a.dtype, xs.length)
  for (let i = 0; i < out.length; i++) out[i] = (chosen[i] !== 0 ? xs[i] : ys[i]) as number
  return dense(a.shape, a.dtype, out)
}

/** Conversion: to int32 towards zero, to bool as "is not 0". */
export const cast = (x: Dense, dtype: DType): Dense =>
  dtype === 'bool' ? map(x, dtype, a => (a !== 0 ? 1 : 0)) : copyTo(x, dtype)

const copyTo = (x: Dense, dtype: DType): Dense => {
  const out: Values = allocate(dtype, x.size)
  out.set(valuesOf(x))
  return dense(x.shape, dtype, out)
}
