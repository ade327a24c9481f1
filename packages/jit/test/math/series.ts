/** The error function in whole numbers of 2^-digits, for what `Math` does not have. */

const float = new DataView(new ArrayBuffer(8))

/** A finite double times 2^digits; digits beyond are cut off. */
export const fixed = (x: number, digits: bigint): bigint => {
  float.setFloat64(0, Math.abs(x))
  const bits = float.getBigUint64(0)
  const field = bits >> 52n
  const fraction = bits & (2n ** 52n - 1n)
  const mantissa = field === 0n ? fraction : fraction | (1n << 52n)
  const shift = (field === 0n ? 1n : field) - 1075n + digits
  const size = shift >= 0n ? mantissa << shift : mantissa >> -shift
  return x < 0 ? -size : size
}

/** n 2^-digits as a double, from its 64 leading digits. */
export const toNumber = (n: bigint, digits: bigint): number => {
  const size = n < 0n ? -n : n
  const shift = BigInt(Math.max(0, size.toString(2).length - 64))
  // In two steps: 2^-digits alone may be no double.
  const half = Number(shift - digits) / 2
  const value = Number(size >> shift) * 2 ** Math.floor(half) * 2 ** Math.ceil(half)
  return n < 0n ? -value : value
}

const isqrt = (n: bigint): bigint => {
  let x = 1n << BigInt((n.toString(2).length + 1) >> 1)
  for (;;) {
    const next = (x + n / x) >> 1n
    if (next >= x) return x
    x = next
  }
}

const MOST = 3400n

const atanOfInverse = (n: bigint): bigint => {
  let sum = 0n
  let power = (1n << MOST) / n
  for (let k = 1n; power !== 0n; k += 2n) {
    sum += (k % 4n === 1n ? 1n : -1n) * (power / k)
    power /= n * n
  }
  return sum
}

/** sqrt(pi) 2^MOST, by Machin's pi = 16 atan(1/5) - 4 atan(1/239). */
const rootPi = isqrt((16n * atanOfInverse(5n) - 4n * atanOfInverse(239n)) << MOST)

/** The terms of the series grow to e^(x^2), and erfc falls to e^(-x^2): digits for both, and 200 more. */
export const digitsFor = (x: number): bigint => BigInt(200 + Math.ceil(3 * Math.min(x * x, 900)))

/** erf x 2^digits = 2 / sqrt(pi) sum (-1)^n x^(2n+1) / (n! (2n+1)) 2^digits */
export const erfSeries = (x: number, digits: bigint): bigint => {
  const a = fixed(x, digits)
  const z = (a * a) >> digits
  let term = a
  let sum = 0n
  for (let n = 0n; term !== 0n && term !== -1n; n++) {
    sum += term / (2n * n + 1n)
    term = -((term * z) >> digits) / (n + 1n)
  }
  return (sum << (MOST + 1n)) / rootPi
}
