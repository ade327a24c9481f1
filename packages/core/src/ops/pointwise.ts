/** Functions of one number, applied to every element: each with its derivative. */
import type * as O from 'fp-ts/lib/Option.js'
import { like, type Value } from '../data/tensor.js'
import * as K from '../kernel/kernels.js'
import type { UnaryName } from '../kernel/names.js'
import type { Adjoint, Op } from '../tape/op.js'
import { apply } from '../tape/record.js'
import { add, div, mul, neg, scale, sub, times, unscale } from './arithmetic.js'
import { greater } from './compare.js'
import { constant, pointwise, wantFloat, wantNumber } from './define.js'
import { astype, where } from './select.js'

/** A smooth function; `slope` gives f'(x) from x and out = f(x). */
const smooth = (name: UnaryName, slope: (x: Value, out: Value) => Value): Op =>
  pointwise(
    name,
    wantFloat,
    x => K.unary(name, x),
    (x, out) => scale(slope(x, out)),
  )

/** A function that keeps the dtype of numbers. */
const kept = (name: UnaryName, slope: (x: Value, out: Value) => O.Option<Adjoint>): Op =>
  pointwise(name, wantNumber, x => K.unary(name, x), slope)

const one = (x: Value): Value => like(x, 1)
const exp1 = (x: Value): Value => apply(expOp, x)
const square1 = (x: Value): Value => mul(x, x)
const sqrt1 = (x: Value): Value => apply(sqrtOp, x)
const inverse = (x: Value): Value => apply(reciprocalOp, x)
/** 1 where x > 0, else 0. */
const step = (x: Value): Value => astype(greater(x, like(x, 0)), x.dtype)

/** d|x| = sign(x) dx, with 0 at 0. */
export const absOp: Op = kept('abs', x => scale(apply(signOp, x)))
export const signOp: Op = kept('sign', constant)
export const squareOp: Op = kept('square', x => scale(add(x, x)))
/** d relu(x) = dx where x > 0, with 0 at 0. */
export const reluOp: Op = kept('relu', x => scale(step(x)))
export const floorOp: Op = kept('floor', constant)
export const ceilOp: Op = kept('ceil', constant)
export const roundOp: Op = kept('round', constant)

export const expOp: Op = smooth('exp', (_, out) => out)
export const expm1Op: Op = smooth('expm1', (_, out) => add(out, one(out)))
/** d log(x) = dx / x */
export const logOp: Op = pointwise(
  'log',
  wantFloat,
  x => K.unary('log', x),
  x => unscale(x),
)
export const log1pOp: Op = smooth('log1p', x => inverse(add(x, one(x))))
/** d sqrt(x) = dx / (2 sqrt x), Infinity at 0; adding 0 makes that of -0 the same. */
export const sqrtOp: Op = smooth('sqrt', (_, out) => div(like(out, 0.5), add(out, like(out, 0))))
export const rsqrtOp: Op = smooth('rsqrt', (x, out) => times(div(out, x), -0.5))
export const reciprocalOp: Op = smooth('reciprocal', (_, out) => neg(square1(out)))
export const sinOp: Op = smooth('sin', x => apply(cosOp, x))
export const cosOp: Op = smooth('cos', x => neg(apply(sinOp, x)))
export const tanOp: Op = smooth('tan', (_, out) => add(one(out), square1(out)))
/** d asin(x) = dx / sqrt(1 - x^2), with 1 - x^2 = (1 - x)(1 + x) for accuracy near 1. */
export const asinOp: Op = smooth('asin', x => inverse(sqrt1(unitCircle(x))))
export const acosOp: Op = smooth('acos', x => neg(inverse(sqrt1(unitCircle(x)))))
export const atanOp: Op = smooth('atan', x => inverse(add(one(x), square1(x))))
export const sinhOp: Op = smooth('sinh', x => apply(coshOp, x))
export const coshOp: Op = smooth('cosh', x => apply(sinhOp, x))
export const tanhOp: Op = smooth('tanh', (_, out) => sub(one(out), square1(out)))
export const asinhOp: Op = smooth('asinh', x => inverse(sqrt1(add(square1(x), one(x)))))
/** d acosh(x) = dx / sqrt((x - 1)(x + 1)) */
export const acoshOp: Op = smooth('acosh', x => inverse(sqrt1(mul(sub(x, one(x)), add(x, one(x))))))
export const atanhOp: Op = smooth('atanh', x => inverse(unitCircle(x)))
/** d erf(x) = 2/sqrt(pi) exp(-x^2) dx */
export const erfOp: Op = smooth('erf', x => times(exp1(neg(square1(x))), 2 / Math.sqrt(Math.PI)))
/** d erfc(x) = -2/sqrt(pi) exp(-x^2) dx */
export const erfcOp: Op = smooth('erfc', x => times(exp1(neg(square1(x))), -2 / Math.sqrt(Math.PI)))
/** d erfinv(x) = sqrt(pi)/2 exp(erfinv(x)^2) dx */
export const erfinvOp: Op = smooth('erfinv', (_, out) =>
  times(exp1(square1(out)), Math.sqrt(Math.PI) / 2),
)
/** d s(x) = s(x) (1 - s(x)) dx */
export const sigmoidOp: Op = smooth('sigmoid', (_, out) => mul(out, sub(one(out), out)))
/** d log(1 + exp x) = sigmoid(x) dx */
export const softplusOp: Op = smooth('softplus', x => apply(sigmoidOp, x))
/** d elu(x) = dx where x > 0, else exp(x) dx. */
export const eluOp: Op = smooth('elu', (x, out) =>
  where(greater(x, like(x, 0)), one(x), add(out, one(out))),
)

const unitCircle = (x: Value): Value => mul(sub(one(x), x), add(one(x), x))
