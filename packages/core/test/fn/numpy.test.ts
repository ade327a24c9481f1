/** What NumPy says: small results, worked out by hand. */
import {
  arange,
  argmax,
  argmin,
  broadcastTo,
  concat,
  cumsum,
  diag,
  expandDims,
  flip,
  max,
  mean,
  moveaxis,
  norm,
  oneHot,
  ones,
  outer,
  pad,
  prod,
  ravel,
  reshape,
  roll,
  slice,
  split,
  squeeze,
  stack,
  std,
  sum,
  swapaxes,
  type Tensor,
  take,
  takeAlongAxis,
  tensor,
  tile,
  trace2d,
  transpose,
  tril,
  triu,
  variance,
  zeros,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'

const five: Tensor = arange(5)
const six: Tensor = reshape(arange(6), [2, 3])
const int = (...xs: readonly number[]): Tensor<[number], 'int32'> => tensor(xs, { dtype: 'int32' })

describe('slice', () => {
  const cases: readonly (readonly [string, Tensor, readonly number[]])[] = [
    ['1:-1', slice(five, [1], [-1]), [1, 2, 3]],
    ['-2:5', slice(five, [-2], [5]), [3, 4]],
    ['-100:100', slice(five, [-100], [100]), [0, 1, 2, 3, 4]],
    ['3:1', slice(five, [3], [1]), []],
    ['::2', slice(five, [0], [5], [2]), [0, 2, 4]],
    ['1::3', slice(five, [1], [5], [3]), [1, 4]],
    ['3:0:-1', slice(five, [3], [0], [-1]), [3, 2, 1]],
    ['-1:-6:-1', slice(five, [-1], [-6], [-1]), [4, 3, 2, 1, 0]],
    ['100:0:-2', slice(five, [100], [0], [-2]), [4, 2]],
    ['0:3:-1', slice(five, [0], [3], [-1]), []],
  ]
  test.each(cases)('[%s]', (_, got, want) => {
    expect(got.toArray()).toEqual(want)
  })

  test('takes later axes whole', () => {
    expect(slice(six, [1], [2]).toArray()).toEqual([[3, 4, 5]])
    expect(slice(six, [0, -1], [2, -4], [1, -2]).toArray()).toEqual([
      [2, 0],
      [5, 3],
    ])
    expect(slice(six, [], []).toArray()).toEqual(six.toArray())
  })

  test('of an empty axis is empty', () => {
    expect(slice(zeros([0]), [0], [1], [-1]).shape).toEqual([0])
  })
})

describe('split', () => {
  const parts = (xs: readonly Tensor[]): unknown => xs.map(x => x.toArray())

  test('makes equal parts', () => {
    expect(parts(split(arange(4), 2))).toEqual([
      [0, 1],
      [2, 3],
    ])
    expect(parts(split(six, 3, { axis: -1 }))).toEqual([
      [[0], [3]],
      [[1], [4]],
      [[2], [5]],
    ])
  })

  test('cuts before indices, counted from either end, in any order', () => {
    expect(parts(split(five, [1, 3]))).toEqual([[0], [1, 2], [3, 4]])
    expect(parts(split(five, [-1]))).toEqual([[0, 1, 2, 3], [4]])
    expect(parts(split(five, [3, 1, 9]))).toEqual([[0, 1, 2], [], [1, 2, 3, 4], []])
  })
})

describe('pad', () => {
  test('adds zeros, or a value, before and after', () => {
    expect(pad(tensor([1, 2]), [[1, 2]]).toArray()).toEqual([0, 1, 2, 0, 0])
    expect(
      pad(
        tensor([[7]], { dtype: 'int32' }),
        [
          [0, 1],
          [1, 0],
        ],
        { value: -1 },
      ).toArray(),
    ).toEqual([
      [-1, 7],
      [-1, -1],
    ])
    expect(pad(tensor([1]), [[1, 0]], { value: Number.NEGATIVE_INFINITY }).toArray()).toEqual([
      Number.NEGATIVE_INFINITY,
      1,
    ])
  })
})

describe('roll', () => {
  test('moves all elements in order, or those of an axis', () => {
    expect(roll(five, 2).toArray()).toEqual([3, 4, 0, 1, 2])
    expect(roll(five, -6).toArray()).toEqual([1, 2, 3, 4, 0])
    expect(roll(six, 1).toArray()).toEqual([
      [5, 0, 1],
      [2, 3, 4],
    ])
    expect(roll(six, 1, { axis: 1 }).toArray()).toEqual([
      [2, 0, 1],
      [5, 3, 4],
    ])
    expect(roll(six, [1, -1], { axis: [0, 1] }).toArray()).toEqual([
      [4, 5, 3],
      [1, 2, 0],
    ])
    expect(roll(zeros([0]), 3).shape).toEqual([0])
  })
})

describe('tile', () => {
  test('repeats axes, and adds them', () => {
    expect(tile(tensor([1, 2]), [2]).toArray()).toEqual([1, 2, 1, 2])
    expect(tile(tensor([1, 2]), [2, 1]).toArray()).toEqual([
      [1, 2],
      [1, 2],
    ])
    expect(tile(tensor([[1], [2]]), [2]).toArray()).toEqual([
      [1, 1],
      [2, 2],
    ])
    expect(tile(tensor([1, 2]), [0]).toArray()).toEqual([])
  })
})

describe('take', () => {
  test('reads at indices of any shape, also from the back', () => {
    expect(take(five, int(4, 0, -1, -5)).toArray()).toEqual([4, 0, 4, 0])
    expect(take(six, int(5, -6)).toArray()).toEqual([5, 0])
    expect(take(six, int(-1), { axis: 0 }).toArray()).toEqual([[3, 4, 5]])
    expect(take(six, tensor([[0, 2]], { dtype: 'int32' }), { axis: 1 }).shape).toEqual([2, 1, 2])
  })

  test('of one index drops the axis', () => {
    expect(take(six, 1, { axis: 0 }).toArray()).toEqual([3, 4, 5])
    expect(take(six, -1, { axis: -1 }).toArray()).toEqual([2, 5])
  })

  test('of no indices is empty', () => {
    expect(take(six, int(), { axis: 1 }).shape).toEqual([2, 0])
  })
})

describe('takeAlongAxis', () => {
  test('reads in each row at its own index, also from the back', () => {
    const at = tensor([[0], [-1]], { dtype: 'int32' })
    expect(takeAlongAxis(six, at, { axis: 1 }).toArray()).toEqual([[0], [5]])
    expect(
      takeAlongAxis(six, tensor([[1, 0, 1]], { dtype: 'int32' }), { axis: 0 }).toArray(),
    ).toEqual([[3, 1, 5]])
  })

  test('repeats axes of length 1, be they beside empty ones', () => {
    const row = tensor([[2, 0]], { dtype: 'int32' })
    expect(takeAlongAxis(six, row, { axis: 1 }).toArray()).toEqual([
      [2, 0],
      [5, 3],
    ])
    expect(takeAlongAxis(zeros([0, 3]), row, { axis: 1 }).shape).toEqual([0, 2])
  })
})

describe('shapes', () => {
  test('are changed, keeping the order of elements', () => {
    expect(reshape(six, [3, -1]).toArray()).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
    ])
    expect(reshape(zeros([0, 3]), [3, 0]).shape).toEqual([3, 0])
    expect(ravel(six).toArray()).toEqual([0, 1, 2, 3, 4, 5])
    expect(expandDims(five, -1).shape).toEqual([5, 1])
    expect(squeeze(zeros([1, 2, 1])).shape).toEqual([2])
    expect(squeeze(zeros([1, 2, 1]), { axis: -1 }).shape).toEqual([1, 2])
  })

  test('are put in another order of axes', () => {
    expect(transpose(six).toArray()).toEqual([
      [0, 3],
      [1, 4],
      [2, 5],
    ])
    expect(transpose(zeros([2, 3, 4]), [2, 0, -2]).shape).toEqual([4, 2, 3])
    expect(swapaxes(zeros([2, 3, 4]), 0, -1).shape).toEqual([4, 3, 2])
    expect(moveaxis(zeros([2, 3, 4]), -1, 0).shape).toEqual([4, 2, 3])
    expect(moveaxis(zeros([2, 3, 4]), 0, 1).shape).toEqual([3, 2, 4])
  })

  test('are repeated', () => {
    expect(broadcastTo(tensor([[1], [2]]), [2, 2, 2]).toArray()).toEqual([
      [
        [1, 1],
        [2, 2],
      ],
      [
        [1, 1],
        [2, 2],
      ],
    ])
    expect(broadcastTo(tensor([1]), [0]).shape).toEqual([0])
  })

  test('are reversed', () => {
    expect(flip(six).toArray()).toEqual([
      [5, 4, 3],
      [2, 1, 0],
    ])
    expect(flip(six, { axis: -1 }).toArray()).toEqual([
      [2, 1, 0],
      [5, 4, 3],
    ])
  })

  test('are joined', () => {
    expect(concat([six, ones([2, 1])], { axis: 1 }).toArray()).toEqual([
      [0, 1, 2, 1],
      [3, 4, 5, 1],
    ])
    expect(concat([zeros([0]), tensor([1])]).toArray()).toEqual([1])
    expect(stack([tensor([1, 2]), tensor([3, 4])], { axis: -1 }).toArray()).toEqual([
      [1, 3],
      [2, 4],
    ])
    expect(stack([1, tensor(2)]).toArray()).toEqual([1, 2])
  })

  test('are joined, be they very many', () => {
    const many = stack(Array.from({ length: 150_000 }, (_, i) => tensor(i % 7)))
    expect(sum(many).item()).toBe(449_994)
    expect(slice(many, [149_998], [150_000]).toArray()).toEqual([149_998 % 7, 149_999 % 7])
  })
})

