import {
  argsort,
  grad,
  jvp,
  mul,
  sort,
  sum,
  type Tensor,
  takeAlongAxis,
  tensor,
  topK,
  vmap,
  zeros,
} from '@miniflow/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expectClose, expectSame } from '../support/close.js'
import { messageOf } from '../support/message.js'

/** Few different numbers, so that there are ties. */
const rows = fc.array(fc.constantFrom(-2, -1, 0, 0.5, 3, Infinity, -Infinity, Number.NaN), {
  maxLength: 9,
})

/** Ascending, NaN last, equals in their order: JavaScript's own sort is stable too. */
const ascending = (row: readonly number[]): readonly number[] =>
  row
    .map((_, i) => i)
    .sort((i, j) => {
      const [a, b] = [row[i] as number, row[j] as number]
      if (Number.isNaN(a) || Number.isNaN(b))
        return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
      return a === b ? 0 : a < b ? -1 : 1
    })

/** From the largest down, equals in their order. */
const descending = (row: readonly number[]): readonly number[] => {
  const order = ascending(row.toReversed()).map(i => row.length - 1 - i)
  return order.toReversed()
}

const always = (law: (row: readonly number[]) => void): void => {
  fc.assert(fc.property(rows, law), { seed: 6, numRuns: 100 })
}

const float64 = (row: readonly number[]): Tensor => tensor(row, [row.length], { dtype: 'float64' })

describe('sorting', () => {
  test('orders from below, or from above, with NaN as the largest and equals as they were', () => {
    always(row => {
      const x = float64(row)
      expect(Array.from(argsort(x).data())).toEqual(ascending(row))
      expect(Array.from(argsort(x, { descending: true }).data())).toEqual(descending(row))
      expect(Array.from(sort(x).data())).toEqual(ascending(row).map(i => row[i]))
      expect(Array.from(sort(x, { descending: true }).data())).toEqual(
        descending(row).map(i => row[i]),
      )
    })
  })

  test('is taking along the axis what argsort names', () => {
    const x = tensor([
      [3, 1, 2],
      [0, 5, 4],
    ])
    for (const axis of [0, 1, -1] as const)
      expectSame(sort(x, { axis }), takeAlongAxis(x, argsort(x, { axis }), { axis }))
    expect(sort(x, { axis: 0 }).toArray()).toEqual([
      [0, 1, 2],
      [3, 5, 4],
    ])
  })

  test('keeps whole numbers and truth values, and the order of indices is int32', () => {
    const whole = tensor([2 ** 31 - 1, -(2 ** 31), 0], { dtype: 'int32' })
    expect(sort(whole, { descending: true }).toArray()).toEqual([2 ** 31 - 1, 0, -(2 ** 31)])
    expect(sort(tensor([true, false, true])).toArray()).toEqual([false, true, true])
    expect([sort(whole).dtype, argsort(whole).dtype]).toEqual(['int32', 'int32'])
  })

  test('of nothing is nothing', () => {
    expect(sort(zeros([2, 0])).shape).toEqual([2, 0])
    expect(argsort(zeros([0, 2])).shape).toEqual([0, 2])
  })

  test('carries each derivative to the place that its element came from', () => {
    const weights = tensor([1, 10, 100], { dtype: 'float64' })
    const f = (x: Tensor) => sum(mul(sort(x), weights))
    expectClose(grad(f)(float64([3, 1, 2])), [100, 1, 10])
    expectClose(grad(f)(float64([2, 2, 1])), [10, 100, 1])
    const [, tangent] = jvp((x: Tensor) => sort(x))([float64([3, 1, 2])], [float64([7, 8, 9])])
    expectClose(tangent, [8, 9, 7])
  })
})

describe('topK', () => {
  test('takes the first of the descending order', () => {
    always(row => {
      const k = Math.ceil(row.length / 2)
      const { values, indices } = topK(float64(row), k)
      expect(Array.from(indices.data())).toEqual(descending(row).slice(0, k))
      expect(Array.from(values.data())).toEqual(
        descending(row)
          .slice(0, k)
          .map(i => row[i]),
      )
    })
  })

  test('works on the last axis, also inside of vmap', () => {
    const x = tensor([
      [3, 1, 2],
      [0, 5, 4],
    ])
    const { values, indices } = vmap((row: Tensor) => topK(row, 2))(x)
    expectSame(values, topK(x, 2).values)
    expectSame(indices, topK(x, 2).indices)
    expect(topK(x, 0).values.shape).toEqual([2, 0])
  })

  test('gives the derivative to the elements that it took', () => {
    const f = (x: Tensor) => sum(mul(topK(x, 2).values, tensor([1, 10], { dtype: 'float64' })))
    expectClose(grad(f)(float64([5, 1, 7, 3])), [10, 0, 1, 0])
  })
})

test('what does not fit is refused in the name of the function', () => {
  const x = zeros([2, 3])
  const any = (f: unknown) => f as (...args: readonly unknown[]) => unknown
  const mistakes: readonly (readonly [unknown, ...unknown[]])[] = [
    [sort, x, { axis: 2 }],
    [sort, zeros([])],
    [sort, [3, 1]],
    [sort, x, { axis: [0] }],
    [sort, x, { descending: 1 }],
    [argsort, x, { axis: 0.5 }],
    [argsort, x, { order: 'up' }],
    [argsort, 3],
    [topK, x, 4],
    [topK, zeros([]), 1],
    [topK, x, -1],
    [topK, x, 1.5],
    [topK, x],
    [topK, null, 1],
  ]
  expect(
    mistakes.map(([f, ...args]) => messageOf(() => any(f)(...args))).join('\n'),
  ).toMatchInlineSnapshot(`
    "ShapeError: sort: axis 2 does not exist: the tensor has 2 axes.
      Use a whole number from -2 to 1.
    ShapeError: sort: axis -1 of a scalar, which has no axes.
    ArgumentError: sort: got an array of 2; expected a tensor.
      Make it a tensor: tensor(x).
    ArgumentError: sort: axis is [0]; expected a whole number.
    ArgumentError: sort: descending is the number 1; expected true or false.
    ArgumentError: argsort: axis is 0.5; expected a whole number.
    ArgumentError: argsort: there is no option order.
      The options are: axis, descending.
    ArgumentError: argsort: got the number 3; expected a tensor.
      Make it a tensor: tensor(x).
    ShapeError: topK: the 4 largest of [2,3] were asked for; its last axis has 3 elements.
    ShapeError: topK: the 1 largest of [] were asked for; a scalar has no axis.
    ArgumentError: topK: k is the number -1; expected a whole number from 0 on.
    ArgumentError: topK: k is the number 1.5; expected a whole number from 0 on.
    ArgumentError: topK: k is undefined; expected a whole number from 0 on.
    ArgumentError: topK: got null; expected a tensor."
  `)
})
