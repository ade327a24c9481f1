/** Pointwise operations on two lanes of 64 bits: float64 as f64x2, bool as masks. */
import type { DType } from '@miniflow/core'
import { type Expr, f64x2, v128 } from '../wasm/code.js'
import { pooledF64 } from '../wasm/pool.js'
import { type FunctionName, f64x2Rule } from './functions.js'
import { kept, maskRules, plain } from './plain.js'
import type { PointwiseName, Rule, Types } from './rule.js'

type ByDType = { readonly [dtype in DType]?: Rule }

const c = pooledF64

const float = (rule: Rule): ByDType => ({ float64: rule })

const written = (name: FunctionName): ByDType => float(f64x2Rule(name))

const identity: Rule = (_, [x]) => x as Expr

const sign = kept(x =>
  v128.bitselect(v128.bitselect(x, c(1), c(-0)), x, f64x2.gt(f64x2.abs(x), c(0))),
)

const casts: { readonly [to in DType]?: ByDType } = {
  float64: { float64: identity, bool: plain(x => v128.and(x, c(1))) },
  bool: { float64: plain(x => f64x2.ne(x, c(0))), bool: identity },
}

const table = {
  add: float(plain(f64x2.add)),
  sub: float(plain(f64x2.sub)),
  mul: float(plain(f64x2.mul)),
  div: float(plain(f64x2.div)),
  neg: float(plain(f64x2.neg)),
  scale: float(
    kept((t, w) => v128.andnot(f64x2.mul(t, w), v128.or(f64x2.eq(t, c(0)), f64x2.eq(w, c(0))))),
  ),
  unscale: float(kept((t, w) => v128.andnot(f64x2.div(t, w), f64x2.eq(t, c(0))))),
  pow: written('pow'),
  maximum: float(plain(f64x2.max)),
  minimum: float(plain(f64x2.min)),
  atan2: written('atan2'),
  mod: written('mod'),
  abs: float(plain(f64x2.abs)),
  sign: {
    float64: sign,
  },
  square: { float64: kept(x => f64x2.mul(x, x)) },
  relu: {
    float64: plain(x => f64x2.add(f64x2.pmax(x, c(0)), c(0))),
  },
  floor: { ...float(plain(f64x2.floor)) },
  ceil: { ...float(plain(f64x2.ceil)) },
  round: { ...float(plain(f64x2.nearest)) },
  exp: written('exp'),
  expm1: written('expm1'),
  log: written('log'),
  log1p: written('log1p'),
  sqrt: float(plain(f64x2.sqrt)),
  rsqrt: float(plain(x => f64x2.div(c(1), f64x2.sqrt(x)))),
  reciprocal: float(plain(x => f64x2.div(c(1), x))),
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
  equal: { ...float(plain(f64x2.eq)), bool: maskRules.equal },
  notEqual: { ...float(plain(f64x2.ne)), bool: maskRules.notEqual },
  less: { ...float(plain(f64x2.lt)), bool: maskRules.less },
  lessEqual: { ...float(plain(f64x2.le)), bool: maskRules.lessEqual },
  greater: { ...float(plain(f64x2.gt)), bool: maskRules.greater },
  greaterEqual: { ...float(plain(f64x2.ge)), bool: maskRules.greaterEqual },
  logicalAnd: { bool: maskRules.logicalAnd },
  logicalOr: { bool: maskRules.logicalOr },
  logicalNot: { bool: maskRules.logicalNot },
  isFinite: float(plain(x => f64x2.lt(f64x2.abs(x), c(Number.POSITIVE_INFINITY)))),
  isNaN: float(kept(x => f64x2.ne(x, x))),
  where: { bool: maskRules.where },
  astype: {},
  stopGradient: { float64: identity, bool: identity },
} satisfies { readonly [name in PointwiseName]: ByDType }

const fits = (dtype: DType): boolean => dtype === 'float64' || dtype === 'bool'

const find = (name: string, rules: ByDType, { from, to }: Types): Rule | undefined =>
  fits(to) && from.every(fits)
    ? (name === 'astype' ? (casts[to] ?? {}) : rules)[from[0] as DType]
    : undefined

export const lanes2: { readonly [name in PointwiseName]: (types: Types) => Rule | undefined } =
  Object.fromEntries(
    Object.entries<ByDType>(table).map(([name, rules]) => [
      name,
      (types: Types) => find(name, rules, types),
    ]),
  ) as { readonly [name in PointwiseName]: (types: Types) => Rule | undefined }
