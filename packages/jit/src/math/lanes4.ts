/**
 * Pointwise operations on four lanes of 32 bits: float32 as f32x4, int32 as i32x4, bool as masks.
 * float64 has none here.
 */
import type { DType } from '@miniflow/core'
import { type Expr, extract, f32x4, i32x4, replace, v128 } from '../wasm/code.js'
import { pooledF32 } from '../wasm/pool.js'
import { type FunctionName, f32x4Rule } from './functions.js'
import { floorMod, power, product } from './integer.js'
import { type Code, kept, maskRules, plain } from './plain.js'
import type { PointwiseName, Rule, Types } from './rule.js'

type ByDType = { readonly [dtype in DType]?: Rule }

const c = pooledF32

const numbers = (single: Code, integer: Code): ByDType => ({
  float32: plain(single),
  int32: plain(integer),
})

const float = (rule: Rule): ByDType => ({ float32: rule })

const written = (name: FunctionName): ByDType => float(f32x4Rule(name))

/** A rule for one whole number, lane by lane. */
const apart =
  (rule: Rule): Rule =>
  (w, args, types) => {
    const kept = args.map(x => w.body.keep(x))
    const lane = (i: number): Expr =>
      rule(
        w,
        kept.map(x => extract('i32x4.extract_lane', x, i)),
        types,
      )
    return [1, 2, 3].reduce<Expr>(
      (vector, i) => replace('i32x4.replace_lane', vector, i, lane(i)),
      i32x4.splat(lane(0)),
    )
  }

const identity: Rule = (_, [x]) => x as Expr

const zero = (): Expr => i32x4.splat(0)

const sign = kept(x =>
  v128.bitselect(v128.bitselect(x, c(1), c(-0)), x, f32x4.gt(f32x4.abs(x), c(0))),
)

/** t modulo 2^32, for what saturates: the quotient, its floor and the rest are exact in float32. */
const toInt32: Rule = ({ body }, [value]) => {
  const x = body.keep(value as Expr)
  const t = body.keep(f32x4.trunc(x))
  return v128.bitselect(
    i32x4.trunc_sat_f32x4_s(x),
    i32x4.trunc_sat_f32x4_u(
      f32x4.sub(t, f32x4.mul(f32x4.floor(f32x4.mul(t, c(2 ** -32))), c(2 ** 32))),
    ),
    f32x4.lt(f32x4.abs(x), c(2 ** 31)),
  )
}

const casts: { readonly [to in DType]: ByDType } = {
  float32: {
    float32: identity,
    int32: plain(f32x4.convert_i32x4_s),
    bool: plain(x => v128.and(x, c(1))),
  },
  float64: {},
  int32: {
    float32: toInt32,
    int32: identity,
    bool: plain(x => i32x4.neg(x)),
  },
  bool: {
    float32: plain(x => f32x4.ne(x, c(0))),
    int32: plain(x => i32x4.ne(x, zero())),
    bool: identity,
  },
}

const whole: ByDType = { int32: identity }

const table = {
  add: numbers(f32x4.add, i32x4.add),
  sub: numbers(f32x4.sub, i32x4.sub),
  mul: numbers(f32x4.mul, i32x4.mul),
  div: float(plain(f32x4.div)),
  neg: numbers(f32x4.neg, i32x4.neg),
  scale: {
    int32: apart(product),
    float32: kept((t, w) =>
      v128.andnot(f32x4.mul(t, w), v128.or(f32x4.eq(t, c(0)), f32x4.eq(w, c(0)))),
    ),
  },
  unscale: float(kept((t, w) => v128.andnot(f32x4.div(t, w), f32x4.eq(t, c(0))))),
  pow: { ...written('pow'), int32: apart(power) },
  maximum: numbers(f32x4.max, i32x4.max_s),
  minimum: numbers(f32x4.min, i32x4.min_s),
  atan2: written('atan2'),
  mod: { ...written('mod'), int32: apart(floorMod) },
  abs: numbers(f32x4.abs, i32x4.abs),
  sign: {
    float32: sign,
    int32: kept(x => i32x4.sub(i32x4.lt_s(x, zero()), i32x4.gt_s(x, zero()))),
  },
  square: { float32: kept(x => f32x4.mul(x, x)), int32: kept(x => i32x4.mul(x, x)) },
  relu: {
    // Where 0 is larger, else x, NaN or not: two instructions, where max has eight. -0 + 0 is 0.
    float32: plain(x => f32x4.add(f32x4.pmax(x, c(0)), c(0))),
    int32: plain(x => i32x4.max_s(x, zero())),
  },
  floor: { ...float(plain(f32x4.floor)), ...whole },
  ceil: { ...float(plain(f32x4.ceil)), ...whole },
  round: { ...float(plain(f32x4.nearest)), ...whole },
  exp: written('exp'),
  expm1: written('expm1'),
  log: written('log'),
  log1p: written('log1p'),
  sqrt: float(plain(f32x4.sqrt)),
  rsqrt: float(plain(x => f32x4.div(c(1), f32x4.sqrt(x)))),
  reciprocal: float(plain(x => f32x4.div(c(1), x))),
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
  equal: { ...numbers(f32x4.eq, i32x4.eq), bool: maskRules.equal },
  notEqual: { ...numbers(f32x4.ne, i32x4.ne), bool: maskRules.notEqual },
  less: { ...numbers(f32x4.lt, i32x4.lt_s), bool: maskRules.less },
  lessEqual: { ...numbers(f32x4.le, i32x4.le_s), bool: maskRules.lessEqual },
  greater: { ...numbers(f32x4.gt, i32x4.gt_s), bool: maskRules.greater },
  greaterEqual: { ...numbers(f32x4.ge, i32x4.ge_s), bool: maskRules.greaterEqual },
  logicalAnd: { bool: maskRules.logicalAnd },
  logicalOr: { bool: maskRules.logicalOr },
  logicalNot: { bool: maskRules.logicalNot },
  isFinite: float(plain(x => f32x4.lt(f32x4.abs(x), c(Number.POSITIVE_INFINITY)))),
  isNaN: float(kept(x => f32x4.ne(x, x))),
  where: { bool: maskRules.where },
  astype: {},
  stopGradient: { float32: identity, int32: identity, bool: identity },
} satisfies { readonly [name in PointwiseName]: ByDType }

const fits = (dtype: DType): boolean => dtype !== 'float64'

const find = (name: string, rules: ByDType, { from, to }: Types): Rule | undefined =>
  fits(to) && from.every(fits)
    ? (name === 'astype' ? casts[to] : rules)[from[0] as DType]
    : undefined

export const lanes4: { readonly [name in PointwiseName]: (types: Types) => Rule | undefined } =
  Object.fromEntries(
    Object.entries<ByDType>(table).map(([name, rules]) => [
      name,
      (types: Types) => find(name, rules, types),
    ]),
  ) as { readonly [name in PointwiseName]: (types: Types) => Rule | undefined }
