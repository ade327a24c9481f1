import { cumprod, jacfwd, jacrev, type Tensor, tensor, zeros } from '@miniflow/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expectClose } from '../support/close.js'
import { messageOf } from '../support/message.js'

const float64 = (row: readonly number[]): Tensor => tensor(row, [row.length], { dtype: 'float64' })

const product = (xs: readonly number[]): number => xs.reduce((a, b) => a * b, 1)

/** Small whole numbers, zeros among them. */
const rows = (maxLength: number) => fc.array(fc.integer({ min: -2, max: 3 }), { maxLength })

const indices = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

/** The derivative of the n-th running product in some of its factors: the product of the others. */
const derivative = (row: readonly number[], n: number, by: readonly number[]): number =>
  new Set(by).size < by.length || by.some(i => i > n)
    ? 0
    : product(row.slice(0, n + 1).filter((_, i) => !by.includes(i)))

describe('cumprod', () => {
  test('multiplies from the front', () => {
    fc.assert(
      fc.property(rows(12), row => {
        const wanted = row.map((_, n) => product(row.slice(0, n + 1)))
        expectClose(cumprod(float64(row), { axis: 0 }), wanted)
        expectClose(cumprod(float64(row)), wanted)
      }),
      { seed: 7, numRuns: 60 },
    )
  })

  test('has the right derivatives of three orders at zeros too', () => {
    const f = (x: Tensor): Tensor => cumprod(x, { axis: 0 })
    fc.assert(
      fc.property(rows(4), row => {
        const at = indices(row.length)
        const x = float64(row)
        const first = at.flatMap(n => at.map(i => derivative(row, n, [i])))
        expectClose(jacrev(f)(x), first)
        const second = at.flatMap(n => at.flatMap(i => at.map(j => derivative(row, n, [i, j]))))
        expectClose(jacfwd(jacrev(f))(x), second)
        const third = at.flatMap(n =>
          at.flatMap(i => at.flatMap(j => at.map(k => derivative(row, n, [i, j, k])))),
        )
        expectClose(jacfwd(jacfwd(jacrev(f)))(x), third)
      }),
      { seed: 8, numRuns: 12, examples: [[[0, 2, 3]], [[0, 0, 5]]] },
    )
  })

  test('runs along any axis', () => {
    const x = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ])
    expect(cumprod(x, { axis: 0 }).toArray()).toEqual([
      [1, 2, 3],
      [4, 10, 18],
    ])
    expect(cumprod(x, { axis: -1 }).toArray()).toEqual([
      [1, 2, 6],
      [4, 20, 120],
    ])
    expect(cumprod(x).toArray()).toEqual([1, 2, 6, 24, 120, 720])
  })

  test('keeps whole numbers, counts truth values, and leaves nothing as it is', () => {
    const whole = cumprod(tensor([2, 3], { dtype: 'int32' }), { axis: 0 })
    expect([whole.dtype, whole.toArray()]).toEqual(['int32', [2, 6]])
    const truths = cumprod(tensor([true, true, false, true]), { axis: 0 })
    expect([truths.dtype, truths.toArray()]).toEqual(['int32', [1, 1, 0, 0]])
    expect(cumprod(zeros([0, 2]), { axis: 0 }).shape).toEqual([0, 2])
  })

  test('refuses what does not fit', () => {
    const any = cumprod as (...args: readonly unknown[]) => unknown
    const mistakes: readonly (readonly unknown[])[] = [
      [zeros([2]), { axis: 1 }],
      [zeros([2]), { axes: 0 }],
      [[1, 2]],
    ]
    expect(mistakes.map(args => messageOf(() => any(...args))).join('\n')).toMatchInlineSnapshot(`
      "ShapeError: cumprod: axis 1 does not exist: the tensor has 1 axis.
        Use a whole number from -1 to 0.
      ArgumentError: cumprod: there is no option axes.
        The options are: axis.
      ArgumentError: cumprod: got an array of 2; expected a tensor or a number.
        Make it a tensor: tensor(x)."
    `)
  })
})
