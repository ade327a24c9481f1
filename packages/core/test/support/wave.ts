/** A tensor of different numbers between -1 and 1, for tangents and cotangents. */
import { type Tensor, tensor } from '@miniflow/core'

export const wave = (shape: readonly number[], phase = 0): Tensor => {
  const size = shape.reduce((a, b) => a * b, 1)
  const data = Float64Array.from({ length: size }, (_, i) => Math.sin(1 + 2.3 * i + phase))
  return tensor(data, shape)
}
