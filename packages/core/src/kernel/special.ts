/** Special functions in double precision that `Math` does not have. */

const TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI)

/**
 * The error function to about 1e-15: below 2.5 the series erf x = 2/sqrt(pi) exp(-x^2) sum 2^n
 * x^(2n+1) / (2n+1)!! (Abramowitz and Stegun 7.1.6, all terms of one sign), above it
 * 1 - erfc x by its continued fraction (7.1.14).
 */
export const erf = (x: number): number => {
  const a = Math.abs(x)
  if (Number.isNaN(x)) return x
  if (a > 6) return Math.sign(x)
  if (a < 2.5) {
    let term = x
    let sum = x
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (2 * x * x) / (2 * n + 1)
      sum += term
    }
    return TWO_OVER_SQRT_PI * Math.exp(-x * x) * sum
  }
  let fraction = 0
  for (let n = 60; n >= 1; n--) fraction = n / 2 / (a + fraction)
  const erfc = Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + fraction)
  return Math.sign(x) * (1 - erfc)
}

/**
 * erfc x = 1 - erf x without cancellation, to about 1e-14 of itself down to the smallest numbers (7.1.14).
 * The fraction has converged from 1.75 on, where 1 - erf x has lost two digits.
 */
export const erfc = (x: number): number => {
  if (x < 1.75) return 1 - erf(x)
  if (x > 28) return 0
  let fraction = 0
  for (let n = 60; n >= 1; n--) fraction = n / 2 / (x + fraction)
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction)
}

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
  return down % 2 === 0 ? down : down + 1
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
