import { add, grad, jvp, mul, sin, type Tensor, tensor, vjp } from '@miniflow/core'
import { describe, expect, test } from 'vitest'

type Scalar = (x: Tensor) => Tensor

const at = (x: number): Tensor => tensor(x, { dtype: 'float64' })

/** d/dx of f by reverse mode, by forward mode, and by a pullback. */
const modes: readonly (readonly [string, (f: Scalar) => Scalar])[] = [
  ['grad', f => grad(f)],
  ['jvp', f => x => jvp(f)([x], [at(1)])[1]],
  ['vjp', f => x => vjp(f)(x)[1](at(1))[0]],
]

const pairs = modes.flatMap(([outer, D]) =>
  modes.map(([inner, d]) => [outer, inner, D, d] as const),
)

describe.each(pairs)('%s of a function that takes %s of another', (_, __, D, d) => {
  test('d/dx x (d/dy (x + y)) is 1', () => {
    const f: Scalar = x => mul(x, d(y => add(x, y))(at(1)))
    expect(D(f)(at(1)).item()).toBe(1)
  })

  test('d/dx x (d/dy x y) at y = 2 is 2 x', () => {
    const f: Scalar = x => mul(x, d(y => mul(x, y))(at(2)))
    expect(D(f)(at(3)).item()).toBe(6)
  })

  test('d/dx (d/dy sin(x y)) at y = x is the derivative of x cos(x^2) where only x moves', () => {
    const f: Scalar = x => d(y => sin(mul(x, y)))(at(2))
    const [x, y] = [3, 2]
    expect(D(f)(at(x)).item()).toBeCloseTo(Math.cos(x * y) - x * y * Math.sin(x * y), 12)
  })
})

describe('a function that returns a function', () => {
  /** D(s): shifts by s, then differentiates what it is given: (Manzyuk and others 2012, section 4). */
  const shifted =
    (d: (f: Scalar) => Scalar) =>
    (s: Tensor) =>
    (f: Scalar): Scalar =>
    x =>
      d(y => f(add(y, s)))(x)

  test.each(modes)('keeps its perturbation to itself under %s', (_, d) => {
    // d/ds [f(x + s)]'' at s = 0 is f''': of sin, -cos.
    const third = (x: Tensor): Tensor =>
      grad((s: Tensor) => shifted(d)(s)(shifted(d)(s)(sin))(x))(at(0))
    // Both shifts move: d/ds sin''(x + 2s) = -2 cos(x).
    expect(third(at(0.7)).item()).toBeCloseTo(-2 * Math.cos(0.7), 12)
  })
})
