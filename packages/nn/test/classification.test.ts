import { grad, run, type Tensor, tensor, trace, zeros } from '@miniflow/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accuracy, crossEntropy, crossEntropyWithSoftmax } from '../src/index.js'
import { float64, int32, numericGradient, worst } from './support/numeric.js'

const any = (x: unknown): Tensor => x as Tensor

interface Case {
  readonly rows: number
  readonly classes: number
  readonly scores: readonly number[]
  readonly labels: readonly number[]
}

const cases = (min: number, max: number): fc.Arbitrary<Case> =>
  fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 5 }))
    .chain(([rows, classes]) =>
      fc.record({
        rows: fc.constant(rows),
        classes: fc.constant(classes),
        scores: fc.array(fc.double({ min, max, noNaN: true }), {
          minLength: rows * classes,
          maxLength: rows * classes,
        }),
        labels: fc.array(fc.nat(classes - 1), { minLength: rows, maxLength: rows }),
      }),
    )

const scoresOf = ({ rows, classes, scores }: Case) => float64(scores, [rows, classes])

describe('crossEntropyWithSoftmax', () => {
  test('is the mean of logsumexp minus the logit at the label', () => {
    fc.assert(
      fc.property(cases(-20, 20), example => {
        const { classes, labels, scores } = example
        const expected = labels.map((label, row) => {
          const x = scores.slice(row * classes, (row + 1) * classes)
          const top = Math.max(...x)
          return top + Math.log(x.reduce((s, v) => s + Math.exp(v - top), 0)) - (x[label] ?? 0)
        })
        const mean = expected.reduce((a, b) => a + b, 0) / labels.length
        expect(
          worst(crossEntropyWithSoftmax(scoresOf(example), int32(labels)), [mean]),
        ).toBeLessThan(1e-12)
      }),
    )
  })

  test('has the gradient of its central differences, and rows of it that add up to 0', () => {
    fc.assert(
      fc.property(cases(-5, 5), example => {
        const labels = int32(example.labels)
        const f = (x: Tensor) => crossEntropyWithSoftmax(x, labels)
        const gradient = grad(f)(scoresOf(example))
        expect(worst(gradient, numericGradient(f, scoresOf(example)))).toBeLessThan(1e-6)
        expect(Math.abs([...gradient.data()].reduce((a, b) => a + b, 0))).toBeLessThan(1e-12)
      }),
      { numRuns: 50 },
    )
  })

  test('is the cross-entropy of the softmax, and stays finite where that is not', () => {
    const logits = tensor([[1000, 0, -1000]])
    expect(crossEntropyWithSoftmax(logits, int32([2])).item()).toBe(2000)
    expect(grad(crossEntropyWithSoftmax)(logits, int32([2])).toArray()).toEqual([[1, 0, -1]])
    expect(crossEntropyWithSoftmax(tensor([[-5e37, 5e37]]), int32([1])).item()).toBe(0)
  })

  test('takes the labels of images of pixels, and of one row alone', () => {
    const logits = tensor([
      [
        [1, 0],
        [0, 1],
      ],
    ])
    const labels = tensor([[0, 1]], { dtype: 'int32' })
    expect(crossEntropyWithSoftmax(logits, labels).item()).toBeCloseTo(
      Math.log(1 + Math.exp(-1)),
      6,
    )
    expect(
      crossEntropyWithSoftmax(tensor([1, 0]), tensor(0, { dtype: 'int32' })).item(),
    ).toBeCloseTo(Math.log(1 + Math.exp(-1)), 6)
  })

  test('has the dtype of the logits', () => {
    expect(crossEntropyWithSoftmax(zeros([1, 2], { dtype: 'float64' }), int32([0])).dtype).toBe(
      'float64',
    )
    expect(crossEntropyWithSoftmax(zeros([1, 2]), int32([0])).dtype).toBe('float32')
  })

  test('refuses labels outside of the classes', () => {
    expect(() =>
      crossEntropyWithSoftmax(zeros([2, 10]), int32([3, 10])),
    ).toThrowErrorMatchingInlineSnapshot(`
      [IndexError: crossEntropyWithSoftmax: the label of row 1 is 10; expected 0 to 9, the classes of shape [2,10].
        Labels count from 0: subtract 1 from labels that count from 1.]
    `)
    expect(() =>
      crossEntropyWithSoftmax(zeros([2, 10]), int32([-1, 3])),
    ).toThrowErrorMatchingInlineSnapshot(`
      [IndexError: crossEntropyWithSoftmax: the label of row 0 is -1; expected 0 to 9, the classes of shape [2,10].
        Leave rows without a label out of the batch.]
    `)
    expect(() =>
      grad(crossEntropyWithSoftmax)(zeros([1, 3]), int32([255])),
    ).toThrowErrorMatchingInlineSnapshot(`
      [IndexError: crossEntropyWithSoftmax: the label of row 0 is 255; expected 0 to 2, the classes of shape [1,3].
        Give the scores one column for each class.]
    `)
  })

  test('refuses an empty batch, whose mean would be no number', () => {
    expect(() =>
      crossEntropyWithSoftmax(zeros([0, 10]), int32([])),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: crossEntropyWithSoftmax: the batch is empty: the scores have shape [0,10], and the mean over no rows is not a number.
        Leave empty batches out.]
    `)
  })

  test('refuses labels that are not one whole number for each row', () => {
    expect(() =>
      crossEntropyWithSoftmax(zeros([2, 3]), any(tensor([0, 1])) as never),
    ).toThrowErrorMatchingInlineSnapshot(`
      [DTypeError: crossEntropyWithSoftmax: the labels are float32; expected int32, one class number for each row.
        Use argmax(labels, { axis: -1 }) for one-hot rows, or astype(labels, 'int32').]
    `)
    expect(() =>
      crossEntropyWithSoftmax(zeros([2, 3]), any(zeros([2, 3], { dtype: 'int32' })) as never),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: crossEntropyWithSoftmax: scores of shape [2,3] need labels of shape [2]; got [2,3].
        Give one label for each row.]
    `)
    expect(() =>
      crossEntropyWithSoftmax(any(zeros([2, 0])), int32([0, 0])),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: crossEntropyWithSoftmax: the scores have shape [2,0]; expected [rows, classes].
        Give each row one score for each class.]
    `)
    expect(() =>
      crossEntropyWithSoftmax(any(tensor(1)), int32([0])),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: crossEntropyWithSoftmax: the scores have shape []; expected [rows, classes].
        Give each row one score for each class.]
    `)
    expect(() =>
      crossEntropyWithSoftmax(zeros([2, 3]), any([0, 1]) as never),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: crossEntropyWithSoftmax: labels: got an array; expected a tensor.
        Make it a tensor: tensor(x).]
    `)
  })

  test('traced, it is the same function, and refuses the same labels when it runs', () => {
    const logits = tensor([
      [0.5, 1, 1.5],
      [2, 0, 1],
    ])
    const f = (x: Tensor<[2, 3], 'float32'>, y: Tensor<[2], 'int32'>) => [
      crossEntropyWithSoftmax(x, y),
      grad((z: typeof x) => crossEntropyWithSoftmax(z, y))(x),
      accuracy(x, y),
    ]
    const program = run(
      trace(f as never)(logits as never, zeros([2], { dtype: 'int32' }) as never),
    ) as unknown as typeof f
    const labels = tensor([1, 2], { dtype: 'int32' })
    expect(program(logits, labels).map(String)).toEqual(f(logits, labels).map(String))
    expect(() => program(logits, tensor([1, 3], { dtype: 'int32' }))).toThrow(
      'outside of an axis of length 3',
    )
    expect(() => program(logits, tensor([-1, 0], { dtype: 'int32' }))).toThrow(
      'outside of an axis of length 3',
    )
  })
})

describe('crossEntropy', () => {
  test('is the mean of -log of the probability at the label, with its gradient', () => {
    fc.assert(
      fc.property(cases(0.01, 0.99), example => {
        const { labels, classes, scores } = example
        const f = (x: Tensor) => crossEntropy(x, int32(labels))
        const mean =
          labels.reduce((s, label, row) => s - Math.log(scores[row * classes + label] ?? 0), 0) /
          labels.length
        expect(worst(f(scoresOf(example)), [mean])).toBeLessThan(1e-12)
        expect(
          worst(grad(f)(scoresOf(example)), numericGradient(f, scoresOf(example))),
        ).toBeLessThan(1e-4)
      }),
      { numRuns: 50 },
    )
  })

  test('has a finite gradient where another class has probability 0, and is infinite where the label has', () => {
    expect(grad(crossEntropy)(tensor([[0.5, 0.5, 0]]), int32([0])).toArray()).toEqual([[-2, 0, 0]])
    expect(crossEntropy(tensor([[0, 1]]), int32([0])).item()).toBe(Number.POSITIVE_INFINITY)
  })

  test('refuses what are no probabilities', () => {
    expect(() =>
      crossEntropy(tensor([[0.5, 1.5]]), int32([0])),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: crossEntropy: probability 1 is 1.5; expected a number from 0 to 1.
        For logits, which are any numbers, use crossEntropyWithSoftmax.]
    `)
    expect(() =>
      crossEntropy(tensor([[0.5, -0.5]]), int32([0])),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: crossEntropy: probability 1 is -0.5; expected a number from 0 to 1.
        For logits, which are any numbers, use crossEntropyWithSoftmax.]
    `)
    expect(() =>
      crossEntropy(tensor([[Number.NaN, 0.5]]), int32([0])),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: crossEntropy: probability 0 is NaN; expected a number from 0 to 1.
        For logits, which are any numbers, use crossEntropyWithSoftmax.]
    `)
    expect(() =>
      crossEntropy(tensor([[0.5, 0.5]]), int32([2])),
    ).toThrowErrorMatchingInlineSnapshot(`
      [IndexError: crossEntropy: the label of row 0 is 2; expected 0 to 1, the classes of shape [1,2].
        Labels count from 0: subtract 1 from labels that count from 1.]
    `)
  })
})

