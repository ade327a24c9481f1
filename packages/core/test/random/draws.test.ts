import {
  argsort,
  astype,
  concat,
  mean,
  random,
  reshape,
  run,
  stack,
  sum,
  type Tensor,
  take,
  tensor,
  trace,
  variance,
  vmap,
  zeros,
} from '@miniflow/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expectSame } from '../support/close.js'

const N = 20_000
const key = random.key(11)

const numbers = (x: Tensor): readonly number[] => Array.from<number, number>(x.data(), n => n)

const momentsOf = (x: Tensor): readonly [number, number] => {
  const wide = astype(x, 'float64')
  return [mean(wide).item(), variance(wide).item()]
}

/** Within five standard errors of what they must be: the odds against it are millions to one. */
const expectMoments = (x: Tensor, wanted: readonly [number, number]): void => {
  const [average, spread] = momentsOf(x)
  expect(Math.abs(average - wanted[0])).toBeLessThan(5 * Math.sqrt(wanted[1] / N))
  expect(Math.abs(spread / wanted[1] - 1)).toBeLessThan(5 * Math.sqrt(2 / N))
}

describe.each(['float32', 'float64'] as const)('%s drawn', dtype => {
  test('uniformly lie in [low, high) and spread over it', () => {
    const x = random.uniform(key, [N], { low: -2, high: 4, dtype })
    expect(x.dtype).toBe(dtype)
    expect(Math.min(...numbers(x))).toBeGreaterThanOrEqual(-2)
    expect(Math.max(...numbers(x))).toBeLessThan(4)
    expectMoments(x, [1, 3])
  })

  test('normally have mean 0 and variance 1, and the normal tails', () => {
    const x = random.normal(key, [N], { dtype })
    expectMoments(x, [0, 1])
    const beyond = numbers(x).filter(n => Math.abs(n) > 2).length / N
    expect(Math.abs(beyond - 0.0455)).toBeLessThan(5 * Math.sqrt(0.0455 / N))
    expect(numbers(x).every(Number.isFinite)).toBe(true)
  })

  test('from a truncated normal stay between the ends, and have its moments', () => {
    const x = random.truncatedNormal(key, [N], { dtype })
    expect(Math.max(...numbers(x).map(Math.abs))).toBeLessThanOrEqual(2)
    expectMoments(x, [0, 0.7737])
  })
})

test('float64 has random bits below those of float32', () => {
  const x = random.uniform(key, [100], { dtype: 'float64' })
  expect(numbers(x).filter(n => Math.fround(n) === n)).toEqual([])
})

describe('truth values drawn', () => {
  test('are true as often as asked for', () => {
    const share = mean(astype(random.bernoulli(key, [N], 0.2), 'float64')).item()
    expect(Math.abs(share - 0.2)).toBeLessThan(5 * Math.sqrt(0.16 / N))
    expect(sum(random.bernoulli(key, [N])).item() / N).toBeCloseTo(0.5, 1)
  })

  test('are never true at 0 and always at 1', () => {
    expect(sum(random.bernoulli(key, [N], 0)).item()).toBe(0)
    expect(sum(random.bernoulli(key, [N], 1)).item()).toBe(N)
  })

  test('may have a probability for each', () => {
    const p = tensor([0, 1])
    expect(random.bernoulli(key, [2, 2], p).toArray()).toEqual([
      [false, true],
      [false, true],
    ])
  })
})

describe('whole numbers drawn', () => {
  test('are those of the range, each equally often', () => {
    const counts = new Map<number, number>()
    for (const n of numbers(random.randint(key, [N], -2, 3)))
      counts.set(n, (counts.get(n) ?? 0) + 1)
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2])
    for (const count of counts.values())
      expect(Math.abs(count / N - 0.2)).toBeLessThan(5 * Math.sqrt(0.16 / N))
  })

  test('may be any of 32 bits', () => {
    const x = numbers(random.randint(key, [1000], -(2 ** 31), 2 ** 31))
    expect(Math.min(...x)).toBeLessThan(-(2 ** 30))
    expect(Math.max(...x)).toBeGreaterThan(2 ** 30)
  })

  test('of categories come as often as their probabilities say', () => {
    const logits = tensor([0, Math.log(3), Number.NEGATIVE_INFINITY])
    const rows = stack(Array.from({ length: 4000 }, () => logits))
    const ones = numbers(random.categorical(key, rows))
    expect(new Set(ones)).toEqual(new Set([0, 1]))
    expect(ones.filter(i => i === 1).length / 4000).toBeCloseTo(0.75, 1)
  })
})

describe('a permutation', () => {
  test('has every number once, whatever the key and the length', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(300), (seed, n) => {
        const order = numbers(random.permutation(random.key(seed), n))
        expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i))
      }),
      { seed: 1, numRuns: 30 },
    )
  })

  test('moves rows as a whole', () => {
    const rows = reshape(tensor([0, 0, 1, 1, 2, 2, 3, 3]), [4, 2])
    const moved = random.permutation(key, rows)
    expectSame(moved, take(rows, random.permutation(key, 4), { axis: 0 }))
    expect((moved.toArray() as number[][]).every(([a, b]) => a === b)).toBe(true)
  })

  test('of few has every order', () => {
    const orders = Array.from({ length: 200 }, (_, seed) =>
      numbers(random.permutation(random.key(seed), 3)).join(),
    )
    expect(new Set(orders).size).toBe(6)
  })
})

describe('keys', () => {
  const text = (k: Tensor): string => numbers(k).join()

  test('give the same numbers again, and other keys others', () => {
    expectSame(random.normal(key, [5]), random.normal(random.key(11), [5]))
    expect(text(random.normal(key, [5]))).not.toBe(text(random.normal(random.key(12), [5])))
  })

  test('that are split or folded are all different', () => {
    const many = [
      key,
      ...random.split(key, 100),
      ...Array.from({ length: 100 }, (_, i) => random.foldIn(random.split(key)[1], i)),
    ]
    expect(new Set(many.map(text)).size).toBe(201)
  })

  test('of negative and large seeds are different too', () => {
    const seeds = [0, -1, 1, 2 ** 31, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER]
    expect(new Set(seeds.map(seed => text(random.key(seed)))).size).toBe(seeds.length)
  })

  test('fold in a number as the tensor of it, and 2^32 - 1 as -1', () => {
    expectSame(random.foldIn(key, 7), random.foldIn(key, tensor(7, { dtype: 'int32' })))
    expectSame(random.foldIn(key, 2 ** 32 - 1), random.foldIn(key, -1))
  })

  test('may be mapped over', () => {
    const keys = random.split(key, 3)
    const draw = (k: random.Key): Tensor => random.normal(k, [4])
    const mapped = vmap(draw as (k: never) => Tensor)(stack(keys) as never)
    expectSame(mapped as Tensor, stack(keys.map(draw)))
  })

  test('are split inside of a program as outside of it', () => {
    const draws = (k: random.Key): Tensor =>
      concat(random.split(k, 3).map(one => random.uniform(one, [2])))
    expectSame(run(trace(draws)(random.key(0)))(key), draws(key))
  })
})

test('no numbers are drawn for an empty shape', () => {
  expectSame(random.normal(key, [0, 3]), zeros([0, 3]))
  expect(argsort(random.permutation(key, 0)).shape).toEqual([0])
})
