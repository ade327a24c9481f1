/** Special functions in double precision that `Math` does not have. */
import { erf, erfc } from './erf.js'

const TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI)

/**
 * The inverse of erf on (-1, 1): a start from Winitzki's closed form (error below 2e-3), then
 * Halley's method with f = erf(x) - p, f''/f' = -2x, which triples the digits at each step.
 */
export const erfinv = (p: number): number => {
  if (Number.isNaN(p) || Math.abs(p) > 1) return Number.NaN
  if (Math.abs(p) === 1) return p * Number.POSITIVE_INFINITY
  if (p === 0) return p
  const q = Math.abs(p)
  const a = 0.147
  const l = Math.log1p(-q * q)
  const h = 2 / (Math.PI * a) + l / 2
  let x = Math.sqrt(Math.sqrt(h * h - l / a) - h)
  for (let step = 0; step < 3; step++) {
    const error = q < 0.9 ? erf(x) - q : 1 - q - erfc(x)
    const newton = error / (TWO_OVER_SQRT_PI * Math.exp(-x * x))
    x -= newton / (1 + x * newton)
  }
  return Math.sign(p) * x
}

/** log(1 + exp x), without overflow above and without cancellation below. */
export const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))

/** 1 / (1 + exp(-x)), from the side on which exp does not overflow. */
export const sigmoid = (x: number): number => {
  if (x >= 0) return 1 / (1 + Math.exp(-x))
  const e = Math.exp(x)
  return e / (1 + e)
}

/** To the nearest whole number, halves to the even one, as IEEE 754 and NumPy do. */
export const roundHalfEven = (x: number): number => {
  const down = Math.floor(x)
  const rest = x - down
  if (rest !== 0.5) return rest < 0.5 ? down : Math.ceil(x)
  // Above the odd one lies the even one; above -1 it is -0, which keeps the sign.
  return down % 2 === 0 ? down : Math.ceil(x)
}

/** The remainder with the sign of the divisor, as Python and NumPy have it. */
export const floorMod = (x: number, y: number): number => {
  const r = x % y
  return r !== 0 && r < 0 !== y < 0 ? r + y : r
}

/** x^n in whole numbers of 32 bits that wrap around, by squaring; 1 / x^-n towards zero for n < 0. */
export const wrappingPower = (x: number, n: number): number => {
  if (n < 0) return Math.abs(x) === 1 ? wrappingPower(x, n & 1) : 0
  let power = 1
  let square = x
  for (let rest = n; rest > 0; rest >>>= 1) {
    if ((rest & 1) === 1) power = Math.imul(power, square)
    square = Math.imul(square, square)
  }
  return power
}
