import { type Tensor, tapeToString, tensor, trace, zeros } from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { linear } from '../src/index.js'

const any = (x: unknown): Tensor => x as Tensor

describe('linear', () => {
  test('maps the last axis of anything, a single row as well', () => {
    const w = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ])
    const b = tensor([10, 20, 30])
    expect(linear(tensor([1, 1]), w, b).toArray()).toEqual([15, 27, 39])
    const cube = linear(tensor([[[1, 1]], [[2, 2]]]), w, b)
    expect(cube.toArray()).toEqual([[[15, 27, 39]], [[20, 34, 48]]])
  })

  test('of no rows has no rows', () => {
    expect(linear(zeros([0, 3]), zeros([3, 2]), zeros([2])).shape).toEqual([0, 2])
  })

  test('is one matrix product and one addition on the tape', () => {
    const program = trace((x: Tensor<[4, 3], 'float32'>) => linear(x, zeros([3, 2]), zeros([2])))(
      zeros([4, 3]),
    )
    expect(tapeToString(program)).toMatchInlineSnapshot(`
      "%0 float32[4,3] = input x
      %1 float32[3,2] = constant ...
      %2 float32[4,2] = matmul transposeA=false transposeB=false %0 %1
      %3 float32[4,2] = constant ...
      %4 float32[4,2] = add %2 %3
      return %4"
    `)
  })

  test('refuses features and weights that do not fit, in its own name', () => {
    expect(() =>
      linear(zeros([128, 784]), any(zeros([100, 10])), zeros([10])),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: linear: x of shape [128,784] has 784 features and w of shape [100,10] takes 100.
        The last axis of x must be as long as the first of w.]
    `)
    expect(() =>
      linear(zeros([128, 784]), any(zeros([10, 784])), zeros([10])),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: linear: x of shape [128,784] has 784 features and w of shape [10,784] takes 10.
        w is laid out as [inputs, outputs]; write transpose(w) for one with a row for each output.]
    `)
    expect(() =>
      linear(zeros([2, 3]), zeros([3, 4]), any(zeros([3]))),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: linear: b has shape [3] and w of shape [3,4] gives 4 features; expected shape [4].
        b holds one number for each column of w.]
    `)
    expect(() =>
      linear(zeros([2, 3]), zeros([3, 4]), any(zeros([2, 4]))),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: linear: b has shape [2,4] and w of shape [3,4] gives 4 features; expected shape [4].
        b holds one number for each column of w.]
    `)
    expect(() =>
      linear(zeros([2, 3]), any(zeros([3])), zeros([3])),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: linear: w has shape [3]; expected [inputs, outputs].
        Make w a matrix with one column for each output.]
    `)
    expect(() =>
      linear(any(tensor(1)), zeros([1, 1]), zeros([1])),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: linear: x is a scalar; expected shape [..., features].
        Reshape one number to [1, 1].]
    `)
  })

  test('refuses two float dtypes and what is no tensor, in its own name', () => {
    expect(() =>
      linear(zeros([2, 3]), any(zeros([3, 4], { dtype: 'float64' })), zeros([4])),
    ).toThrowErrorMatchingInlineSnapshot(`
      [DTypeError: linear: got float32 and float64; two float dtypes do not mix.
        Convert one of them: astype(x, 'float32') or astype(x, 'float64').]
    `)
    expect(() =>
      linear(any([[1, 2]]), zeros([2, 1]), zeros([1])),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: linear: x: got an array; expected a tensor.
        Make it a tensor: tensor(x).]
    `)
    expect(() =>
      linear(zeros([2, 3]), zeros([3, 4]), any(undefined)),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: linear: b: got undefined; expected a tensor.]`,
    )
    expect(() => linear(zeros([2, 3]), zeros([3, 4]), any(0))).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: linear: b: got a number; expected a tensor.
        Make it a tensor: tensor(x).]
    `)
  })
})
