/** Constants that depend on the floating-point format: bounds, and numbers in two parts. */

export interface Format {
  /** Adding it to a whole number (not too large) puts that into the low bits, as two's complement. */
  readonly magic: number
  readonly smallestNormal: number
  /** Digits by which subnormal numbers are raised to be normal. */
  readonly raise: number
  /** Below this, 1 + x is 1. */
  readonly tiny: number
  /** ln 2 = high + low, where multiples of the first by exponents are exact. */
  readonly ln2High: number
  readonly ln2Low: number
  /** pi / 2 minus what the format has of it. */
  readonly halfPiLow: number
  /** Below and above these, e^x (and e^x / 2) is 0 or infinite. */
  readonly expLeast: number
  readonly expMost: number
  /** Below this, e^x - 1 is -1. */
  readonly minusOne: number
  /** 2^n and 2^-n are normal up to here. */
  readonly powerMost: number
  /** From its square on, adding 1 makes no difference. */
  readonly large: number
  /** Above this, sums of a few numbers might overflow. */
  readonly huge: number
  /** From here on erfc is 0. */
  readonly erfcZero: number
  /** Dekker's factor, which splits a number into halves. */
  readonly splitter: number
}

/** ln 2 in two parts as in fdlibm. */
export const binary64: Format = {
  magic: 1.5 * 2 ** 52,
  smallestNormal: 2 ** -1022,
  raise: 54,
  tiny: 2 ** -54,
  ln2High: 0.6931471803691238,
  ln2Low: 1.9082149292705877e-10,
  halfPiLow: 6.123233995736766e-17,
  expLeast: -746,
  expMost: 712,
  minusOne: -50,
  powerMost: 1000,
  large: 2 ** 28,
  huge: 2 ** 1000,
  erfcZero: 28,
  splitter: 2 ** 27 + 1,
}

export const binary32: Format = {
  magic: 1.5 * 2 ** 23,
  smallestNormal: 2 ** -126,
  raise: 24,
  tiny: 2 ** -25,
  ln2High: 0.693145751953125,
  ln2Low: 1.4286068203094173e-6,
  halfPiLow: -4.3711390001862426e-8,
  expLeast: -105,
  expMost: 91,
  minusOne: -24,
  powerMost: 120,
  large: 2 ** 14,
  huge: 2 ** 120,
  erfcZero: 10.5,
  splitter: 2 ** 12 + 1,
}
