/** Initial values of weights: what a layer of a given shape begins with. */
import {
  type FloatDType,
  type Key,
  linalg,
  mul,
  random,
  type Shape,
  ShapeError,
  type Tensor,
  transpose,
  zeros as zerosOf,
} from '@miniflow/core'
import { inNameOf, kindOf, optionsIn, showShape } from './door.js'

/** Weights of a shape from a key. The last two axes are inputs and outputs, those before them a window. */
export type Initializer = <const S extends Shape, D extends FloatDType = 'float32'>(
  key: Key,
  shape: readonly [...S],
  options?: { readonly dtype?: D | undefined },
) => Tensor<[...S], D>

type Options = { readonly dtype?: FloatDType | undefined }

const wantShape = (name: string, shape: unknown): void => {
  if (!Array.isArray(shape) || shape.some(n => typeof n !== 'number'))
    throw new ShapeError(
      name,
      `got ${Array.isArray(shape) ? 'a list of something else than numbers' : kindOf(shape)} for a shape; expected a list of numbers.`,
    )
}

/** How many numbers each output sums over, and how many outputs each input reaches. */
const fans = (name: string, shape: Shape): readonly [number, number] => {
  wantShape(name, shape)
  const [inputs, outputs] = shape.slice(-2)
  if (inputs === undefined || outputs === undefined)
    throw new ShapeError(
      name,
      `got shape ${showShape(shape)}; expected [..., inputs, outputs].`,
      'Begin vectors, such as biases, with zeros(key, shape).',
    )
  const window = shape.slice(0, -2).reduce((x, y) => x * y, 1)
  return [inputs * window, outputs * window]
}

/**
 * Uniform on [-a, a) with a = sqrt(6 / (inputs + outputs)), which keeps the variance of values and
 * gradients level through layers with sigmoid or tanh (Glorot and Bengio 2010).
 *
 * Throws `ShapeError` for a shape without inputs and outputs.
 * @example
 * glorotUniform(random.key(0), [784, 10]).shape // => 784,10
 */
export const glorotUniform: Initializer = (
  key: Key,
  shape: Shape,
  options: Options = {},
): Tensor => {
  const [inputs, outputs] = fans('glorotUniform', shape)
  const limit = Math.sqrt(6 / Math.max(1, inputs + outputs))
  return inNameOf('glorotUniform', () =>
    random.uniform(key, shape, {
      ...optionsIn('glorotUniform', options, ['dtype']),
      low: -limit,
      high: limit,
    }),
  )
}

/**
 * Normal with mean 0 and variance 2 / inputs, which keeps the variance level through layers with relu
 * (He, Zhang, Ren and Sun 2015).
 *
 * Throws `ShapeError` for a shape without inputs and outputs.
 * @example
 * heNormal(random.key(0), [784, 10]).shape // => 784,10
 */
export const heNormal: Initializer = (key: Key, shape: Shape, options: Options = {}): Tensor => {
  const [inputs] = fans('heNormal', shape)
  const scale = Math.sqrt(2 / Math.max(1, inputs))
  return inNameOf('heNormal', () => mul(random.normal(key, shape, options), scale))
}

/**
 * Normal with mean 0 and variance 2 / (inputs + outputs), as `glorotUniform` with tails (Glorot and
 * Bengio 2010).
 *
 * Throws `ShapeError` for a shape without inputs and outputs.
 * @example
 * glorotNormal(random.key(0), [784, 10]).shape // => 784,10
 */
export const glorotNormal: Initializer = (
  key: Key,
  shape: Shape,
  options: Options = {},
): Tensor => {
  const [inputs, outputs] = fans('glorotNormal', shape)
  const scale = Math.sqrt(2 / Math.max(1, inputs + outputs))
  return inNameOf('glorotNormal', () => mul(random.normal(key, shape, options), scale))
}

/**
 * Uniform on [-a, a) with a = sqrt(6 / inputs), as `heNormal` without tails (He, Zhang, Ren and Sun
 * 2015).
 *
 * Throws `ShapeError` for a shape without inputs and outputs.
 * @example
 * heUniform(random.key(0), [784, 10]).shape // => 784,10
 */
export const heUniform: Initializer = (key: Key, shape: Shape, options: Options = {}): Tensor => {
  const [inputs] = fans('heUniform', shape)
  const limit = Math.sqrt(6 / Math.max(1, inputs))
  return inNameOf('heUniform', () =>
    random.uniform(key, shape, {
      ...optionsIn('heUniform', options, ['dtype']),
      low: -limit,
      high: limit,
    }),
  )
}

/**
 * Orthonormal columns or, where there are more columns than rows, orthonormal rows: the Q of a normal
 * matrix, which keeps lengths, for the state of recurrent cells (Saxe, McClelland and Ganguli 2014).
 *
 * Throws `ShapeError` for a shape that is not [inputs, outputs].
 * @example
 * const q = orthogonal(random.key(0), [3, 2])
 * lessEqual(abs(sub(matmul(transpose(q), q), eye(2))), 1e-6) // => [[true, true], [true, true]]
 */
export const orthogonal: Initializer = (key: Key, shape: Shape, options: Options = {}): Tensor => {
  fans('orthogonal', shape)
  const [rows, columns] = shape as readonly [number, number]
  if (shape.length !== 2)
    throw new ShapeError(
      'orthogonal',
      `got shape ${showShape(shape)}; expected [inputs, outputs].`,
      'Take heNormal for filters, which have a window.',
    )
  return inNameOf('orthogonal', () => {
    const tall = random.normal(key, rows < columns ? [columns, rows] : [rows, columns], options)
    const [q] = linalg.qr(tall)
    return rows < columns ? transpose(q) : q
  })
}

/**
 * Zeros, as biases begin. The key is there so that all initialisers are called alike.
 * @example
 * zeros(random.key(0), [2]) // => [0, 0]
 */
export const zeros: Initializer = (_key: Key, shape: Shape, options: Options = {}): Tensor => {
  wantShape('zeros', shape)
  return inNameOf('zeros', () => zerosOf(shape, options))
}
