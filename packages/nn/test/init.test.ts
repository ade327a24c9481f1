import { matmul, random, type Tensor, transpose, tree } from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import {
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  orthogonal,
  zeros,
} from '../src/index.js'
import { worst } from './support/numeric.js'

const key = random.key(7)

const moments = (values: ArrayLike<number>): readonly [number, number] => {
  const xs = Array.from(values)
  const mean = xs.reduce((a, b) => a + b, 0) / xs.length
  return [mean, xs.reduce((a, b) => a + (b - mean) ** 2, 0) / xs.length]
}

describe('initial weights', () => {
  test('glorotUniform fills [-a, a) with a = sqrt(6 / (inputs + outputs)), evenly', () => {
    const limit = Math.sqrt(6 / 300)
    const values = glorotUniform(key, [100, 200], { dtype: 'float64' }).data()
    expect(Math.max(...values)).toBeLessThan(limit)
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-limit)
    const [mean, variance] = moments(values)
    // Of 20,000 numbers, the mean is within 5 standard errors, the variance within 5 %.
    expect(Math.abs(mean)).toBeLessThan((5 * limit) / Math.sqrt(3 * 20_000))
    expect(Math.abs(variance / (2 / 300) - 1)).toBeLessThan(0.05)
  })

  test('heNormal has variance 2 / inputs, and tails', () => {
    const values = heNormal(key, [50, 400]).data()
    const [mean, variance] = moments(values)
    expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(2 / 50 / 20_000))
    expect(Math.abs(variance / (2 / 50) - 1)).toBeLessThan(0.05)
    expect(Math.max(...values)).toBeGreaterThan(3 * Math.sqrt(2 / 50))
  })

  test('glorotNormal has variance 2 / (inputs + outputs), and tails', () => {
    const values = glorotNormal(key, [100, 200]).data()
    const [mean, variance] = moments(values)
    expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(2 / 300 / 20_000))
    expect(Math.abs(variance / (2 / 300) - 1)).toBeLessThan(0.05)
    expect(Math.max(...values)).toBeGreaterThan(3 * Math.sqrt(2 / 300))
  })

  test('heUniform fills [-a, a) with a = sqrt(6 / inputs), evenly', () => {
    const values = heUniform(key, [50, 400]).data()
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(Math.sqrt(6 / 50))
    const [mean, variance] = moments(values)
    expect(Math.abs(mean)).toBeLessThan((5 * Math.sqrt(2 / 50)) / Math.sqrt(20_000))
    expect(Math.abs(variance / (2 / 50) - 1)).toBeLessThan(0.05)
  })

  test('orthogonal has orthonormal columns, or rows where there are fewer', () => {
    const gram = (x: Tensor): Tensor => matmul(transpose(x), x)
    const identity = (n: number) =>
      Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0))
    const of = (shape: readonly [number, number]) => orthogonal(key, shape, { dtype: 'float64' })
    expect(worst(gram(of([5, 5])), identity(5))).toBeLessThan(1e-12)
    expect(worst(gram(of([7, 3])), identity(3))).toBeLessThan(1e-12)
    expect(worst(gram(transpose(of([3, 7]))), identity(3))).toBeLessThan(1e-12)
    expect(String(of([5, 5]))).not.toBe(
      String(orthogonal(random.key(8), [5, 5], { dtype: 'float64' })),
    )
  })

  test('axes before the last two count as a window, as in a convolution', () => {
    const variance = (shape: readonly number[]) => moments(heNormal(key, shape).data())[1]
    expect(Math.abs(variance([5, 5, 8, 100]) / (2 / 200) - 1)).toBeLessThan(0.05)
    expect(Math.max(...glorotUniform(key, [3, 3, 10, 50]).data())).toBeLessThan(
      Math.sqrt(6 / (9 * 60)),
    )
  })

  test('are float32 unless asked for, of the shape asked for, and the same for the same key', () => {
    for (const initialise of [
      glorotNormal,
      glorotUniform,
      heNormal,
      heUniform,
      orthogonal,
      zeros,
    ]) {
      const x = initialise(key, [3, 4])
      expect([x.dtype, x.shape]).toEqual(['float32', [3, 4]])
      expect(initialise(key, [3, 4], { dtype: 'float64' }).dtype).toBe('float64')
      expect(tree.leaves(initialise(key, [3, 4])).map(String)).toEqual([String(x)])
    }
    expect(String(glorotUniform(random.key(8), [3, 4]))).not.toBe(
      String(glorotUniform(key, [3, 4])),
    )
    expect([...zeros(key, [3]).data()]).toEqual([0, 0, 0])
  })

  test('may be empty', () => {
    expect(glorotUniform(key, [0, 0]).shape).toEqual([0, 0])
    expect(heNormal(key, [0, 3]).shape).toEqual([0, 3])
  })

  test('refuse a shape without inputs and outputs, in their own names', () => {
    expect(() => glorotUniform(key, [10])).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: glorotUniform: got shape [10]; expected [..., inputs, outputs].
        Begin vectors, such as biases, with zeros(key, shape).]
    `)
    expect(() => heNormal(key, [])).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: heNormal: got shape []; expected [..., inputs, outputs].
        Begin vectors, such as biases, with zeros(key, shape).]
    `)
    expect(() => orthogonal(key, [3, 3, 2, 2])).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: orthogonal: got shape [3,3,2,2]; expected [inputs, outputs].
        Take heNormal for filters, which have a window.]
    `)
    expect(() => heUniform(key, 'large' as never)).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: heUniform: got a string for a shape; expected a list of numbers.]`,
    )
    expect(() => glorotNormal(key, [2, '3'] as never)).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: glorotNormal: got a list of something else than numbers for a shape; expected a list of numbers.]`,
    )
    expect(() => heNormal(key, [2.5, 3])).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: heNormal: axis 0 of shape [2.5,3] is 2.5.
        An axis length is a whole number from 0 on.]
    `)
    expect(() =>
      glorotUniform(key, [2, 3], { dtype: 'int32' as never }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[DTypeError: glorotUniform: got int32; expected float32 or float64.]`,
    )
    expect(() => zeros(key, [-1])).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: zeros: axis 0 of shape [-1] is -1.
        An axis length is a whole number from 0 on.]
    `)
  })
})
