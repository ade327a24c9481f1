/** Cases of the operations that work element by element. */
import type { DType } from '@miniflow/core'
import * as A from '../../../src/ops/arithmetic.js'
import * as B from '../../../src/ops/binary.js'
import * as C from '../../../src/ops/compare.js'
import * as P from '../../../src/ops/pointwise.js'
import { astypeOp, stopGradientOp, whereOp } from '../../../src/ops/select.js'
import type { Op } from '../../../src/tape/op.js'
import { pick } from '../choose.js'
import {
  aboveOne,
  anywhere,
  between,
  type Domain,
  inside,
  numbers,
  offSteps,
  offZero,
  positive,
  truths,
} from '../raw.js'
import type { Build } from './instance.js'

const unary =
  (op: Op, domain: Domain = anywhere): Build =>
  ({ shape, pools: [x = []] }) => ({ op, args: [numbers(x, shape, domain)] })

const binary =
  (op: Op, left: Domain = anywhere, right: Domain = anywhere): Build =>
  ({ shape, pools: [x = [], y = []] }) => ({
    op,
    args: [numbers(x, shape, left), numbers(y, shape, right)],
  })

const logical =
  (op: Op, operands: number): Build =>
  ({ shape, pools }) => ({ op, args: pools.slice(0, operands).map(pool => truths(pool, shape)) })

/** x / y is off the whole numbers, where mod jumps. */
const mod: Build = ({ shape, pools: [quotients = [], divisors = []] }) => {
  const y = numbers(divisors, shape, offZero)
  const by = y.data()
  return {
    op: B.modOp,
    args: [numbers(quotients, shape, (k, i) => ((4 * k + 1) / 4) * (by[i] as number)), y],
  }
}

const dtypes: readonly DType[] = ['float64', 'float32', 'int32', 'bool']

export const pointwise = {
  add: binary(A.addOp),
  sub: binary(A.subOp),
  mul: binary(A.mulOp),
  div: binary(A.divOp, anywhere, offZero),
  neg: unary(A.negOp),
  scale: binary(A.scaleOp),
  unscale: binary(A.unscaleOp, anywhere, offZero),
  pow: binary(B.powOp, positive, anywhere),
  maximum: binary(B.maximumOp, anywhere, between),
  minimum: binary(B.minimumOp, anywhere, between),
  atan2: binary(B.atan2Op, offZero, offZero),
  mod,
  abs: unary(P.absOp, offZero),
  sign: unary(P.signOp, offZero),
  square: unary(P.squareOp),
  relu: unary(P.reluOp, offZero),
  floor: unary(P.floorOp, offSteps),
  ceil: unary(P.ceilOp, offSteps),
  round: unary(P.roundOp, offSteps),
  exp: unary(P.expOp),
  expm1: unary(P.expm1Op),
  log: unary(P.logOp, positive),
  log1p: unary(P.log1pOp, inside),
  sqrt: unary(P.sqrtOp, positive),
  rsqrt: unary(P.rsqrtOp, positive),
  reciprocal: unary(P.reciprocalOp, offZero),
  sin: unary(P.sinOp),
  cos: unary(P.cosOp),
  tan: unary(P.tanOp, inside),
  asin: unary(P.asinOp, inside),
  acos: unary(P.acosOp, inside),
  atan: unary(P.atanOp),
  sinh: unary(P.sinhOp),
  cosh: unary(P.coshOp),
  tanh: unary(P.tanhOp),
  asinh: unary(P.asinhOp),
  acosh: unary(P.acoshOp, aboveOne),
  atanh: unary(P.atanhOp, inside),
  erf: unary(P.erfOp),
  erfc: unary(P.erfcOp),
  erfinv: unary(P.erfinvOp, inside),
  sigmoid: unary(P.sigmoidOp),
  softplus: unary(P.softplusOp),
  elu: unary(P.eluOp, offZero),
  equal: binary(C.equalOp),
  notEqual: binary(C.notEqualOp),
  less: binary(C.lessOp),
  lessEqual: binary(C.lessEqualOp),
  greater: binary(C.greaterOp),
  greaterEqual: binary(C.greaterEqualOp),
  logicalAnd: logical(C.logicalAndOp, 2),
  logicalOr: logical(C.logicalOrOp, 2),
  logicalNot: logical(C.logicalNotOp, 1),
  isFinite: unary(C.isFiniteOp),
  isNaN: unary(C.isNaNOp),
  where: ({ shape, pools: [c = [], x = [], y = []] }) => ({
    op: whereOp,
    args: [truths(c, shape), numbers(x, shape), numbers(y, shape)],
  }),
  astype: raw => ({
    op: astypeOp(dtypes[pick(raw, 0, dtypes.length)] as DType),
    args: [numbers(raw.pools[0] ?? [], raw.shape, offSteps)],
  }),
  stopGradient: ({ shape, pools: [x = []] }) => ({
    op: stopGradientOp,
    args: [numbers(x, shape)],
    without: ['numeric derivative'],
  }),
} satisfies { readonly [name: string]: Build }
