/** The functions of one tensor, element by element. */

import { numberIn, optionsIn } from '../data/options.js'
import type { Elementwise, FloatElementwise, Predicate } from '../data/signatures.js'
import { like } from '../data/tensor.js'
import type { Operand, Tensor } from '../data/types.js'
import { mul, neg as negate, negOp, scaled, times } from '../ops/arithmetic.js'
import * as C from '../ops/compare.js'
import * as P from '../ops/pointwise.js'
import { where } from '../ops/select.js'
import type { Op } from '../tape/op.js'
import { apply } from '../tape/record.js'
import { floating, notForBools, operand } from './door.js'

const keeping =
  (op: Op) =>
  (x: Operand): Tensor => {
    const value = operand(op.name, x)
    return value.dtype === 'bool' ? notForBools(op.name, 'bool') : apply(op, value)
  }

const real =
  (op: Op) =>
  (x: Operand): Tensor =>
    apply(op, floating(op.name, x))

/**
 * -x
 * @example neg(tensor([1, -2])) // => [-1,  2]
 */
export const neg: Elementwise = keeping(negOp)

/**
 * |x|, with derivative sign(x) and 0 at 0.
 * @example abs(tensor([-1.5, 2])) // => [1.5, 2.0]
 */
export const abs: Elementwise = keeping(P.absOp)

/**
 * -1, 0 or 1; its derivative is 0.
 * @example sign(tensor([-3, 0, 5])) // => [-1,  0,  1]
 */
export const sign: Elementwise = keeping(P.signOp)

/**
 * x^2
 * @example square(tensor([1, -3])) // => [1, 9]
 */
export const square: Elementwise = keeping(P.squareOp)

/**
 * max(x, 0), with derivative 0 at 0.
 * @example relu(tensor([-1, 0, 2])) // => [0, 0, 2]
 */
export const relu: Elementwise = keeping(P.reluOp)

/**
 * The largest whole number not above x; its derivative is 0.
 * @example floor(tensor([1.7, -1.2])) // => [ 1, -2]
 */
export const floor: Elementwise = keeping(P.floorOp)

/**
 * The smallest whole number not below x; its derivative is 0.
 * @example ceil(tensor([1.2, -1.7])) // => [ 2, -1]
 */
export const ceil: Elementwise = keeping(P.ceilOp)

/**
 * The nearest whole number, halves to the even one; its derivative is 0.
 * @example round(tensor([0.5, 1.5, 2.4])) // => [0, 2, 2]
 */
export const round: Elementwise = keeping(P.roundOp)

/**
 * e^x
 * @example exp(tensor([0, 1], { dtype: 'float64' })) // => [1.00000000, 2.71828183]
 */
export const exp: FloatElementwise = real(P.expOp)

/**
 * e^x - 1, exact for small x.
 * @example expm1(0) // => 0
 */
export const expm1: FloatElementwise = real(P.expm1Op)

/**
 * The natural logarithm: -Infinity at 0, NaN below.
 * @example log(tensor([1, 0])) // => [        0, -Infinity]
 */
export const log: FloatElementwise = real(P.logOp)

/**
 * log(1 + x), exact for small x.
 * @example log1p(0) // => 0
 */
export const log1p: FloatElementwise = real(P.log1pOp)

/**
 * The square root, NaN below 0; its derivative at 0 is Infinity.
 * @example sqrt(tensor([4, 9])) // => [2, 3]
 */
export const sqrt: FloatElementwise = real(P.sqrtOp)

/**
 * 1 / sqrt(x)
 * @example rsqrt(tensor([4, 0.25])) // => [0.5, 2.0]
 */
export const rsqrt: FloatElementwise = real(P.rsqrtOp)

/**
 * 1 / x
 * @example reciprocal(tensor([2, -4])) // => [ 0.50, -0.25]
 */
export const reciprocal: FloatElementwise = real(P.reciprocalOp)

/**
 * The sine of x in radians.
 * @example sin(0) // => 0
 */
export const sin: FloatElementwise = real(P.sinOp)

/**
 * The cosine of x in radians.
 * @example cos(0) // => 1
 */
export const cos: FloatElementwise = real(P.cosOp)

/**
 * The tangent of x in radians.
 * @example tan(0) // => 0
 */
export const tan: FloatElementwise = real(P.tanOp)

/**
 * The angle in [-pi/2, pi/2] with sine x; NaN outside of [-1, 1].
 * @example asin(0) // => 0
 */
export const asin: FloatElementwise = real(P.asinOp)

