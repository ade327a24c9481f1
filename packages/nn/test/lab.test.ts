/** The lab's numbers, item by item. */
import { grad, sigmoid, softmax, sum, tensor, vjp } from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { accuracy, crossEntropy, crossEntropyWithSoftmax, linear } from '../src/index.js'

/** All numbers of nested arrays within 1e-4. */
const close = (got: unknown, wanted: readonly number[]): void => {
  const numbers = [got].flat(Number.POSITIVE_INFINITY) as readonly number[]
  expect(numbers.length).toBe(wanted.length)
  for (const [i, x] of numbers.entries())
    expect(Math.abs(x - (wanted[i] ?? Number.NaN))).toBeLessThan(1e-4)
}

describe('the lab', () => {
  test('2. linear(X, W, b) is XW + b, and its pullback gives X, W and b their cotangents', () => {
    const x = tensor([
      [-1, -2],
      [-1, -2],
    ])
    const w = tensor([
      [2, -3],
      [2, -3],
    ])
    const b = tensor([-3, -5])
    const [value, pullback] = vjp(linear)(x, w, b)
    expect(value.toArray()).toEqual([
      [-9, 4],
      [-9, 4],
    ])
    const [dx, dw, db] = pullback(
      tensor([
        [1, 2],
        [3, 4],
      ]),
    )
    expect(dx.toArray()).toEqual([
      [-4, -4],
      [-6, -6],
    ])
    expect(dw.toArray()).toEqual([
      [-4, -6],
      [-8, -12],
    ])
    expect(db.toArray()).toEqual([4, 6])
  })

  test('3. sigmoid goes from 0 through 1/2 to 1, and its slope is 1/4 at 0 and none far away', () => {
    const [value, pullback] = vjp(sigmoid)(tensor([-10, 0, 10]))
    close(value.toArray(), [0, 0.5, 1])
    close(pullback(tensor([0.5, 0.5, 0.5]))[0].toArray(), [0, 0.125, 0])
  })

  test('4. softmax makes a distribution of each row', () => {
    close(softmax(tensor([0.2, 1.0, 0.3])).toArray(), [0.2309, 0.5138, 0.2551])
    const rows = softmax(
      tensor([
        [0.2, 1.0, 0.3],
        [0.5, 1, 1.5],
      ]),
    )
    close(rows.toArray(), [0.2309, 0.5138, 0.2551, 0.1863, 0.3072, 0.5064])
    close(sum(rows, { axis: 1 }).toArray(), [1, 1])
  })

  test('5. the cross-entropy of probabilities is -log of the one at the label', () => {
    const loss = crossEntropy(tensor([[0.6, 0.1, 0.3]]), tensor([0], { dtype: 'int32' }))
    close(loss.item(), [0.5108])
    expect(Math.abs(loss.item() + Math.log(0.6))).toBeLessThan(1e-6)
  })

  test('6. crossEntropyWithSoftmax is 1.1802, with gradient softmax minus one-hot', () => {
    const logits = tensor([[0.5, 1, 1.5]])
    const labels = tensor([1], { dtype: 'int32' })
    close(softmax(logits).toArray(), [0.1863, 0.3072, 0.5064])
    close(crossEntropyWithSoftmax(logits, labels).item(), [1.1802])
    close(grad(crossEntropyWithSoftmax)(logits, labels).toArray(), [0.1863, -0.6928, 0.5064])
    const twice = tensor([
      [0.5, 1, 1.5],
      [0.5, 1, 1.5],
    ])
    const two = tensor([1, 1], { dtype: 'int32' })
    close(crossEntropyWithSoftmax(twice, two).item(), [1.1802])
    close(
      grad(crossEntropyWithSoftmax)(twice, two).toArray(),
      [0.0931, -0.3464, 0.2532, 0.0931, -0.3464, 0.2532],
    )
    expect(accuracy(twice, tensor([2, 1], { dtype: 'int32' })).item()).toBe(0.5)
  })
})
