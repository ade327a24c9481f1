/** Whether a program's derivative is the same by reverse mode, by forward mode and by differences. */
import { add, grad, jvp, mul, sum, type Tensor } from '@miniflow/core'
import { type Judge, NEAR, toFunction, type Written } from '@miniflow/programs'

export interface Derivative {
  readonly reverse: number
  readonly forward: number
  readonly differences: number
}

const LEVELS = 7

/**
 * Central differences of ever smaller steps, extrapolated to none: level j has removed what is left
 * out to order 2j (Ridders 1982). The one that changed least from one level to the next counts.
 */
const differences = (f: (h: number) => number): number => {
  const slope = (h: number): number => (f(h) - f(-h)) / (2 * h)
  let before = [slope(NEAR)]
  let best = { value: before[0] as number, change: Number.POSITIVE_INFINITY }
  for (let level = 1; level < LEVELS && best.change > 1e-10 * (1 + Math.abs(best.value)); level++) {
    const row = [slope(NEAR / 2 ** level)]
    for (const [j, coarse] of before.entries()) {
      const fine = row[j] as number
      row.push(fine + (fine - coarse) / (4 ** (j + 1) - 1))
    }
    const value = row.at(-1) as number
    const change = Math.abs(value - (before.at(-1) as number))
    if (change < best.change) best = { value, change }
    before = row
  }
  return best.value
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

const STEP = 2 ** -13

/** One derivative by all three ways; the printed program gives it by both modes and plain differences. */
export const oneDerivative: Judge = {
  fault: written => (agrees(derivative(written)) ? undefined : 'the derivatives differ'),
  ending: {
    names: ['grad', 'jvp'],
    imports: [],
    text: `const moved = (h: number) => xs.map((x, i) => add(x, mul(ts[i] as Tensor, h)))
const step = ${STEP}
export const derivative = {
  reverse: grad(f)(xs).reduce((total, g, i) => total + sum(mul(g, ts[i] as Tensor)).item(), 0),
  forward: jvp(f)([xs], [ts])[1].item(),
  differences: (f(moved(step)).item() - f(moved(-step)).item()) / (2 * step),
}
console.log(derivative)
`,
  },
}
