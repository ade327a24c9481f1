/** The gradient by central differences in float64, to compare derivatives with. */
import { type Tensor, tensor } from '@miniflow/core'

export const numericGradient = (
  f: (x: Tensor) => Tensor,
  x: Tensor,
  step = 1e-5,
): readonly number[] => {
  const values = [...x.data()]
  const at = (i: number, by: number): number =>
    f(
      tensor(
        values.map((v, j) => (i === j ? v + by : v)),
        [...x.shape],
        { dtype: 'float64' },
      ),
    ).item()
  return values.map((_, i) => (at(i, step) - at(i, -step)) / (2 * step))
}

export const float64 = (values: readonly number[], shape: readonly number[]): Tensor =>
  tensor(values, [...shape], { dtype: 'float64' })

export const int32 = (values: readonly number[]): Tensor<[number], 'int32'> =>
  tensor(values, [values.length], { dtype: 'int32' })

/** Every element within `tolerance` of what it should be, relative to numbers above 1. */
export const worst = (got: Tensor, wanted: readonly number[]): number =>
  Math.max(
    0,
    ...[...got.data()].map((x, i) => {
      const y = wanted[i] ?? Number.NaN
      return Math.abs(x - y) / Math.max(1, Math.abs(y))
    }),
  )
