import { grad, ones, random, run, sum, type Tensor, tensor, trace, vmap } from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { dropout } from '../src/index.js'
import { int32 } from './support/numeric.js'

const key = random.key(11)

describe('dropout', () => {
  test('leaves elements out at the rate, and scales what stays by 1 / (1 - rate)', () => {
    const n = 20_000
    for (const rate of [0.1, 0.5, 0.9]) {
      const y = dropout(key, rate, ones([n], { dtype: 'float64' })).data()
      const left = y.filter(v => v === 0).length
      // The number left out is binomial: within 5 standard deviations.
      expect(Math.abs(left - n * rate)).toBeLessThan(5 * Math.sqrt(n * rate * (1 - rate)))
      for (const v of y) if (v !== 0) expect(v).toBe(1 / (1 - rate))
    }
  })

  test('keeps the places of the elements, their shape and dtype', () => {
    const x = random.normal(key, [4, 5])
    const y = dropout(key, 0.5, x)
    expect([y.shape, y.dtype]).toEqual([[4, 5], 'float32'])
    const [before, after] = [x.data(), y.data()]
    after.forEach((v, i) => {
      if (v !== 0) expect(v).toBe((before[i] ?? Number.NaN) * 2)
    })
  })

  test('is a function of its key alone, and of rate 0 the identity', () => {
    const x = ones([100])
    expect(dropout(key, 0.5, x).toArray()).toEqual(dropout(key, 0.5, x).toArray())
    expect(dropout(random.key(12), 0.5, x).toArray()).not.toEqual(dropout(key, 0.5, x).toArray())
    expect(dropout(key, 0, x).toArray()).toEqual(x.toArray())
  })

  test('passes gradients where it passed elements, with the same factor', () => {
    const x = random.normal(key, [50])
    const mask = dropout(key, 0.3, ones([50]))
    expect(grad((y: typeof x) => sum(dropout(key, 0.3, y)))(x).toArray()).toEqual(mask.toArray())
    // Not even an infinity gets through where it was left out.
    const left = mask.toArray().indexOf(0)
    const endless = tensor(Array.from({ length: 50 }, (_, i) => (i === left ? Infinity : 1)))
    expect(dropout(key, 0.3, endless).toArray()).toEqual(mask.toArray())
  })

  test('traces with its key as an argument, and takes a key for each example', () => {
    const x = ones([6])
    const drop = (k: random.Key, y: Tensor<[6], 'float32'>) => dropout(k, 0.5, y)
    const program = run(trace(drop)(random.key(1), x))
    expect(program(key, x).toArray()).toEqual(drop(key, x).toArray())
    const keys = tensor([...random.key(1).data(), ...key.data()], [2, 2], { dtype: 'int32' })
    const rows = vmap((k: random.Key) => drop(k, x))(keys as never)
    expect(rows.toArray()).toEqual([drop(random.key(1), x).toArray(), drop(key, x).toArray()])
  })

  test('refuses rates that are no share to leave out, and what is not float', () => {
    const x = ones([2])
    expect(() => dropout(key, 1, x)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: dropout: the rate is 1; expected a number from 0 to below 1.
        It is the share of elements that are left out.]
    `)
    expect(() => dropout(key, -0.1, x)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: dropout: the rate is -0.1; expected a number from 0 to below 1.
        It is the share of elements that are left out.]
    `)
    expect(() => dropout(x as never, 0.5, x)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: dropout: got a tensor float32[2] for a key; expected int32[2].
        Make one with random.key(seed), and several with random.split(key, n).]
    `)
    expect(() => dropout(key, 0.5, int32([1]) as never)).toThrowErrorMatchingInlineSnapshot(`
      [DTypeError: dropout: x is int32; expected float32 or float64.
        Convert it with astype.]
    `)
    expect(() => dropout(0.5 as never, key as never, x)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: dropout: the rate is an object; expected a number from 0 to below 1.
        It is the share of elements that are left out.]
    `)
  })
})
