/** A module whose functions the command checks. */
import { customVjp, exp, mul, relu, sum, type Tensor, tensor } from '@miniflow/core'

export const squares = (x: Tensor): Tensor => sum(mul(x, x))

/** Its derivative has the wrong sign. */
export const wrong: (x: Tensor) => Tensor = customVjp((x: Tensor) => exp(x), {
  forward: (x: Tensor) => [exp(x), x] as const,
  backward: (x: Tensor, g: Tensor) => [mul(-1, mul(g, exp(x)))] as const,
})

export const rectified = (x: Tensor): Tensor => relu(x)

export const unasked = (x: Tensor): Tensor => x

export const checks: Readonly<Record<string, unknown>> = {
  squares: [tensor([1, 2])],
  wrong: [tensor([0, 1])],
  rectified: { args: [tensor([0, 1])], order: 2 },
}
