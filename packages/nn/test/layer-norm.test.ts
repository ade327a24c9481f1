import { grad, mul, ones, random, sum, type Tensor, zeros } from '@miniflow/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { layerNorm } from '../src/index.js'
import { at, flat, type Row } from './support/loops.js'
import { float64, numericGradient, worst } from './support/numeric.js'

const any = (x: unknown): Tensor => x as Tensor

/** J. L. Ba, J. R. Kiros and G. E. Hinton, "Layer normalization" (arXiv:1607.06450), equation 3. */
const formula = (x: Row, gain: Row, bias: Row, eps: number): Row => {
  const mean = x.reduce((a, b) => a + b, 0) / x.length
  const variance = x.reduce((a, b) => a + (b - mean) ** 2, 0) / x.length
  return x.map((xi, i) => (at(gain, i) * (xi - mean)) / Math.sqrt(variance + eps) + at(bias, i))
}

const K = 3
const vectors = fc.array(fc.double({ min: -4, max: 4, noNaN: true }), {
  minLength: K,
  maxLength: K,
})

describe('layerNorm', () => {
  test('is (x - mean) / sqrt(variance + eps) of each row, times gain plus bias', () => {
    fc.assert(
      fc.property(
        fc.array(vectors, { minLength: 1, maxLength: 4 }),
        vectors,
        vectors,
        (x, g, b) => {
          for (const eps of [undefined, 0.1]) {
            const wanted = x.flatMap(row => formula(row, g, b, eps ?? 1e-5))
            const got = layerNorm(
              float64(x.flat(), [x.length, K]),
              float64(g, [K]),
              float64(b, [K]),
              {
                eps,
              },
            )
            expect(worst(got, wanted)).toBeLessThan(1e-10)
          }
        },
      ),
    )
  })

  test('has the derivatives of its formula in all arguments', () => {
    const weights = float64([0.3, -1, 2, 0.7, 0.1, -0.4], [2, K])
    fc.assert(
      fc.property(vectors, vectors, vectors, vectors, (one, two, g, b) => {
        const args = [float64([...one, ...two], [2, K]), float64(g, [K]), float64(b, [K])] as const
        const loss = (x: Tensor, gain: Tensor, bias: Tensor): Tensor =>
          sum(mul(layerNorm(x, gain, bias, { eps: 0.5 }), weights))
        const gradients = grad(loss, { argnums: [0, 1, 2] })(...args)
        gradients.forEach((gradient, i) => {
          const alone = (x: Tensor): Tensor => {
            const [a, c, d] = args.map((arg, j) => (i === j ? x : arg)) as [Tensor, Tensor, Tensor]
            return loss(a, c, d)
          }
          expect(worst(gradient, numericGradient(alone, args[i] as Tensor))).toBeLessThan(1e-7)
        })
      }),
      { numRuns: 30 },
    )
  })

  test('of equal features is the bias, with derivative 0 in direction of all', () => {
    const f = (x: Tensor) => layerNorm(x, float64([2, 2], [2]), float64([3, 4], [2]))
    expect([...f(float64([5, 5], [2])).data()]).toEqual([3, 4])
    expect([...grad((x: Tensor) => sum(f(x)))(float64([5, 5], [2])).data()]).toEqual([0, 0])
  })

  test('makes rows of mean 0 and variance 1, whatever the axes before', () => {
    const x = random.normal(random.key(0), [2, 3, 50])
    const y = layerNorm(x, ones([50]), zeros([50]))
    expect(y.shape).toEqual([2, 3, 50])
    for (const row of y.toArray().flat()) {
      expect(Math.abs(row.reduce((a, b) => a + b, 0))).toBeLessThan(1e-4)
      expect(Math.abs(row.reduce((a, b) => a + b * b, 0) / 50 - 1)).toBeLessThan(1e-3)
    }
    expect(flat(layerNorm(zeros([0, 2]), ones([2]), zeros([2])).toArray())).toEqual([])
  })

  test('refuses what does not fit, in its own name', () => {
    expect(() =>
      layerNorm(zeros([4, 3]), any(ones([4])), zeros([3])),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: layerNorm: gain has shape [4] and x of shape [4,3] has 3 features; expected shape [3].
        The gain holds one number for each feature, which is the last axis of x.]
    `)
    expect(() =>
      layerNorm(zeros([4, 3]), ones([3]), any(zeros([1, 3]))),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: layerNorm: bias has shape [1,3] and x of shape [4,3] has 3 features; expected shape [3].
        The bias holds one number for each feature, which is the last axis of x.]
    `)
    expect(() =>
      layerNorm(any(zeros([])), ones([1]), zeros([1])),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: layerNorm: x is a scalar; expected shape [..., features].
        One number has no spread to divide by.]
    `)
    expect(() =>
      layerNorm(zeros([3], { dtype: 'float64' }) as never, ones([3]), zeros([3])),
    ).toThrowErrorMatchingInlineSnapshot(`
      [DTypeError: layerNorm: got float32 and float64; two float dtypes do not mix.
        Convert one of them: astype(x, 'float32') or astype(x, 'float64').]
    `)
    expect(() =>
      layerNorm(zeros([3]), ones([3]), zeros([3]), { eps: 0 }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: layerNorm: eps is 0; expected a finite number above 0.]`,
    )
    expect(() =>
      layerNorm(zeros([3]), ones([3]), zeros([3]), { epsilon: 1 } as never),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: layerNorm: there is no option epsilon.
        The options are: eps.]
    `)
  })
})