describe('triangles and diagonals', () => {
  test('are cut at the k-th diagonal', () => {
    expect(tril(ones([2, 3])).toArray()).toEqual([
      [1, 0, 0],
      [1, 1, 0],
    ])
    expect(triu(ones([2, 3]), { k: 1 }).toArray()).toEqual([
      [0, 1, 1],
      [0, 0, 1],
    ])
    expect(tril(ones([2, 2]), { k: -1 }).toArray()).toEqual([
      [0, 0],
      [1, 0],
    ])
  })

  test('are read and made', () => {
    expect(diag(six).toArray()).toEqual([0, 4])
    expect(diag(tensor([1, 2])).toArray()).toEqual([
      [1, 0],
      [0, 2],
    ])
    expect(trace2d(six as Tensor<[2, 3]>).item()).toBe(4)
    expect(diag(tensor([Number.NaN, 1])).toArray()).toEqual([
      [Number.NaN, 0],
      [0, 1],
    ])
  })
})

describe('reductions', () => {
  test('over axes, counted from either end, kept or not', () => {
    expect(sum(six).item()).toBe(15)
    expect(sum(six, { axis: 0 }).toArray()).toEqual([3, 5, 7])
    expect(sum(six, { axis: -1, keepdims: true }).toArray()).toEqual([[3], [12]])
    expect(sum(six, { axis: [1, 0] }).item()).toBe(15)
    expect(sum(six, { axis: [] }).toArray()).toEqual(six.toArray())
    expect(sum(six, { keepdims: true }).shape).toEqual([1, 1])
  })

  test('of nothing', () => {
    expect(sum(zeros([0])).item()).toBe(0)
    expect(prod(zeros([0])).item()).toBe(1)
    expect(mean(zeros([0])).item()).toBeNaN()
    expect(sum(zeros([2, 0]), { axis: 1 }).toArray()).toEqual([0, 0])
    expect(max(zeros([0, 3]), { axis: 1 }).shape).toEqual([0])
  })

  test('pass NaN on', () => {
    const x = tensor([1, Number.NaN, 2])
    for (const f of [sum, mean, max, prod, norm, std, variance]) expect(f(x).item()).toBeNaN()
    expect(argmax(x).item()).toBe(1)
    expect(argmin(x).item()).toBe(1)
  })

  test('to a mean that is exact for equal numbers', () => {
    for (const n of [3, 41, 49, 98, 107])
      expect(mean(ones([n], { dtype: 'float64' })).item()).toBe(1)
  })

  test('to a spread with degrees of freedom taken away', () => {
    expect(variance(tensor([1, 2, 3, 4])).item()).toBe(1.25)
    expect(std(tensor([1, 3]), { ddof: 1 }).item()).toBeCloseTo(Math.SQRT2, 6)
    expect(variance(six, { axis: 1, ddof: 1, keepdims: true }).toArray()).toEqual([[1], [1]])
  })

  test('to the place of the first extreme', () => {
    expect(argmax(tensor([1, 3, 3])).item()).toBe(1)
    expect(argmin(six).item()).toBe(0)
    expect(argmax(six, { axis: 0 }).toArray()).toEqual([1, 1, 1])
    expect(argmax(six, { keepdims: true }).toArray()).toEqual([[5]])
  })

  test('in single precision without drift', () => {
    const x = broadcastTo(tensor(0.1), [1_000_000])
    expect(sum(x).item()).toBeCloseTo(1_000_000 * Math.fround(0.1), 1)
  })
})

test('cumsum runs along an axis, or over all elements in order', () => {
  expect(cumsum(six).toArray()).toEqual([0, 1, 3, 6, 10, 15])
  expect(cumsum(six, { axis: 0 }).toArray()).toEqual([
    [0, 1, 2],
    [3, 5, 7],
  ])
  expect(cumsum(tensor([true, false, true])).toArray()).toEqual([1, 1, 2])
})

test('oneHot has a new last axis', () => {
  expect(oneHot(int(2, 0), 3).toArray()).toEqual([
    [0, 0, 1],
    [1, 0, 0],
  ])
  expect(oneHot(1, 2, { dtype: 'bool' }).toArray()).toEqual([false, true])
})

test('outer multiplies every pair', () => {
  expect(outer(tensor([1, 2]), tensor([3, 4, 5])).toArray()).toEqual([
    [3, 4, 5],
    [6, 8, 10],
  ])
})
