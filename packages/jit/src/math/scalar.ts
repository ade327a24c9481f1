/** Pointwise operations on one element: float32 as f32, float64 as f64, int32 and bool as i32. */

import { constant, type Expr, extract, f32, f32x4, f64, i32, select } from '../wasm/code.js'
import { lanes4 } from './lanes4.js'
import type { PointwiseName, Rule } from './rule.js'

const b =
  (f: any, d: any, i: any): Rule =>
  (_: any, xs: any, t: any) =>
    (t.from[0] === 'float32' ? f : t.from[0] === 'float64' ? d : i)(...xs)
const none: Rule = () => {
  throw new Error('no rule')
}
export const scalar = new Proxy(
  {
    add: b(f32.add, f64.add, i32.add),
    sub: b(f32.sub, f64.sub, i32.sub),
    mul: b(f32.mul, f64.mul, i32.mul),
    div: b(f32.div, f64.div, none),
    neg: b(f32.neg, f64.neg, (x: Expr) => i32.sub(0, x)),
    scale: b(f32.mul, f64.mul, i32.mul),
    unscale: b(f32.div, f64.div, none),
    equal: b(f32.eq, f64.eq, i32.eq),
    greater: b(f32.gt, f64.gt, i32.gt_s),
    less: b(f32.lt, f64.lt, i32.lt_s),
    square: (w: any, [x]: any, t: any) => {
      const k = w.body.keep(x)
      return (t.to === 'float32' ? f32 : f64).mul(k, k)
    },
    where: (_: any, [c, x, y]: any) => select(x, y, c),
    stopGradient: (_: any, [x]: any) => x,
    sqrt: b(f32.sqrt, f64.sqrt, none),
    reciprocal: b(
      (x: Expr) => f32.div(1, x),
      (x: Expr) => f64.div(1, x),
      none,
    ),
    minimum: b(f32.min, f64.min, none),
    maximum: b(f32.max, f64.max, none),
    astype: (_: any, [x]: any, t: any) =>
      t.from[0] === t.to
        ? x
        : t.to === 'float32'
          ? t.from[0] === 'float64'
            ? f32.demote_f64(x)
            : f32.convert_i32_s(x)
          : t.to === 'float64'
            ? t.from[0] === 'float32'
              ? f64.promote_f32(x)
              : f64.convert_i32_s(x)
            : t.to === 'int32'
              ? x.type === 'f32'
                ? i32.trunc_sat_f32_s(x)
                : x.type === 'f64'
                  ? i32.trunc_sat_f64_s(x)
                  : x
              : x.type === 'f32'
                ? f32.ne(x, 0)
                : x.type === 'f64'
                  ? f64.ne(x, 0)
                  : i32.ne(x, constant('i32', 0)),
  } as any,
  {
    get: (t: any, k: any) =>
      t[k] ??
      ((w: any, xs: any, ty: any) => {
        const r = (lanes4 as any)[k](ty)
        if (!r || ty.to !== 'float32') throw new Error('no rule ' + String(k))
        return extract(
          'f32x4.extract_lane',
          w.body.keep(
            r(
              w,
              xs.map((x: any) => w.body.keep(f32x4.splat(x))),
              ty,
            ),
          ),
          0,
        )
      }),
  },
) as { readonly [name in PointwiseName]: Rule }
