/** Layers of convolutions with their gradients, of random geometry. */
import { add, conv2d, mul, relu, reshape, sum, type Tensor, trace, vjp } from '@miniflow/core'
import type { Dense, Tape, Value } from '@miniflow/core/extend'
import { type Draw, drawing } from './draw.js'

export type Tensors = readonly Tensor[]

export type Options = NonNullable<Parameters<typeof conv2d>[2]>

export const layer =
  (options: Options) =>
  (x: Tensor, w: Tensor, b: Tensor): Tensor =>
    relu(add(conv2d(x, w, options), b)) as Tensor

/** A layer's value, and what a cotangent of it gives to images, filters and bias. */
export const withGradients =
  (options: Options) =>
  (x: Tensor, w: Tensor, b: Tensor, g: Tensor): Tensors => {
    const [y, pull] = vjp(layer(options))(x, w, b)
    return [y, ...(pull(g) as unknown as Tensors)] as Tensors
  }

const two = (draw: Draw, most: number): [number, number] => [
  1 + draw.below(most),
  1 + draw.below(most),
]

/** A layer of random geometry, with its gradients or alone, and inputs for it. */
export const randomLayer = (
  seed: number,
): { readonly tape: Tape; readonly inputs: readonly Dense[] } => {
  const draw = drawing(seed)
  const [count, channels, out] = [1 + draw.below(3), 1 + draw.below(6), 1 + draw.below(20)]
  const image = [count, 4 + draw.below(9), 4 + draw.below(9), channels]
  const window = two(draw, 4)
  const pad = () => [draw.below(4), draw.below(4)] as const
  const options: Options = {
    strides: two(draw, 3),
    dilation: draw.below(3) === 0 && Math.max(...window) === 2 ? two(draw, 3) : [1, 1],
    padding: draw.pick(['SAME', 'VALID', [pad(), pad()] as const]),
  }
  const dtype = draw.pick(['float32', 'float32', 'float64'] as const)
  const x = draw.tensor(image, dtype)
  const w = draw.tensor([...window, channels, out], dtype)
  const b = draw.tensor([out], dtype)
  const tensors = [x, w, b] as readonly (Dense & Value)[] as readonly Tensor[] as [
    ...[Tensor, Tensor, Tensor],
  ]
  const y = layer(options)(...tensors)
  const g = draw.tensor(y.shape as readonly number[], dtype)
  const f = (...xs: Tensors): Tensors => {
    const [value, dx, dw, db] = withGradients(options)(...(xs as [Tensor, Tensor, Tensor, Tensor]))
    const [one, , , cotangent] = xs as [Tensor, Tensor, Tensor, Tensor]
    return [
      value,
      add(mul(dx as Tensor, one), sum(cotangent)),
      reshape(dw as Tensor, [-1, out]),
      db,
    ] as Tensors
  }
  const inputs = [x, w, b, g]
  const tape = trace(f as (...all: Tensors) => Tensors)(
    ...(inputs as readonly (Dense & Value)[] as readonly Tensor[] as Tensors),
  )
  return { tape, inputs }
}
