import {
  add,
  cumsum,
  matmul,
  mod,
  mul,
  neg,
  pow,
  prod,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
} from '@miniflow/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const int = (...xs: readonly number[]): Tensor => tensor(xs, { dtype: 'int32' })

/** What is left of a whole number in 32 bits. */
const wrap = (n: bigint): number => Number(BigInt.asIntN(32, n))

const MAX = 2147483647
const MIN = -2147483648

describe('whole numbers of 32 bits wrap around', () => {
  test('at both ends', () => {
    expect(add(int(MAX), 1).item()).toBe(MIN)
    expect(sub(int(MIN), 1).item()).toBe(MAX)
    expect(neg(int(MIN)).item()).toBe(MIN)
    expect(sum(int(MAX, 1)).item()).toBe(MIN)
    expect(cumsum(int(MAX, 1, 1)).toArray()).toEqual([MAX, MIN, MIN + 1])
  })

  const word = fc.integer({ min: MIN, max: MAX })

  test('exactly, in sums, differences, products and squares', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const [m, n] = [BigInt(a), BigInt(b)]
        expect(add(int(a), b).item()).toBe(wrap(m + n))
        expect(sub(int(a), b).item()).toBe(wrap(m - n))
        expect(mul(int(a), b).item()).toBe(wrap(m * n))
        expect(prod(int(a, b)).item()).toBe(wrap(m * n))
        expect(square(int(a)).item()).toBe(wrap(m * m))
      }),
      { seed: 1 },
    )
  })

  test('exactly, in powers', () => {
    fc.assert(
      fc.property(word, fc.integer({ min: 0, max: 100 }), (a, n) => {
        expect(pow(int(a), n).item()).toBe(wrap(BigInt(a) ** BigInt(n)))
      }),
      { seed: 2 },
    )
  })

  test('exactly, in sums of products', () => {
    fc.assert(
      fc.property(word, word, word, word, (a, b, c, d) => {
        const product = matmul(int(a, b), int(c, d))
        expect(product.item()).toBe(wrap(BigInt(a) * BigInt(c) + BigInt(b) * BigInt(d)))
      }),
      { seed: 3 },
    )
  })
})

test('negative powers of whole numbers are cut towards 0', () => {
  expect(pow(int(1, -1, -1, 2, 0), int(-3, -3, -2, -1, -1)).toArray()).toEqual([1, -1, 1, 0, 0])
})

test('the remainder has the sign of the divisor, and is 0 for 0', () => {
  expect(mod(int(5, -5, 5, -5, 5), int(3, 3, -3, -3, 0)).toArray()).toEqual([2, 1, -1, -2, 0])
})
