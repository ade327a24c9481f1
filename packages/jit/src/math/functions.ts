/** The functions that are written for `Reals`, each as a WebAssembly function in every form that is asked for. */
import { call, type FunctionRef } from '../wasm/body.js'
import { type Expr, f32, f32x4, f64, f64x2, shuffle32 } from '../wasm/code.js'
import type { ValueType } from '../wasm/instructions.js'
import type { ModuleWriter } from '../wasm/module.js'
import { double, single } from './coefficients.js'
import { erf, erfc, erfinv } from './error-function.js'
import { cosh, elu, exp, expm1, sigmoid, sinh, tanh } from './exponential.js'
import { acos, asin, atan, atan2 } from './inverse-trigonometric.js'
import { acosh, asinh, atanh, log, log1p, softplus } from './logarithm.js'
import { pow } from './power.js'
import { type RealFunction, reals } from './real.js'
import { mod } from './remainder.js'
import type { Rule } from './rule.js'
import { cos, sin, tan } from './trigonometric.js'

export type FunctionName =
  | 'exp'
  | 'expm1'
  | 'log'
  | 'log1p'
  | 'sin'
  | 'cos'
  | 'tan'
  | 'asin'
  | 'acos'
  | 'atan'
  | 'sinh'
  | 'cosh'
  | 'tanh'
  | 'asinh'
  | 'acosh'
  | 'atanh'
  | 'erf'
  | 'erfc'
  | 'erfinv'
  | 'sigmoid'
  | 'softplus'
  | 'elu'
  | 'pow'
  | 'atan2'
  | 'mod'

const sources = {
  exp,
  expm1,
  log,
  log1p,
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  sinh,
  cosh,
  tanh,
  asinh,
  acosh,
  atanh,
  erf,
  erfc,
  erfinv,
  sigmoid,
  softplus,
  elu,
  pow,
  atan2,
  mod,
} satisfies { readonly [name in FunctionName]: unknown }

const arity = (name: FunctionName): number => sources[name].length - 1

const precisions = { double, single }

/** The function in one form: of numbers or of pairs, to the full precision or to that of float32. */
const written = (
  module: ModuleWriter,
  name: FunctionName,
  type: 'f64' | 'v128',
  precision: keyof typeof precisions,
): FunctionRef => {
  const full = `${name}.${precision}.${type === 'f64' ? 'f64' : 'f64x2'}`
  return module.once(full, () =>
    module.function(
      full,
      { params: new Array<ValueType>(arity(name)).fill(type), results: [type] },
      (body, ...args) =>
        body.result(
          (sources[name] as RealFunction)(
            reals(type, { module, body }, precisions[precision]),
            ...args,
          ),
        ),
    ),
  )
}

/** Four numbers of float32, two at a time in double precision. */
const four = (module: ModuleWriter, name: FunctionName): FunctionRef => {
  const pair = written(module, name, 'v128', 'single')
  const full = `${name}.f32x4`
  return module.once(full, () =>
    module.function(
      full,
      { params: new Array<ValueType>(arity(name)).fill('v128'), results: ['v128'] },
      (body, ...args) => {
        const upper = (x: Expr): Expr => shuffle32(x, x, [2, 3, 2, 3])
        const half = (take: (x: Expr) => Expr): Expr =>
          f32x4.demote_f64x2_zero(call(pair, ...args.map(x => f64x2.promote_low_f32x4(take(x)))))
        body.result(
          shuffle32(
            half(x => x),
            half(upper),
            [0, 1, 4, 5],
          ),
        )
      },
    ),
  )
}

export const f64Rule =
  (name: FunctionName): Rule =>
  ({ module }, args) =>
    call(written(module, name, 'f64', 'double'), ...args)

export const f64x2Rule =
  (name: FunctionName): Rule =>
  ({ module }, args) =>
    call(written(module, name, 'v128', 'double'), ...args)

export const f32x4Rule =
  (name: FunctionName): Rule =>
  ({ module }, args) =>
    call(four(module, name), ...args)

/** The same operations as each lane of `f32x4Rule`, so the same bits. */
export const f32Rule =
  (name: FunctionName): Rule =>
  ({ module }, args) =>
    f32.demote_f64(
      call(written(module, name, 'f64', 'single'), ...args.map(x => f64.promote_f32(x))),
    )
