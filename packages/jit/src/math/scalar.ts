/** Pointwise operations on one element: float32 as f32, float64 as f64, int32 and bool as i32. */
import type { DType } from '@miniflow/core'
import { constant, type Expr, f32, f64, i32, select } from '../wasm/code.js'
import { type FunctionName, f32Rule, f64Rule } from './functions.js'
import { floorMod, fromDouble, power, product } from './integer.js'
import { type Code, kept, plain } from './plain.js'
import type { PointwiseName, Rule, Types } from './rule.js'

/** A rule for each dtype of the operands; what has none is refused by the operation's shape. */
type ByDType = { readonly [dtype in DType]?: Rule }

const floats = (single: Code, double: Code): ByDType => ({
  float32: plain(single),
  float64: plain(double),
})

const numbers = (single: Code, double: Code, integer: Code): ByDType => ({
  ...floats(single, double),
  int32: plain(integer),
})

const identity: Rule = (_, [x]) => x as Expr

const written = (name: FunctionName): ByDType => ({
  float32: f32Rule(name),
  float64: f64Rule(name),
})

const comparison = (single: Code, double: Code, integer: Code): ByDType => ({
  ...floats(single, double),
  int32: plain(integer),
  bool: plain(integer),
})

const everywhere = (rule: Rule): ByDType => ({
  float32: rule,
  float64: rule,
  int32: rule,
  bool: rule,
})

const f32Number = (x: number): Expr => constant('f32', x)
const f64Number = (x: number): Expr => constant('f64', x)
const i32Number = (x: number): Expr => constant('i32', x)

const maximum = kept((x, y) => select(x, y, i32.gt_s(x, y)))
const minimum = kept((x, y) => select(x, y, i32.lt_s(x, y)))
const absolute = kept(x => select(x, i32.sub(0, x), i32.ge_s(x, 0)))
const sign = kept(x => i32.sub(i32.gt_s(x, 0), i32.lt_s(x, 0)))

/** The sign of a number that is neither 0 nor NaN, and those themselves. */
const signOf =
  (f: { readonly copysign: Code; readonly abs: Code; readonly gt: Code }, n: (x: number) => Expr) =>
  (x: Expr): Expr =>
    select(f.copysign(n(1), x), x, f.gt(f.abs(x), n(0)))

const scaleOf =
  (f: { readonly eq: Code; readonly mul: Code }, number: (x: number) => Expr) =>
  (t: Expr, w: Expr): Expr =>
    select(number(0), f.mul(t, w), i32.or(f.eq(t, number(0)), f.eq(w, number(0))))

const unscaleOf =
  (f: { readonly eq: Code; readonly div: Code }, number: (x: number) => Expr) =>
  (t: Expr, w: Expr): Expr =>
    select(number(0), f.div(t, w), f.eq(t, number(0)))

const toInt32: ByDType = {
  float32: (w, [x]) => fromDouble(w, f64.promote_f32(x as Expr)),
  float64: (w, [x]) => fromDouble(w, x as Expr),
  int32: identity,
  bool: identity,
}

const casts: { readonly [to in DType]: ByDType } = {
  float32: {
    float32: identity,
    float64: plain(f32.demote_f64),
    int32: plain(f32.convert_i32_s),
    bool: plain(f32.convert_i32_s),
  },
  float64: {
    float32: plain(f64.promote_f32),
    float64: identity,
    int32: plain(f64.convert_i32_s),
    bool: plain(f64.convert_i32_s),
  },
  int32: toInt32,
  bool: comparison(
    x => f32.ne(x, 0),
    x => f64.ne(x, 0),
    x => i32.ne(x, 0),
  ),
}

