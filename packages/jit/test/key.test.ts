/** Two calls have one key if and only if one program serves both. */
import { tensor, zeros } from '@miniflow/core'
import { expect, test } from 'vitest'
import { difference, signature, take } from '../src/key.js'

const key = (...args: readonly unknown[]): string => take(args).key

test('values of tensors are no part of the key, shapes and dtypes are', () => {
  expect(key(tensor([1, 2]))).toBe(key(tensor([3, 4])))
  expect(key(tensor([1, 2]))).not.toBe(key(tensor([1, 2, 3])))
  expect(key(tensor([1, 2]))).not.toBe(key(tensor([1, 2], { dtype: 'float64' })))
  expect(key(zeros([1, 2]))).not.toBe(key(zeros([2, 1])))
})

test('keys of records may come in any order, and the order of lists counts', () => {
  const [a, b] = [zeros([1]), zeros([2])]
  expect(key({ a, b })).toBe(key({ b, a }))
  expect(key([a, b])).not.toBe(key([b, a]))
  expect(key([a], b)).not.toBe(key([a, b]))
  expect(key([[a], [b]])).not.toBe(key([[a, b], []]))
})

test('what is no tensor is told apart by value, objects by identity', () => {
  const f = (): number => 1
  const statics = [
    1,
    2,
    -0,
    0,
    Number.NaN,
    '1',
    'a',
    true,
    null,
    undefined,
    1n,
    f,
    () => 1,
    new Map(),
  ]
  const keys = statics.map(x => key(x, zeros([1])))
  expect(new Set(keys).size).toBe(keys.length)
  expect(key(f)).toBe(key(f))
  expect(key({ rate: 0.1 })).toBe(key({ rate: 0.1 }))
  expect(key('a;', 'b')).not.toBe(key('a', ';b'))
  expect(key({ 'a":1,"b': 1 })).not.toBe(key({ a: 1, b: 1 }))
})

test('a signature puts tensors back into their places', () => {
  const [x, y] = [tensor([1]), tensor([2])]
  const { flat, rebuild } = signature([{ w: x, rate: 0.5, list: [y, 'a'] }, 3], ['p', 'n'])
  expect(flat.paths).toEqual(['p.list[0]', 'p.w'])
  expect(flat.leaves).toEqual([y, x])
  const [first, second] = rebuild([x, y]) as [Record<string, unknown>, unknown]
  expect(first.list).toEqual([x, 'a'])
  expect(first.w).toBe(y)
  expect([first.rate, second]).toEqual([0.5, 3])
})

test('a difference is named by its place', () => {
  const parts = (...args: readonly unknown[]) => signature(args, ['x', 'n']).parts
  expect(difference(parts(zeros([2]), 3), parts(zeros([3]), 3))).toBe(
    'x was float32[2] and is float32[3]',
  )
  expect(difference(parts(zeros([2]), 3), parts(zeros([2]), 4))).toBe('n was 3 and is 4')
  expect(difference(parts({ a: 1 }), parts({ b: 1 }))).toBe('x.b is new')
  expect(difference(parts({ a: 1 }), parts({}))).toBe('x.a is no longer there')
})
