/** Whether a program's derivative is the same by reverse mode, by forward mode and by differences. */
import { add, grad, jvp, mul, sum, type Tensor } from '@miniflow/core'
import { NEAR } from './draft.js'
import { toFunction } from './expression.js'
import type { Written } from './generate.js'

export interface Derivative {
  readonly reverse: number
  readonly forward: number
  readonly differences: number
}

/** Central differences of two steps, and what they leave out to fourth order removed (Richardson). */
const differences = (f: (h: number) => number): number => {
  const slope = (h: number): number => (f(h) - f(-h)) / (2 * h)
  return (4 * slope(NEAR / 2) - slope(NEAR)) / 3
}

export const derivative = ({ program, directions }: Written): Derivative => {
  const f = toFunction(program)
  const xs = program.inputs.map(({ at }) => at)
  const dot = (gs: readonly Tensor[]): number =>
    gs.reduce((total, g, i) => total + sum(mul(g, directions[i] as Tensor)).item(), 0)
  return {
    reverse: dot(grad((ys: readonly Tensor[]) => f(...ys))(xs)),
    forward: jvp(f)(xs, directions)[1].item(),
    differences: differences(h =>
      f(...xs.map((x, i) => add(x, mul(directions[i] as Tensor, h)))).item(),
    ),
  }
}

/** Both modes to rounding, differences to what they leave out. */
const close = (a: number, b: number, tolerance: number): boolean =>
  Math.abs(a - b) <= tolerance * (1 + Math.abs(b))

export const agrees = ({ reverse, forward, differences }: Derivative): boolean =>
  close(reverse, forward, 1e-9) && close(forward, differences, 1e-7)