const table = {
  add: numbers(f32.add, f64.add, i32.add),
  sub: numbers(f32.sub, f64.sub, i32.sub),
  mul: numbers(f32.mul, f64.mul, i32.mul),
  div: floats(f32.div, f64.div),
  neg: numbers(f32.neg, f64.neg, x => i32.sub(0, x)),
  scale: {
    float32: kept(scaleOf(f32, f32Number)),
    float64: kept(scaleOf(f64, f64Number)),
    int32: product,
  },
  unscale: {
    float32: kept(unscaleOf(f32, f32Number)),
    float64: kept(unscaleOf(f64, f64Number)),
  },
  pow: { ...written('pow'), int32: power },
  maximum: { ...floats(f32.max, f64.max), int32: maximum },
  minimum: { ...floats(f32.min, f64.min), int32: minimum },
  atan2: written('atan2'),
  mod: { ...written('mod'), int32: floorMod },
  abs: { ...floats(f32.abs, f64.abs), int32: absolute },
  sign: {
    float32: kept(signOf(f32, f32Number)),
    float64: kept(signOf(f64, f64Number)),
    int32: sign,
  },
  square: {
    float32: kept(x => f32.mul(x, x)),
    float64: kept(x => f64.mul(x, x)),
    int32: kept(x => i32.mul(x, x)),
  },
  // max(x, 0) is NaN of NaN, and 0 of -0.
  relu: {
    ...floats(
      x => f32.max(x, 0),
      x => f64.max(x, 0),
    ),
    int32: kept(x => select(x, i32Number(0), i32.gt_s(x, 0))),
  },
  floor: { ...floats(f32.floor, f64.floor), int32: identity },
  ceil: { ...floats(f32.ceil, f64.ceil), int32: identity },
  round: { ...floats(f32.nearest, f64.nearest), int32: identity },
  exp: written('exp'),
  expm1: written('expm1'),
  log: written('log'),
  log1p: written('log1p'),
  sqrt: floats(f32.sqrt, f64.sqrt),
  rsqrt: floats(
    x => f32.div(1, f32.sqrt(x)),
    x => f64.div(1, f64.sqrt(x)),
  ),
  reciprocal: floats(
    x => f32.div(1, x),
    x => f64.div(1, x),
  ),
  sin: written('sin'),
  cos: written('cos'),
  tan: written('tan'),
  asin: written('asin'),
  acos: written('acos'),
  atan: written('atan'),
  sinh: written('sinh'),
  cosh: written('cosh'),
  tanh: written('tanh'),
  asinh: written('asinh'),
  acosh: written('acosh'),
  atanh: written('atanh'),
  erf: written('erf'),
  erfc: written('erfc'),
  erfinv: written('erfinv'),
  sigmoid: written('sigmoid'),
  softplus: written('softplus'),
  elu: written('elu'),
  equal: comparison(f32.eq, f64.eq, i32.eq),
  notEqual: comparison(f32.ne, f64.ne, i32.ne),
  less: comparison(f32.lt, f64.lt, i32.lt_s),
  lessEqual: comparison(f32.le, f64.le, i32.le_s),
  greater: comparison(f32.gt, f64.gt, i32.gt_s),
  greaterEqual: comparison(f32.ge, f64.ge, i32.ge_s),
  logicalAnd: { bool: plain(i32.and) },
  logicalOr: { bool: plain(i32.or) },
  logicalNot: { bool: plain(i32.eqz) },
  isFinite: floats(
    x => f32.lt(f32.abs(x), Number.POSITIVE_INFINITY),
    x => f64.lt(f64.abs(x), Number.POSITIVE_INFINITY),
  ),
  isNaN: { float32: kept(x => f32.ne(x, x)), float64: kept(x => f64.ne(x, x)) },
  where: { bool: (_, [condition, x, y]) => select(x as Expr, y as Expr, condition as Expr) },
  astype: everywhere((w, args, types) => of('astype', casts[types.to], types)(w, args, types)),
  stopGradient: everywhere(identity),
} satisfies { readonly [name in PointwiseName]: ByDType }

/** The rule for the first operand's dtype. */
const of = (name: string, rules: ByDType, { from }: Types): Rule => {
  const rule = rules[from[0] as DType]
  if (rule === undefined) throw new Error(`${name} has no code for ${from.join(', ')}`)
  return rule
}

export const scalar: { readonly [name in PointwiseName]: Rule } = Object.fromEntries(
  Object.entries<ByDType>(table).map(([name, rules]): [string, Rule] => [
    name,
    (w, args, types) => of(name, rules, types)(w, args, types),
  ]),
) as { readonly [name in PointwiseName]: Rule }
