/** The error function and its inverse for four float32 at once. */
import { type Expr, f32x4 } from '../wasm/code.js'
import { exp4, log4 } from './exponential4.js'
import { c4, choose4, type Function4, horner4, signed4, square4 } from './tools.js'

/** erf x = x P(x^2) for |x| below 1 (Cephes, erff). */
const ERF = [
  1.12837916572671, -3.7612625824233e-1, 1.128358514861418e-1, -2.685381193529856e-2,
  5.188327685732524e-3, -8.010193625184903e-4, 7.853861353153693e-5,
]

/** erfc a = exp(-a^2) / a P(1 / a^2): from 1 to 2, and from 2 on (Cephes, erfcf). */
const NEAR = [
  5.638259427386472e-1, -2.741127028184656e-1, 3.404879937665872e-1, -4.944515323274145e-1,
  6.210004621745983e-1, -5.824733027278666e-1, 3.687424674597105e-1, -1.387039388740657e-1,
  2.326819970068386e-2,
]
const FAR = [
  5.641895067754075e-1, -2.820767439740514e-1, 4.218463358204948e-1, -1.0152652792027,
  2.921019019210786, -7.495518717768503, 1.297719955372516e1, -1.047766399936249e1,
]

export const erf4: Function4 = (b, x) => {
  const a = b.keep(f32x4.abs(x))
  const z = square4(b, x)
  const small = b.keep(f32x4.mul(x, horner4(z, ERF)))
  const q = b.keep(f32x4.div(c4(1), f32x4.max(a, c4(1))))
  const y = square4(b, q)
  const tail = b.keep(choose4(f32x4.lt(a, c4(2)), horner4(y, NEAR), horner4(y, FAR)))
  const minus = b.keep(f32x4.neg(z))
  const erfc = f32x4.mul(f32x4.mul(exp4(b, minus), q), tail)
  const large = signed4(f32x4.sub(c4(1), erfc), x)
  const value = b.keep(choose4(f32x4.lt(a, c4(1)), small, large))
  return choose4(f32x4.eq(x, x), value, x)
}

/** M. Giles, "Approximating the erfinv function", GPU Computing Gems, 2011: in w = -log(1 - x^2). */
const CENTRE = [
  1.50140941, 0.246640727, -0.00417768164, -0.00125372503, 0.00021858087, -4.39150654e-6,
  -3.5233877e-6, 3.43273939e-7, 2.81022636e-8,
]
const TAIL = [
  2.83297682, 1.00167406, 0.00943887047, -0.0076224613, 0.00573950773, -0.00367342844,
  0.00134934322, 0.000100950558, -0.000200214257,
]

export const erfinv4: Function4 = (b, x) => {
  const product = b.keep(f32x4.mul(f32x4.sub(c4(1), x), f32x4.add(c4(1), x)))
  const w = b.keep(f32x4.neg(log4(b, product)))
  const centre = b.keep(f32x4.sub(w, c4(2.5)))
  const tail = b.keep(f32x4.sub(f32x4.sqrt(w), c4(3)))
  const p: Expr = choose4(f32x4.lt(w, c4(5)), horner4(centre, CENTRE), horner4(tail, TAIL))
  const inside = b.keep(f32x4.mul(p, x))
  const edge = f32x4.eq(f32x4.abs(x), c4(1))
  return choose4(edge, signed4(c4(Number.POSITIVE_INFINITY), x), inside)
}