/**
 * The angle in [0, pi] with cosine x; NaN outside of [-1, 1].
 * @example acos(1) // => 0
 */
export const acos: FloatElementwise = real(P.acosOp)

/**
 * The angle in (-pi/2, pi/2) with tangent x.
 * @example atan(0) // => 0
 */
export const atan: FloatElementwise = real(P.atanOp)

/**
 * (e^x - e^-x) / 2
 * @example sinh(0) // => 0
 */
export const sinh: FloatElementwise = real(P.sinhOp)

/**
 * (e^x + e^-x) / 2
 * @example cosh(0) // => 1
 */
export const cosh: FloatElementwise = real(P.coshOp)

/**
 * sinh x / cosh x
 * @example tanh(tensor([0, 100])) // => [0, 1]
 */
export const tanh: FloatElementwise = real(P.tanhOp)

/**
 * The inverse of sinh.
 * @example asinh(0) // => 0
 */
export const asinh: FloatElementwise = real(P.asinhOp)

/**
 * The inverse of cosh on [1, Infinity); NaN below 1.
 * @example acosh(1) // => 0
 */
export const acosh: FloatElementwise = real(P.acoshOp)

/**
 * The inverse of tanh on (-1, 1).
 * @example atanh(0) // => 0
 */
export const atanh: FloatElementwise = real(P.atanhOp)

/**
 * The error function, 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x.
 * @example erf(tensor([0, 10])) // => [0, 1]
 */
export const erf: FloatElementwise = real(P.erfOp)

/**
 * 1 / (1 + e^-x)
 * @example sigmoid(tensor([-10, 0, 10], { dtype: 'float64' })) // => [4.53978687e-5, 5.00000000e-1, 9.99954602e-1]
 */
export const sigmoid: FloatElementwise = real(P.sigmoidOp)

/**
 * log(1 + e^x), without overflow.
 * @example softplus(tensor([100, -1000])) // => [100,   0]
 */
export const softplus: FloatElementwise = real(P.softplusOp)

/**
 * log(sigmoid(x)) = -softplus(-x), finite for any finite x.
 * @example logSigmoid(-1000) // => -1000
 */
export const logSigmoid: FloatElementwise = (x: Operand): Tensor =>
  negate(apply(P.softplusOp, negate(floating('logSigmoid', x))))

/**
 * x sigmoid(x), also called swish; 0 at -Infinity.
 * @example silu(tensor([0, 100])) // => [  0, 100]
 */
export const silu: FloatElementwise = (x: Operand): Tensor => {
  const value = floating('silu', x)
  return scaled(value, apply(P.sigmoidOp, value))
}

/**
 * x Phi(x), where Phi is the normal distribution function (Hendrycks and Gimpel 2016, exact form); 0 at
 * -Infinity. Exact to rounding for negative x too, where the tanh and the erf form lose all digits.
 * @example gelu(tensor([0, 100])) // => [  0, 100]
 */
export const gelu: FloatElementwise = (x: Operand): Tensor => {
  const value = floating('gelu', x)
  // Phi(x) = erfc(-x / sqrt 2) / 2, in which nothing cancels for negative x.
  const phi = times(apply(P.erfcOp, times(value, -Math.SQRT1_2)), 0.5)
  return scaled(value, phi)
}

/**
 * x where x > 0, else e^x - 1.
 * @example elu(tensor([2, 0])) // => [2, 0]
 */
export const elu: FloatElementwise = real(P.eluOp)

/**
 * x where x > 0, else `slope` times x; the derivative at 0 is the slope.
 * @example leakyRelu(tensor([-10, 10]), { slope: 0.5 }) // => [-5, 10]
 */
export const leakyRelu: FloatElementwise<{ readonly slope?: number }> = (
  x: Operand,
  options?: { readonly slope?: number },
): Tensor => {
  const { slope = 0.01 } = optionsIn('leakyRelu', options, ['slope'])
  const factor = numberIn('leakyRelu', 'slope', slope)
  const value = floating('leakyRelu', x)
  const positive = C.greater(value, like(value, 0))
  return where(positive, value, mul(value, like(value, factor)))
}

/**
 * Whether each element is neither infinite nor NaN.
 * @example isFinite(tensor([1, Infinity, NaN])) // => [ true, false, false]
 */
export const isFinite: Predicate = real(C.isFiniteOp)

/**
 * Whether each element is NaN.
 * @example isNaN(tensor([1, Infinity, NaN])) // => [false, false,  true]
 */
export const isNaN: Predicate = real(C.isNaNOp)
