/** The functions that are written for `Reals`, each as a WebAssembly function in every form that is asked for. */
import { call, type FunctionRef } from '../wasm/body.js'
import { type Expr, extract, f32, f32x4, f64, f64x2, shuffle32 } from '../wasm/code.js'
import type { ValueType } from '../wasm/instructions.js'
import type { ModuleWriter } from '../wasm/module.js'
import { double, single } from './coefficients.js'
import { erf, erfc, erfinv } from './error-function.js'
import { cosh, elu, exp, expm1, sigmoid, sinh, tanh } from './exponential.js'
import { acos, asin, atan, atan2 } from './inverse-trigonometric.js'
import { acosh, asinh, atanh, log, log1p, softplus } from './logarithm.js'
import { pow } from './power.js'
import type { RealFunction, Reals } from './real.js'
import { f32x4Reals } from './real-f32x4.js'
import { f64Reals } from './real-f64.js'
import { f64x2Reals } from './real-f64x2.js'
import { mod } from './remainder.js'
import type { Rule, Writer } from './rule.js'
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

type Form = 'f64' | 'f64x2' | 'f32x4'

const forms: { readonly [form in Form]: ValueType } = { f64: 'f64', f64x2: 'v128', f32x4: 'v128' }

/** The form's algebra; doubles to the precision of float32 alone, if `rounded`. */
const algebra = (form: Form, rounded: boolean, w: Writer): Reals => {
  const coefficients = rounded ? single : double
  switch (form) {
    case 'f64':
      return f64Reals(w, coefficients)
    case 'f64x2':
      return f64x2Reals(w, coefficients)
    case 'f32x4':
      return f32x4Reals(w)
  }
}

const evaluate = (name: FunctionName, R: Reals, args: readonly Expr[]): Expr =>
  (sources[name] as RealFunction)(R, ...args)

/** A WebAssembly function of that name, whose parameters and result are of one type. */
const define = (
  module: ModuleWriter,
  full: string,
  name: FunctionName,
  type: ValueType,
  write: (w: Writer, args: readonly Expr[]) => Expr,
): FunctionRef =>
  module.once(full, () => {
    const params = new Array<ValueType>(sources[name].length - 1).fill(type)
    return module.function(full, { params, results: [type] }, (body, ...args) =>
      body.result(write({ module, body }, args)),
    )
  })

const written = (
  module: ModuleWriter,
  name: FunctionName,
  form: Form,
  rounded = false,
): FunctionRef =>
  define(module, `${name}.${form}${rounded ? '.rounded' : ''}`, name, forms[form], (w, args) =>
    evaluate(name, algebra(form, rounded, w), args),
  )

/**
 * These need double precision within, for the logarithm that is multiplied and for the quotient: float32
 * goes through it two lanes at a time.
 */
const inDouble: ReadonlySet<FunctionName> = new Set(['pow', 'mod'])

/** Four numbers of float32, two at a time in double precision. */
const byPairs = (module: ModuleWriter, name: FunctionName): FunctionRef => {
  const pair = written(module, name, 'f64x2', true)
  return define(module, `${name}.pairs`, name, 'v128', (_, args) => {
    const upper = (x: Expr): Expr => shuffle32(x, x, [2, 3, 2, 3])
    const rounded = (halves: readonly Expr[]): Expr =>
      f32x4.demote_f64x2_zero(call(pair, ...halves.map(x => f64x2.promote_low_f32x4(x))))
    return shuffle32(rounded(args), rounded(args.map(upper)), [0, 1, 4, 5])
  })
}

/** Short enough to stand in the loop itself, where a call would take a good part of the time. */
const inlined: ReadonlySet<FunctionName> = new Set(['exp', 'log', 'tanh', 'sigmoid'])

export const f64Rule =
  (name: FunctionName): Rule =>
  ({ module }, args) =>
    call(written(module, name, 'f64'), ...args)

export const f64x2Rule =
  (name: FunctionName): Rule =>
  ({ module }, args) =>
    call(written(module, name, 'f64x2'), ...args)

export const f32x4Rule =
  (name: FunctionName): Rule =>
  (w, args) => {
    if (inDouble.has(name)) return call(byPairs(w.module, name), ...args)
    if (w.repeats === true || !inlined.has(name))
      return call(written(w.module, name, 'f32x4'), ...args)
    const kept = args.map(x => w.body.keep(x))
    return evaluate(name, f32x4Reals(w), kept)
  }

/** The same operations as in each lane of `f32x4Rule`, so the same bits. */
export const f32Rule =
  (name: FunctionName): Rule =>
  ({ module }, args) => {
    if (inDouble.has(name)) {
      const f = written(module, name, 'f64', true)
      return f32.demote_f64(call(f, ...args.map(x => f64.promote_f32(x))))
    }
    const f = written(module, name, 'f32x4')
    return extract('f32x4.extract_lane', call(f, ...args.map(x => f32x4.splat(x))), 0)
  }
