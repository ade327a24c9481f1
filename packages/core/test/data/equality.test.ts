/** Tensors are compared by value where values are compared, and written as JSON with their numbers. */
import assert from 'node:assert'
import { add, grad, sum, type Tensor, tensor, trace, vmap, zeros } from '@miniflow/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { digest } from '../../src/data/digest.js'

const x: Tensor = tensor([1, 2])
const same: Tensor = add(tensor([0, 1]), 1)

/** Others of the same keys at the first sight. */
const others: readonly (readonly [string, Tensor])[] = [
  ['other numbers', tensor([1, 3])],
  ['another order', tensor([2, 1])],
  ['another shape', tensor([[1, 2]])],
  ['another dtype', tensor([1, 2], { dtype: 'float64' })],
  ['more numbers', tensor([1, 2, 0])],
  ['NaN', tensor([1, Number.NaN])],
]

describe('two tensors are equal by value', () => {
  test('in Vitest', () => {
    expect(x).toEqual(same)
    expect(x).toStrictEqual(same)
    expect({ w: [x] }).toEqual({ w: [same] })
    expect(tensor([Number.NaN])).toEqual(tensor([0 / 0]))
  })

  test('in Chai', () => {
    expect(x).to.deep.equal(same)
    expect({ w: [x] }).to.not.deep.equal({ w: [tensor([1, 3])] })
  })

  test('in node:assert', () => {
    assert.deepStrictEqual(x, same)
    assert.deepEqual({ w: [x] }, { w: [same] })
    assert.deepStrictEqual(tensor([Number.NaN]), tensor([0 / 0]))
  })

  test.each(others)('and different where they have %s', (_, y) => {
    expect(x).not.toEqual(y)
    expect({ w: [x] }).not.toStrictEqual({ w: [y] })
    assert.notDeepStrictEqual(x, y)
    assert.notDeepStrictEqual({ w: [x] }, { w: [y] })
    assert.notDeepEqual(x, y)
  })

  test('by the sign of 0 too, as numbers are there', () => {
    expect(tensor(0)).not.toEqual(tensor(-0))
    assert.notDeepStrictEqual(tensor(0), tensor(-0))
  })

  test('while they are recorded', () => {
    grad((y: Tensor) => {
      expect(y).toEqual(x)
      expect(y).not.toEqual(add(y, 1))
      assert.notDeepStrictEqual(y, add(y, 1))
      return sum(y)
    })(x)
  })

  test('and each its own where only shapes are known', () => {
    trace((y: Tensor) => {
      const z = add(y, 0)
      expect(y).toEqual(y)
      expect(y).not.toEqual(z)
      assert.notDeepStrictEqual(y, z)
      return z
    })(x)
  })
})

test('digests of different numbers differ', () => {
  const number = fc.constantFrom(
    0,
    -0,
    1,
    -1,
    0.5,
    2 ** -149,
    2 ** 100,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  )
  const numbers = fc.array(number, { maxLength: 6 }).map(xs => Float64Array.from(xs))
  fc.assert(
    fc.property(numbers, numbers, (a, b) => {
      const alike = a.length === b.length && a.every((n, i) => Object.is(n, b[i]))
      return (digest(a) === digest(b)) === alike
    }),
    { seed: 1, numRuns: 2000 },
  )
  const each = new Set(Array.from({ length: 100_000 }, (_, i) => digest(Int32Array.of(i, i >> 3))))
  expect(each.size).toBe(100_000)
})

describe('as JSON', () => {
  test('a tensor keeps its dtype, shape and numbers', () => {
    expect(JSON.stringify({ w: tensor([[1, 2.5]]) })).toBe(
      '{"w":{"dtype":"float32","shape":[1,2],"data":[[1,2.5]]}}',
    )
    expect(JSON.stringify(tensor(true))).toBe('{"dtype":"bool","shape":[],"data":true}')
    const { data, dtype } = JSON.parse(JSON.stringify(x))
    expect(tensor(data, { dtype })).toEqual(x)
  })

  test('what is no number of JSON is a string, and not null', () => {
    expect(JSON.stringify(tensor([Number.NaN, Number.NEGATIVE_INFINITY]).toJSON().data)).toBe(
      '["NaN","-Infinity"]',
    )
  })

  test('there are no numbers where only shapes are known', () => {
    expect(() => vmap((y: Tensor) => (JSON.stringify(y) === '' ? y : y))(zeros([2]))).toThrow(
      'toJSON: the value of a float32[] was read at',
    )
  })
})
