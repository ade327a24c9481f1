import { exp, grad, mul, pow, sin, type Tensor, tanh, tensor } from '@miniflow/core'
import { describe, expect, test } from 'vitest'

type Scalar = (x: Tensor) => Tensor
type Formula = (x: number) => number

const nth = (f: Scalar, n: number): Scalar => (n === 0 ? f : grad(nth(f, n - 1)))

/** f and its first four derivatives as functions of numbers. */
const derivatives = (f: Scalar): readonly Formula[] =>
  [0, 1, 2, 3, 4].map(n => x => nth(f, n)(tensor(x, { dtype: 'float64' })).item())

/** With t = tanh x: t' = 1 - t^2. */
const inTanh: readonly Formula[] = [
  t => t,
  t => 1 - t ** 2,
  t => -2 * t * (1 - t ** 2),
  t => (6 * t ** 2 - 2) * (1 - t ** 2),
  t => (16 * t - 24 * t ** 3) * (1 - t ** 2),
]

const tanhs: readonly Formula[] = inTanh.map(formula => x => formula(Math.tanh(x)))

const fifth: readonly Formula[] = [
  x => x ** 5,
  x => 5 * x ** 4,
  x => 20 * x ** 3,
  x => 60 * x ** 2,
  x => 120 * x,
]

const cases: readonly (readonly [string, Scalar, readonly Formula[]])[] = [
  ['sin x', sin, [Math.sin, Math.cos, x => -Math.sin(x), x => -Math.cos(x), Math.sin]],
  ['tanh x', tanh, tanhs],
  ['exp x', exp, [Math.exp, Math.exp, Math.exp, Math.exp, Math.exp]],
  ['x^5', x => pow(x, 5), fifth],
  ['x x x x x', x => mul(x, mul(x, mul(x, mul(x, x)))), fifth],
]

describe('grad of grad of grad of grad', () => {
  test.each(cases)('of %s is its closed form, at every order', (_, f, formulas) => {
    const orders = derivatives(f)
    for (const x of [-1.5, -0.25, 0, 0.5, 2])
      formulas.forEach((formula, n) => {
        expect(orders[n]?.(x), `order ${n} at ${x}`).toBeCloseTo(formula(x), 11)
      })
  })

  test('of x^2 as a power is 2, 0, 0 also at 0, where powers of x divide by it', () => {
    expect(derivatives(x => pow(x, 2)).map(f => f(0))).toEqual([0, 0, 2, 0, 0])
  })
})
