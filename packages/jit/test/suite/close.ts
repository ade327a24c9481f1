/** Numbers compared to a tolerance, in words that say where they differ. */
import type { DType, Tensor } from '@miniflow/core'

/** |got - want| <= tolerance (1 + |want|). */
const tolerances: Readonly<Record<DType, number>> = {
  float32: 1e-4,
  float64: 1e-10,
  int32: 0,
  bool: 0,
}

const near = (got: number, want: number, tolerance: number): boolean =>
  Object.is(got, want) || Math.abs(got - want) <= tolerance * (1 + Math.abs(want))

/** What differs from the numbers wanted, all in one list from the first to the last. */
export const differences = (
  got: Tensor,
  want: ArrayLike<number>,
  tolerance: number = tolerances[got.dtype as DType],
): readonly string[] => {
  const numbers = Array.from<unknown, number>(got.data() as ArrayLike<unknown>, Number)
  return numbers.length === want.length
    ? numbers.flatMap((x, i) =>
        near(x, want[i] as number, tolerance) ? [] : [`[${i}] is ${x}, expected ${want[i]}`],
      )
    : [`${numbers.length} elements, expected ${want.length}`]
}

export const shapeDifference = (got: Tensor, want: readonly number[]): readonly string[] =>
  got.shape.length === want.length && want.every((n, i) => n === got.shape[i])
    ? []
    : [`shape [${got.shape}], expected [${want}]`]
