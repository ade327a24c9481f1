/** tfjs's own gradients as a user's function: caught where they are wrong, passed where right. */
import { checkGradients } from '@miniflow/check'
import { customVjp, sum, type Tensor, tensor } from '@miniflow/core'
import { expect, test } from 'vitest'
import { loadTfjs } from '../src/tfjs.js'

const tf = await loadTfjs()

type Foreign = ReturnType<typeof tf.tensor>
type ForeignFunction = (x: Foreign) => Foreign

/** Through another library and back: to us a function that reads values. */
const through = (f: (...xs: readonly Foreign[]) => Foreign, xs: readonly Tensor[]): Tensor => {
  const y = tf.tidy(() =>
    f(...xs.map(x => tf.tensor(Float32Array.from(x.data(), Number), [...x.shape]))),
  )
  const result = tensor(Float64Array.from(y.dataSync()), y.shape, { dtype: 'float32' })
  y.dispose()
  return result as Tensor
}

/** f of tfjs with tfjs's gradient, and tfjs's gradient of that. `like` has the shape of its result. */
const wrapped = (f: ForeignFunction, like: (x: Tensor) => Tensor): ((x: Tensor) => Tensor) => {
  const pull = (x: Foreign, g: Foreign): Foreign => tf.grad(f)(x, g)
  const gradient = customVjp((x: Tensor, g: Tensor) => through(pull as never, [x, g]), {
    forward: (x: Tensor, g: Tensor) => [gradient(x, g), [x, g] as const] as const,
    backward: ([x, g], h: Tensor) => {
      const second = (i: number) => (a: Foreign, b: Foreign, c: Foreign) =>
        tf.grads(pull as never)([a, b], c)[i] as Foreign
      return [
        through(second(0) as never, [x, g, h]),
        through(second(1) as never, [x, g, h]),
      ] as const
    },
    like: (x: Tensor) => x,
  }) as (x: Tensor, g: Tensor) => Tensor
  const value = customVjp((x: Tensor) => through(f as never, [x]), {
    forward: (x: Tensor) => [value(x), x] as const,
    backward: (x: Tensor, g: Tensor) => [gradient(x, g)] as const,
    like,
  }) as (x: Tensor) => Tensor
  return value
}

const same = (x: Tensor): Tensor => x

const point = tensor([0.5, -0.25, 1.5])

const verdict = (f: (x: Tensor) => Tensor, x: Tensor, order: 1 | 2): string => {
  const result = checkGradients(f, [x], { order, modes: ['reverse'] })
  return result._tag === 'Left' ? result.left.message : 'right'
}

test.each([
  ['exp', tf.exp],
  ['tanh', tf.tanh],
  ['sigmoid', tf.sigmoid],
  ['softmax', tf.softmax],
  ['sin', tf.sin],
  ['square', tf.square],
  ['log1p', tf.log1p],
] as const)('the gradient of %s in tfjs passes', (_, f) => {
  expect(verdict(wrapped(f as ForeignFunction, same), point, 1)).toBe('right')
})

test.each([
  ['sin', tf.sin],
  ['square', tf.square],
] as const)('the second derivative of %s in tfjs passes', (_, f) => {
  expect(verdict(wrapped(f as ForeignFunction, same), point, 2)).toBe('right')
})

test.each([
  ['exp', tf.exp],
  ['tanh', tf.tanh],
  ['sigmoid', tf.sigmoid],
  ['softmax', tf.softmax],
] as const)('the second derivative of %s in tfjs is caught', (_, f) => {
  const composed: ForeignFunction = x => f(tf.square(x))
  expect(verdict(wrapped(composed, same), point, 1)).toBe('right')
  expect(verdict(wrapped(composed, same), point, 2)).toContain(
    'the second derivative is not what differences of values give',
  )
})

test('the gradient of max in tfjs passes away from ties, and is caught at ties', () => {
  const max = wrapped(
    x => tf.max(x),
    x => sum(x),
  )
  expect(verdict(max, tensor([1, 3, 2]), 1)).toBe('right')
  expect(verdict(max, tensor([1, 3, 3]), 1)).toContain('Are ties counted in full')
})
