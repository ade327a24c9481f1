/** Cases of the public functions that work element by element, with numbers and broadcasts. */

import type { Operand, Tensor } from '@miniflow/core'
import * as core from '@miniflow/core'
import { broadcasting } from '../broadcasts.js'
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
import type { Make } from './example.js'

const unary =
  (f: (x: Tensor) => Tensor, domain: Domain = anywhere): Make =>
  ({ shape, pools: [x = []] }) => ({ f: x => f(x as Tensor), xs: [numbers(x, shape, domain)] })

/** Two tensors that broadcast; or one of them and a number. */
const binary =
  (
    f: (x: Operand, y: Operand) => Tensor,
    left: Domain = anywhere,
    right: Domain = anywhere,
  ): Make =>
  raw => {
    const x = numbers(raw.pools[0] ?? [], broadcasting(raw, raw.shape, 0), left)
    const y = numbers(raw.pools[1] ?? [], broadcasting(raw, raw.shape, 1), right)
    if (raw.picks[11] === 0) return { f: a => f(a as Tensor, right(3, 0)), xs: [x] }
    if (raw.picks[11] === 1) return { f: b => f(left(3, 0), b as Tensor), xs: [y] }
    return { f: (a, b) => f(a as Tensor, b as Tensor), xs: [x, y] }
  }

/** Above 0, and off the eighths that `offZero` gives. */
const betweenEighths: Domain = k => (k + 14) / 8 + 1 / 16

/** Divisors above 4, numbers below 4: the remainder is far from its jumps. */
const large: Domain = (k, i) => (4 + Math.abs(k) / 4) * (i % 2 === 0 ? 1 : -1)

export const elementwise = {
  neg: unary(core.neg),
  abs: unary(core.abs, offZero),
  sign: unary(core.sign, offZero),
  square: unary(core.square),
  relu: unary(core.relu, offZero),
  floor: unary(core.floor, offSteps),
  ceil: unary(core.ceil, offSteps),
  round: unary(core.round, offSteps),
  exp: unary(core.exp),
  expm1: unary(core.expm1),
  log: unary(core.log, positive),
  log1p: unary(core.log1p, inside),
  sqrt: unary(core.sqrt, positive),
  rsqrt: unary(core.rsqrt, positive),
  reciprocal: unary(core.reciprocal, offZero),
  sin: unary(core.sin),
  cos: unary(core.cos),
  tan: unary(core.tan, inside),
  asin: unary(core.asin, inside),
  acos: unary(core.acos, inside),
  atan: unary(core.atan),
  sinh: unary(core.sinh),
  cosh: unary(core.cosh),
  tanh: unary(core.tanh),
  asinh: unary(core.asinh),
  acosh: unary(core.acosh, aboveOne),
  atanh: unary(core.atanh, inside),
  erf: unary(core.erf),
  sigmoid: unary(core.sigmoid),
  logSigmoid: unary(core.logSigmoid),
  softplus: unary(core.softplus),
  silu: unary(core.silu),
  gelu: unary(core.gelu),
  elu: unary(core.elu, offZero),
  leakyRelu: unary(x => core.leakyRelu(x, { slope: 0.25 }), offZero),
  add: binary(core.add),
  sub: binary(core.sub),
  mul: binary(core.mul),
  div: binary(core.div, anywhere, offZero),
  pow: binary(core.pow, positive, anywhere),
  maximum: binary(core.maximum, anywhere, between),
  minimum: binary(core.minimum, anywhere, between),
  atan2: binary(core.atan2, offZero, offZero),
  mod: binary(core.mod, offZero, large),
  where: raw => {
    const condition = truths(raw.pools[2] ?? [], broadcasting(raw, raw.shape, 2))
    return binary((x, y) => core.where(condition, x, y))(raw)
  },
  clip: raw => {
    const low = numbers([], [], () => -1)
    return binary((x, high) => core.clip(x, low, high), offZero, betweenEighths)(raw)
  },
} satisfies { readonly [name: string]: Make }
