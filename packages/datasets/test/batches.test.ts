import { random } from '@miniflow/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asBatch, type Batch, batches } from '../src/batches.js'
import { makeSplit, type Split } from '../src/split.js'

const range = (n: number): ReadonlyArray<number> => Array.from({ length: n }, (_, i) => i)

/** `n` images of 2 x 3; pixel 0 of image i is i, so that images can be told apart. */
const splitOf = (n: number): Split<number> =>
  makeSplit(
    {
      area: 6,
      pixels: Uint8Array.from({ length: 6 * n }, (_, k) => (k % 6 === 0 ? k / 6 : 40 * (k % 6))),
      labels: Uint8Array.from({ length: n }, (_, i) => (3 * i) % 10),
    },
    2,
    3,
  )

/** Which images of `splitOf` are in a batch. */
const indices = ({ images }: Batch<number>): ReadonlyArray<number> =>
  Array.from(images.data())
    .filter((_, k) => k % 6 === 0)
    .map(x => Math.round(255 * x))

const order = (all: Iterable<Batch<number>>): ReadonlyArray<number> => [...all].flatMap(indices)

const key = random.key(7)

const cases = fc.record({
  n: fc.integer({ min: 1, max: 40 }),
  batchSize: fc.integer({ min: 1, max: 50 }),
  seed: fc.option(fc.nat(), { nil: undefined }),
})

const keyOf = (seed: number | undefined) => (seed === undefined ? undefined : random.key(seed))

