/** A module whose functions are checked at arguments that are drawn. */
import { customVjp, exp, mul, type Tensor, tensor } from '@miniflow/core'
import * as fc from 'fast-check'

export const smooth = (x: Tensor): Tensor => exp(x)

/** Its derivative is wrong where x is above 1. */
export const wrong: (x: Tensor) => Tensor = customVjp((x: Tensor) => exp(x), {
  forward: (x: Tensor) => [exp(x), x] as const,
  backward: (x: Tensor, g: Tensor) => [mul(x.item() > 1 ? 2 : 1, mul(g, exp(x)))] as const,
})

const points = fc.integer({ min: -4, max: 4 }).map(k => [tensor(k / 2)] as const)

export const checks: Readonly<Record<string, unknown>> = {
  smooth: { arbitrary: points, runs: 5, order: 2 },
  wrong: { arbitrary: points },
}
