/** stand-in */

import { type Expr, f32x4, i32x4, v128 } from '../wasm/code.js'
import { pooledF32 as c } from '../wasm/pool.js'
import type { PointwiseName, Rule, Types } from './rule.js'

const b =
  (f: any, i?: any) =>
  (t: Types): Rule | undefined =>
    t.from[0] === 'float32'
      ? (_: any, xs: any) => f(...xs)
      : i && t.from[0] === 'int32'
        ? (_: any, xs: any) => i(...xs)
        : undefined
const exp = (w: any, x0: Expr): Expr => {
  const x = w.body.keep(f32x4.pmax(c(-104), f32x4.pmin(c(89), x0)))
  const magic = c(12582912)
  const n = w.body.keep(f32x4.sub(f32x4.add(f32x4.mul(x, c(1.4426950408889634)), magic), magic))
  const r = w.body.keep(
    f32x4.sub(f32x4.sub(x, f32x4.mul(n, c(0.693359375))), f32x4.mul(n, c(-2.1219444e-4))),
  )
  const p = [1 / 720, 1 / 120, 1 / 24, 1 / 6, 0.5, 1, 1]
    .slice(1)
    .reduce((acc: Expr, k) => f32x4.add(f32x4.mul(acc, r), c(k)), c(1 / 720))
  const ni = w.body.keep(i32x4.trunc_sat_f32x4_s(n))
  const h = w.body.keep(i32x4.shr_s(ni, 1))
  const two = (k: Expr) => i32x4.shl(i32x4.add(k, i32x4.splat(127)), 23)
  return f32x4.mul(f32x4.mul(p, two(h)), two(i32x4.sub(ni, h)))
}
const log = (w: any, x0: Expr): Expr => {
  const x = w.body.keep(x0)
  const e = w.body.keep(
    i32x4.sub(i32x4.shr_s(i32x4.sub(x, i32x4.splat(0x3f3504f3)), 23), i32x4.splat(0)),
  )
  const m = w.body.keep(f32x4.sub(i32x4.sub(x, i32x4.shl(e, 23)) as Expr, c(1)))
  const s = w.body.keep(f32x4.div(m, f32x4.add(m, c(2))))
  const z = w.body.keep(f32x4.mul(s, s))
  const p = [2 / 7, 2 / 5, 2 / 3, 2].reduce(
    (acc: Expr, k) => f32x4.add(f32x4.mul(acc, z), c(k)),
    c(2 / 9),
  )
  return f32x4.add(f32x4.mul(p, s), f32x4.mul(f32x4.convert_i32x4_s(e), c(Math.LN2)))
}

import * as X from './exponential4.js'

const g = (f: any) => (t: Types) =>
  t.to === 'float32' ? (w: any, [x]: any) => f(w.body, w.body.keep(x)) : undefined
export const lanes4 = new Proxy(
  {
    add: b(f32x4.add, i32x4.add),
    sub: b(f32x4.sub, i32x4.sub),
    mul: b(f32x4.mul, i32x4.mul),
    div: b(f32x4.div),
    neg: b(f32x4.neg),
    scale: b(f32x4.mul),
    unscale: b(f32x4.div),
    sqrt: b(f32x4.sqrt),
    minimum: b(f32x4.min),
    maximum: b(f32x4.max),
    equal: b(f32x4.eq, i32x4.eq),
    greater: b(f32x4.gt),
    less: b(f32x4.lt),
    where:
      () =>
      (_: any, [m, x, y]: any) =>
        v128.bitselect(x, y, m),
    stopGradient:
      () =>
      (_: any, [x]: any) =>
        x,
    square: b((x: Expr) => f32x4.mul(x, x)),
    reciprocal: b((x: Expr) => f32x4.div(c(1), x)),
    exp: g(X.exp4),
    xexp: (t: Types) => (t.to === 'float32' ? (w: any, [x]: any) => exp(w, x) : undefined),
    log: g(X.log4),
    xlog: (t: Types) => (t.to === 'float32' ? (w: any, [x]: any) => log(w, x) : undefined),
    relu: b((x: Expr) => f32x4.max(x, c(0))),
    isFinite: (t: Types) =>
      t.from[0] === 'float32'
        ? (_: any, [x]: any) => f32x4.lt(f32x4.abs(x), c(Infinity))
        : undefined,
    astype: (t: Types) =>
      t.from[0] === 'int32' && t.to === 'float32'
        ? (_: any, [x]: any) => f32x4.convert_i32x4_s(x)
        : t.from[0] === 'bool' && t.to === 'float32'
          ? (_: any, [x]: any) => v128.and(x, c(1))
          : undefined,
    tanh: g(X.tanh4),
    log1p: g(X.log1p4),
    expm1: g(X.expm14),
    sigmoid: g(X.sigmoid4),
    softplus: g(X.softplus4),
    xsigmoid: (t: Types) =>
      t.to === 'float32'
        ? (w: any, [x]: any) => f32x4.div(c(1), f32x4.add(c(1), exp(w, f32x4.neg(x))))
        : undefined,
  } as any,
  { get: (t, k) => t[k] ?? (() => undefined) },
) as { readonly [name in PointwiseName]: (types: Types) => Rule | undefined }