describe('accuracy', () => {
  test('is the share of rows whose largest score is at the label', () => {
    fc.assert(
      fc.property(cases(-5, 5), example => {
        const { labels, classes, scores } = example
        const right = labels.filter((label, row) => {
          const x = scores.slice(row * classes, (row + 1) * classes)
          return x.indexOf(Math.max(...x)) === label
        })
        expect(accuracy(scoresOf(example), int32(labels)).item()).toBe(
          Math.fround(right.length / labels.length),
        )
      }),
    )
  })

  test('is a float32 scalar for logits of any dtype', () => {
    const share = accuracy(zeros([3, 2], { dtype: 'float64' }), int32([0, 0, 1]))
    expect([share.dtype, share.shape]).toEqual(['float32', []])
  })

  test('refuses what crossEntropyWithSoftmax refuses', () => {
    expect(() => accuracy(zeros([0, 10]), int32([]))).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: accuracy: the batch is empty: the scores have shape [0,10], and the mean over no rows is not a number.
        Leave empty batches out.]
    `)
    expect(() => accuracy(zeros([1, 10]), int32([10]))).toThrowErrorMatchingInlineSnapshot(`
      [IndexError: accuracy: the label of row 0 is 10; expected 0 to 9, the classes of shape [1,10].
        Labels count from 0: subtract 1 from labels that count from 1.]
    `)
    expect(() => accuracy(zeros([2, 10]), int32([1]) as never)).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: accuracy: scores of shape [2,10] need labels of shape [2]; got [1].
        Give one label for each row.]
    `)
  })
})
