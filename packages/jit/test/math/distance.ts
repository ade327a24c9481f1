/** How far a result is from the exact one, in units of its last place. */
type Float = 'float32' | 'float64'

const formats = {
  float32: { digits: 24, least: -126, most: 127 },
  float64: { digits: 53, least: -1022, most: 1023 },
} as const

/** The spacing of the format's numbers around y. */
export const spacing = (dtype: Float, y: number): number => {
  const { digits, least, most } = formats[dtype]
  const a = Math.abs(y)
  const guess = a === 0 ? least : Math.floor(Math.log2(a))
  const exponent = Math.min(most, Math.max(least, 2 ** guess > a ? guess - 1 : guess))
  return 2 ** (exponent - digits + 1)
}

const round = (dtype: Float, y: number): number => (dtype === 'float32' ? Math.fround(y) : y)

/**
 * 0 for what is right to the bit. What must be exact and is not, NaN, an infinity or the sign of a zero,
 * is infinitely far.
 */
export const distance = (dtype: Float, got: number, exact: number): number => {
  const nearest = round(dtype, exact)
  if (Object.is(got, nearest) && (got === 0 || !Number.isFinite(got))) return 0
  if (Number.isNaN(got) || Number.isNaN(exact) || !Number.isFinite(exact) || exact === 0)
    return Number.POSITIVE_INFINITY
  const negative = got < 0 || Object.is(got, -0)
  const sameSign = negative === exact < 0
  if (!sameSign) return Number.POSITIVE_INFINITY
  if (Number.isFinite(got)) return Math.abs(got - exact) / spacing(dtype, exact)
  // Infinite where the largest number is right: one place beyond it.
  const { digits, most } = formats[dtype]
  const largest = 2 ** most * (2 - 2 ** (1 - digits))
  return 1 + (largest - Math.abs(exact)) / spacing(dtype, largest)
}
