import { random, type Tensor } from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { expectClose } from '../support/close.js'
import { type Stream, streams } from './cases.js'

/** int32 words as the reference writes them, from 0 to 2^32 - 1. */
const words = (x: Tensor): readonly number[] => Array.from<number, number>(x.data(), w => w >>> 0)

const keys = (s: Stream, count: number) => random.split(random.key(s.seed), count).map(words)

describe.each(streams)('the stream of seed $seed', s => {
  const key = random.key(s.seed)

  test('begins with its key', () => {
    expect(words(key)).toEqual(s.key)
  })

  test('splits bit for bit', () => {
    expect(keys(s, 2)).toEqual(s.split2)
    expect(random.split(key).map(words)).toEqual(s.split2)
    expect(keys(s, 5)).toEqual(s.split5)
  })

  test.each(Object.entries(s.foldIn))('folds in %s bit for bit', (data, wanted) => {
    expect(words(random.foldIn(key, Number(data)))).toEqual(wanted)
  })

  test.each(s.draws)('draws $shape bit for bit', draw => {
    const drawn = random.uniform(key, draw.shape)
    expect(drawn.shape).toEqual(draw.shape)
    expect(Array.from(drawn.data())).toEqual(draw.uniform)
    expect(words(random.bits(key, draw.shape))).toEqual(draw.bits)
    const between = random.uniform(key, draw.shape, { low: -3, high: 5 })
    expect(Array.from(between.data())).toEqual(draw['uniform_-3_5'])
    expectClose(random.normal(key, draw.shape), draw.normal, { relative: 1e-5, absolute: 1e-5 })
    const coins = random.bernoulli(key, draw.shape, 0.3)
    expect(Array.from(coins.data())).toEqual(draw['bernoulli_0.3'])
  })
})