describe('batches', () => {
  test('hold each image exactly once, in full batches but for the last', () => {
    fc.assert(
      fc.property(cases, ({ n, batchSize, seed }) => {
        const all = batches(splitOf(n), { batchSize, key: keyOf(seed) })
        const sizes = [...all].map(({ labels }) => labels.shape[0])
        expect([...order(all)].sort((a, b) => a - b)).toEqual(range(n))
        expect(sizes).toHaveLength(all.size)
        expect(sizes.slice(0, -1).every(size => size === batchSize)).toBe(true)
        expect(sizes.at(-1)).toBe(n % batchSize || Math.min(n, batchSize))
      }),
    )
  })

  test('keep each image with its label', () => {
    fc.assert(
      fc.property(cases, ({ n, batchSize, seed }) => {
        for (const batch of batches(splitOf(n), { batchSize, key: keyOf(seed) }))
          expect(Array.from(batch.labels.data())).toEqual(indices(batch).map(i => (3 * i) % 10))
      }),
    )
  })

  test('without the remainder are all full, and the first ones of those with it', () => {
    fc.assert(
      fc.property(cases, ({ n, batchSize, seed }) => {
        fc.pre(batchSize <= n)
        const options = { batchSize, key: keyOf(seed) }
        const full = batches(splitOf(n), { ...options, dropRemainder: true })
        expect(full.size).toBe(Math.floor(n / batchSize))
        expect(order(full)).toEqual(
          order(batches(splitOf(n), options)).slice(0, full.size * batchSize),
        )
      }),
    )
  })

  test('come in the order of the file without a key', () => {
    expect(order(batches(splitOf(25), { batchSize: 4 }))).toEqual(range(25))
  })

  test('come in the same order for the same key, and in another for another', () => {
    const split = splitOf(40)
    const ordered = (k: typeof key) => order(batches(split, { batchSize: 8, key: k }))
    expect(ordered(key)).toEqual(ordered(random.key(7)))
    expect(ordered(random.foldIn(key, 1))).not.toEqual(ordered(key))
    expect(ordered(key)).not.toEqual(range(40))
  })

  test('come in the order of the permutation of the key', () => {
    const expected = Array.from(random.permutation(key, 40).data())
    expect(order(batches(splitOf(40), { batchSize: 7, key }))).toEqual(expected)
  })

  test('can be walked again, also while they are being walked', () => {
    const all = batches(splitOf(10), { batchSize: 3, key })
    const once = order(all)
    expect(order(all)).toEqual(once)
    const pairs = [...all].flatMap(a => [...all].map(b => [a.labels.size, b.labels.size]))
    expect(pairs).toHaveLength(all.size ** 2)
  })

  test('are float32 rows in [0, 1] and int32 labels', () => {
    const [first] = batches(splitOf(3), { batchSize: 2 })
    expect(first?.images.shape).toEqual([2, 6])
    expect(first?.images.dtype).toBe('float32')
    expect(first?.labels.shape).toEqual([2])
    expect(first?.labels.dtype).toBe('int32')
    expect(first?.images.data()).toEqual(
      Float32Array.of(
        ...[0, 40, 80, 120, 160, 200].map(x => x / 255),
        ...[1, 40, 80, 120, 160, 200].map(x => x / 255),
      ),
    )
  })

  test('byte b is the float32 nearest to b / 255, so 0 is 0 and 255 is 1', () => {
    const bytes = makeSplit(
      { area: 256, pixels: Uint8Array.from(range(256)), labels: Uint8Array.of(0) },
      16,
      16,
    )
    expect(asBatch(bytes).images.data()).toEqual(Float32Array.from(range(256), b => b / 255))
  })

  test('cannot be changed, and nothing done with their data changes the split', () => {
    const split = splitOf(4)
    const [batch] = batches(split, { batchSize: 4 })
    batch?.images.data().fill(9)
    batch?.labels.data().fill(9)
    expect(Object.isFrozen(batch)).toBe(true)
    expect(batch?.labels.data()).toEqual(Int32Array.of(0, 3, 6, 9))
    expect(split.labels()).toEqual(Uint8Array.of(0, 3, 6, 9))
    expect(order(batches(split, { batchSize: 4 }))).toEqual(range(4))
  })

  test.each([0, -1, 2.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'refuse a batchSize of %d',
    batchSize => {
      expect(() => batches(splitOf(4), { batchSize })).toThrow(
        'expected a whole number of at least 1',
      )
    },
  )

  test('say why there can be none', () => {
    expect(() => batches(splitOf(4), { batchSize: 0 })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: batches: got batchSize 0, expected a whole number of at least 1.
        { batchSize: 128 } is a usual choice.]
    `)
    expect(() => batches(splitOf(0), { batchSize: 4 })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: batches: the split has no images.
        A set of fewer than 12 training images has none to validate on: make your own with subset.]
    `)
    expect(() =>
      batches(splitOf(4), { batchSize: 5, dropRemainder: true }),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: batches: dropRemainder leaves no batch: batchSize is 5, the split has 4 images.
        Take a smaller batchSize, or leave dropRemainder out.]
    `)
  })
})

describe('asBatch', () => {
  test('is the whole split in order, or the images asked for, in the order and as often as asked', () => {
    expect(indices(asBatch(splitOf(5)))).toEqual(range(5))
    expect(indices(asBatch(splitOf(5), [3, 1, 3]))).toEqual([3, 1, 3])
    expect(indices(asBatch(splitOf(5), Int32Array.of(4, 0)))).toEqual([4, 0])
  })

  test('says which index the split does not have', () => {
    expect(() => asBatch(splitOf(5), [0, 5])).toThrowErrorMatchingInlineSnapshot(`
      [IndexError: asBatch: index 5 is not one of the 5 images.
        Indices are whole numbers from 0 to 4.]
    `)
    expect(() => asBatch(splitOf(5), [0.5])).toThrow('index 0.5 is not one of the 5 images')
    expect(() => asBatch(splitOf(5), [-1])).toThrow('index -1 is not one of the 5 images')
  })

  test('refuses an empty batch', () => {
    expect(() => asBatch(splitOf(5), [])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: asBatch: got an empty list of indices.
        A batch has one image at least.]
    `)
    expect(() => asBatch(splitOf(0))).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: asBatch: the split has no images.
        A batch has one image at least.]
    `)
  })
})
