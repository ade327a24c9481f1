import { grad, type Tensor, tensor, zeros } from '@miniflow/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binaryCrossEntropyWithLogits, huber, meanSquaredError } from '../src/index.js'
import { float64, numericGradient, worst } from './support/numeric.js'

const any = (x: unknown): Tensor => x as Tensor

const pairs = (targets: fc.Arbitrary<number>) =>
  fc.array(fc.tuple(fc.double({ min: -4, max: 4, noNaN: true }), targets), {
    minLength: 1,
    maxLength: 6,
  })

type Loss = (x: Tensor, t: Tensor) => Tensor

const law =
  (loss: Loss, formula: (x: number, t: number) => number) =>
  (examples: readonly (readonly [number, number])[]): void => {
    const x = float64(
      examples.map(([p]) => p),
      [examples.length],
    )
    const t = float64(
      examples.map(([, q]) => q),
      [examples.length],
    )
    const mean = examples.reduce((s, [p, q]) => s + formula(p, q), 0) / examples.length
    expect(worst(loss(x, t), [mean])).toBeLessThan(1e-12)
    const f = (y: Tensor) => loss(y, t)
    expect(worst(grad(f)(x), numericGradient(f, x))).toBeLessThan(1e-5)
  }

const real = fc.double({ min: -4, max: 4, noNaN: true })
const share = fc.double({ min: 0, max: 1, noNaN: true })

describe('losses of pairs', () => {
  test('meanSquaredError is the mean of the squared differences', () => {
    fc.assert(
      fc.property(
        pairs(real),
        law(meanSquaredError, (x, t) => (x - t) ** 2),
      ),
    )
  })

  test('huber is squared inside of delta and absolute outside', () => {
    const formula = (delta: number) => (x: number, t: number) => {
      const r = Math.abs(x - t)
      return r <= delta ? (r * r) / 2 : delta * (r - delta / 2)
    }
    fc.assert(fc.property(pairs(real), law(huber, formula(1))))
    fc.assert(
      fc.property(
        pairs(real),
        law((x, t) => huber(x, t, { delta: 2.5 }), formula(2.5)),
      ),
    )
  })

  test('huber has slope delta at delta, and curvature 1 at 0', () => {
    const slope = grad((x: Tensor<[], 'float64'>) => huber(x, 0))
    const at = (x: number) => tensor(x, { dtype: 'float64' })
    expect([-2, -1, 0, 1, 2].map(x => slope(at(x)).item())).toEqual([-1, -1, 0, 1, 1])
    expect([-2, 0, 0.5, 2].map(x => grad(slope)(at(x)).item())).toEqual([0, 1, 1, 0])
  })

  test('binaryCrossEntropyWithLogits is -t log p - (1 - t) log(1 - p)', () => {
    const formula = (z: number, t: number) => {
      const p = 1 / (1 + Math.exp(-z))
      return -t * Math.log(p) - (1 - t) * Math.log(1 - p)
    }
    fc.assert(fc.property(pairs(share), law(binaryCrossEntropyWithLogits, formula)))
  })

  test('binaryCrossEntropyWithLogits keeps its precision where p is close to 0 or 1', () => {
    const at = (z: number, t: boolean) =>
      binaryCrossEntropyWithLogits(tensor([z]), tensor([t])).item()
    expect(at(20, true) / Math.exp(-20)).toBeCloseTo(1, 5)
    expect(at(-20, false) / Math.exp(-20)).toBeCloseTo(1, 5)
    expect(at(500, false)).toBe(500)
    expect(at(-500, true)).toBe(500)
  })

  test('take bools, whole numbers or one number for targets', () => {
    const z = tensor([1, -1])
    const expected = binaryCrossEntropyWithLogits(z, tensor([1, 0])).item()
    expect(binaryCrossEntropyWithLogits(z, tensor([true, false])).item()).toBe(expected)
    expect(binaryCrossEntropyWithLogits(z, tensor([1, 0], { dtype: 'int32' })).item()).toBe(
      expected,
    )
    expect(meanSquaredError(tensor([1, 3]), 2).item()).toBe(1)
    expect(meanSquaredError(tensor(3), 2).item()).toBe(1)
  })

  test('have the dtype of the predictions', () => {
    expect(meanSquaredError(zeros([2], { dtype: 'float64' }), 0).dtype).toBe('float64')
    expect(huber(zeros([2]), 0).dtype).toBe('float32')
  })

  test('refuse shapes that would broadcast each against each', () => {
    expect(() =>
      meanSquaredError(zeros([3, 1]), zeros([3]) as never),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: meanSquaredError: predictions have shape [3,1] and targets [3]; expected equal shapes.
        Reshape the targets to [3,1].]
    `)
    expect(() => huber(zeros([3]), zeros([2]) as never)).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: huber: predictions have shape [3] and targets [2]; expected equal shapes.
        Give one target for each prediction.]
    `)
  })

  test('refuse an empty batch', () => {
    expect(() =>
      meanSquaredError(zeros([0, 2]), zeros([0, 2])),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: meanSquaredError: the batch is empty: predictions have shape [0,2], and the mean of nothing is not a number.
        Leave empty batches out.]
    `)
  })

  test('refuse dtypes that do not fit, and what is no tensor', () => {
    expect(() =>
      meanSquaredError(zeros([2]), zeros([2], { dtype: 'float64' }) as never),
    ).toThrowErrorMatchingInlineSnapshot(`
      [DTypeError: meanSquaredError: got float32 and float64; two float dtypes do not mix.
        Convert one of them: astype(x, 'float32') or astype(x, 'float64').]
    `)
    expect(() =>
      meanSquaredError(any(zeros([2], { dtype: 'int32' })), 0),
    ).toThrowErrorMatchingInlineSnapshot(`
      [DTypeError: meanSquaredError: the predictions are int32; expected float32 or float64.
        Compute them with floats, or convert them with astype.]
    `)
    expect(() => meanSquaredError(any([1, 2]), 0)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: meanSquaredError: predictions: got an array; expected a tensor.
        Make it a tensor: tensor(x).]
    `)
    expect(() => meanSquaredError(zeros([2]), any('high'))).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: meanSquaredError: targets: got a string; expected a tensor.]`,
    )
  })

  test('refuse targets that are no probabilities, and a delta that is no size', () => {
    expect(() =>
      binaryCrossEntropyWithLogits(zeros([2]), tensor([0, 2])),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: binaryCrossEntropyWithLogits: target 1 is 2; expected a number from 0 to 1.
        For more than two classes, use crossEntropyWithSoftmax.]
    `)
    expect(() => binaryCrossEntropyWithLogits(zeros([2]), -1)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: binaryCrossEntropyWithLogits: target 0 is -1; expected a number from 0 to 1.
        For more than two classes, use crossEntropyWithSoftmax.]
    `)
    expect(() => huber(zeros([2]), 0, { delta: 0 })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: huber: delta is 0; expected a finite number above 0.]`,
    )
  })
})
