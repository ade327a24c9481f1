import { arange, full, reshape, type Tensor, tensor, zeros } from '@miniflow/core'
import { describe, expect, test } from 'vitest'

const print = (x: Tensor): string => x.toString()

describe('a tensor is printed', () => {
  test('with its columns in line', () => {
    expect(
      print(
        tensor([
          [1, -20.5],
          [300, 4],
        ]),
      ),
    ).toMatchInlineSnapshot(`
      "[[  1.0, -20.5],
       [300.0,   4.0]]"
    `)
  })

  test('with the digits that float32 needs, and no more', () => {
    expect(print(tensor([0.1, 0.25, 1 / 3]))).toMatchInlineSnapshot(
      `"[0.10000000, 0.25000000, 0.33333334]"`,
    )
    expect(print(tensor([0.1, 0.25, 1 / 3], { dtype: 'float64' }))).toMatchInlineSnapshot(
      `"[0.10000000, 0.25000000, 0.33333333]"`,
    )
  })

  test('as a number, when it is one', () => {
    expect(print(tensor(2.5))).toBe('2.5')
    expect(print(tensor(-7, { dtype: 'int32' }))).toBe('-7')
    expect(print(tensor(false))).toBe('false')
  })

  test('with blank lines between matrices', () => {
    expect(print(reshape(arange(8), [2, 2, 2]))).toMatchInlineSnapshot(`
      "[[[0, 1],
        [2, 3]],

       [[4, 5],
        [6, 7]]]"
    `)
  })

  test('with its edges alone, when it is large', () => {
    expect(print(arange(1001))).toMatchInlineSnapshot(`"[   0,    1,    2, ...,  998,  999, 1000]"`)
    expect(print(reshape(arange(1600), [40, 40]))).toMatchInlineSnapshot(`
      "[[   0,    1,    2, ...,   37,   38,   39],
       [  40,   41,   42, ...,   77,   78,   79],
       [  80,   81,   82, ...,  117,  118,  119],
       ...,
       [1480, 1481, 1482, ..., 1517, 1518, 1519],
       [1520, 1521, 1522, ..., 1557, 1558, 1559],
       [1560, 1561, 1562, ..., 1597, 1598, 1599]]"
    `)
    expect(print(reshape(arange(1600), [8, 200]))).toMatchInlineSnapshot(`
      "[[   0,    1,    2, ...,  197,  198,  199],
       [ 200,  201,  202, ...,  397,  398,  399],
       [ 400,  401,  402, ...,  597,  598,  599],
       ...,
       [1000, 1001, 1002, ..., 1197, 1198, 1199],
       [1200, 1201, 1202, ..., 1397, 1398, 1399],
       [1400, 1401, 1402, ..., 1597, 1598, 1599]]"
    `)
  })

  test('in several lines, when a row is long', () => {
    expect(print(arange(40))).toMatchInlineSnapshot(`
      "[ 0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14, 15, 16, 17, 18,
       19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37,
       38, 39]"
    `)
    expect(print(reshape(arange(60), [2, 30]))).toMatchInlineSnapshot(`
      "[[ 0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14, 15, 16, 17,
        18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29],
       [30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
        48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59]]"
    `)
    expect(
      Math.max(
        ...print(arange(1000))
          .split('\n')
          .map(line => line.length),
      ),
    ).toBeLessThan(78)
  })

  test('in full up to 1000 elements', () => {
    expect(print(arange(1000))).not.toContain('...')
  })

  test('with powers of ten, when its numbers lie far apart', () => {
    expect(print(tensor([1e10, 1, 0]))).toMatchInlineSnapshot(`"[1e+10,  1e+0,  0e+0]"`)
    expect(print(tensor([1e-8, 2.5e-5]))).toMatchInlineSnapshot(`"[1.0e-8, 2.5e-5]"`)
  })

  test('with what is not a number', () => {
    expect(print(tensor([1.5, Number.NaN, Number.NEGATIVE_INFINITY, -0]))).toMatchInlineSnapshot(
      `"[      1.5,       NaN, -Infinity,      -0.0]"`,
    )
  })

  test('with truth values and whole numbers as such', () => {
    expect(
      print(
        tensor([
          [true, false],
          [false, true],
        ]),
      ),
    ).toMatchInlineSnapshot(`
      "[[ true, false],
       [false,  true]]"
    `)
    expect(print(tensor([1, -2147483648], { dtype: 'int32' }))).toMatchInlineSnapshot(
      `"[          1, -2147483648]"`,
    )
  })

  test('as brackets, when it is empty', () => {
    expect(print(tensor([]))).toBe('[]')
    expect(print(zeros([2, 0]))).toBe('[]')
    expect(print(zeros([1_000_000_000, 0]))).toBe('[]')
  })

  test('also with very many short axes', () => {
    const x = full([6, 6, 6, 6, 6, 6, 6], 1)
    expect(print(x)).toHaveLength(print(x).trim().length)
    expect(print(x).startsWith('[[[[[[[1, 1, 1, 1, 1, 1],')).toBe(true)
  })
})
