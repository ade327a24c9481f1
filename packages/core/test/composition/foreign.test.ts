/** Functions that cannot be traced, since they read values, with derivatives of their own. */
import {
  customJvp,
  customVjp,
  grad,
  jvp,
  mul,
  sum,
  type Tensor,
  TracedValueError,
  tensor,
  trace,
  vjp,
} from '@miniflow/core'
import { expect, test } from 'vitest'

/** x cubed, element by element, by another library: it sees numbers, not tensors. */
const cubed = (x: Tensor): Tensor =>
  tensor(
    Float64Array.from(x.data(), v => Number(v) ** 3),
    x.shape,
  )

const rule = {
  forward: (x: Tensor) => [cubed(x), x] as const,
  backward: (x: Tensor, g: Tensor) => [mul(g, mul(3, mul(x, x)))] as const,
}

const foreign = customVjp(cubed, { ...rule, like: (x: Tensor) => x })

const x = tensor([1, 2], { dtype: 'float64' })

test('with like, a function that reads values has its derivatives', () => {
  expect(foreign(x).toArray()).toEqual([1, 8])
  expect(grad((y: Tensor) => sum(foreign(y)))(x).toArray()).toEqual([3, 12])
  expect(jvp(foreign)([x], [tensor([1, 0], { dtype: 'float64' })])[1].toArray()).toEqual([3, 0])
  const second = grad((y: Tensor) =>
    sum(vjp(foreign)(y)[1](tensor([1, 1], { dtype: 'float64' }))[0]),
  )
  expect(second(x).toArray()).toEqual([6, 12])
})

test('and stands on a tape, by the shape that like gives', () => {
  expect(trace(foreign)(x).outputs).toHaveLength(1)
})

test('without like it is refused, since its shape is found by tracing it', () => {
  expect(() => customVjp(cubed, rule)(x)).toThrow(TracedValueError)
})

test('forward rules have it too', () => {
  const forward = ([y]: readonly [Tensor], [t]: readonly [Tensor]) =>
    [cubed(y), mul(t, mul(3, mul(y, y))) as Tensor] as const
  const pushed = customJvp(cubed, forward, { like: (y: Tensor) => y })
  expect(pushed(x).toArray()).toEqual([1, 8])
  expect(jvp(pushed)([x], [tensor([1, 2], { dtype: 'float64' })])[1].toArray()).toEqual([3, 24])
  expect(trace(pushed)(x).outputs).toHaveLength(1)
  expect(() => customJvp(cubed, forward)(x)).toThrow(TracedValueError)
})

test('like must be a function', () => {
  const like = 3 as unknown as (x: Tensor) => Tensor
  expect(() => customVjp(cubed, { ...rule, like })).toThrow('customVjp: like is')
  expect(() => customJvp(cubed, ([y]) => [y, y], { like })).toThrow('customJvp: like is')
})
