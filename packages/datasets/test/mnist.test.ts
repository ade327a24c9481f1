import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { assertType, describe, expect, test } from 'vitest'
import { asBatch, type Batch, mnist, mnistChecksums, type Split } from '../src/index.js'
import { folderWith, message, right } from './support/folder.js'
import { packed, smallSet } from './support/idx.js'
import { files, serve } from './support/server.js'

const digits = Array.from({ length: 10 }, (_, digit) => digit)

const histogram = (split: Split<number>): ReadonlyArray<number> => {
  const labels = split.labels()
  return digits.map(digit => labels.filter(label => label === digit).length)
}

const real = right(mnist())

describe('mnist', () => {
  test('is the real MNIST: 55,000, 5,000 and 10,000 images of 28 x 28', async () => {
    const { train, validation, test, classes, files } = await real
    expect([train.size, validation.size, test.size]).toEqual([55_000, 5_000, 10_000])
    expect([train, validation, test].map(({ height, width }) => [height, width])).toEqual([
      [28, 28],
      [28, 28],
      [28, 28],
    ])
    expect(classes).toBe(10)
    expect(files).toEqual(mnistChecksums)
  })

  test('has its well-known labels', async () => {
    const { train, validation, test } = await real
    expect(Array.from(train.labels().slice(0, 10))).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
    expect(Array.from(test.labels().slice(0, 10))).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9])
    const both = histogram(train).map((n, digit) => n + (histogram(validation)[digit] ?? 0))
    expect(both).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
    expect(histogram(test)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
  })

  test('shows a five first', async () => {
    const { train } = await real
    const pixels = train.image(0)
    const rows = Array.from({ length: 28 }, (_, row) =>
      Array.from(pixels.slice(28 * row, 28 * row + 28), p => (p > 127 ? '#' : ' '))
        .join('')
        .trimEnd(),
    )
    expect(rows.filter(row => row !== '').join('\n')).toMatchInlineSnapshot(`
      "                 ## ###
                 ############
              ##########
              ##########
               # ###   #
                 ##
                 ###
                  ##
                   ###
                    ###
                     ####
                       ###
                       ###
                     #####
                   #######
                  ######
                ######
             #######
           ########
          #######"
    `)
  })

  test('has pixels of the mean and deviation everybody normalises with: 0.1307 and 0.3081', async () => {
    const { train, validation } = await real
    const counts = new Float64Array(256)
    for (const split of [train, validation])
      for (let i = 0; i < split.size; i++)
        for (const byte of split.image(i)) counts[byte] = (counts[byte] ?? 0) + 1
    const expectation = (f: (x: number) => number): number =>
      counts.reduce((sum, n, byte) => sum + n * f(byte / 255), 0) / (60_000 * 784)
    const mean = expectation(x => x)
    expect(mean).toBeCloseTo(0.1307, 4)
    expect(Math.sqrt(expectation(x => x * x) - mean * mean)).toBeCloseTo(0.3081, 4)
  })

  test('carries 784 in the type of its batches, and a number where the size is not known', async () => {
    const { test } = await real
    assertType<Batch<784>>(asBatch(test, [0]))
    const other = await right(mnist({ directory: folderWith(smallSet()) }))
    assertType<Batch<number>>(asBatch(other.test))
    // @ts-expect-error: a folder may hold images of any size
    assertType<Batch<784>>(asBatch(other.test))
  })

  test.each(['plain', 'gzipped'])(
    'reads a folder of %s files of any number and size',
    async form => {
      const files = form === 'plain' ? smallSet(36, 7, 4, 5) : packed(smallSet(36, 7, 4, 5))
      const { train, validation, test } = await right(mnist({ directory: folderWith(files) }))
      expect([train.size, validation.size, test.size]).toEqual([33, 3, 7])
      expect([train.height, train.width]).toEqual([4, 5])
      expect(asBatch(train).images.shape).toEqual([33, 20])
    },
  )

  test('of a folder cannot be changed through what it gives out', async () => {
    const { train } = await right(mnist({ directory: folderWith(smallSet()) }))
    train.image(1).fill(99)
    train.labels().fill(99)
    expect(train.image(1)).toEqual(Uint8Array.of(7, 8, 9, 10, 11, 12))
    expect(train.label(1)).toBe(1)
  })

  test('reads sets with another prefix and more classes', async () => {
    const named = Object.fromEntries(
      Object.entries(smallSet()).map(([name, bytes]) => [
        `emnist-balanced-${name.replace('t10k', 'test')}`,
        bytes,
      ]),
    )
    const directory = folderWith(named)
    const data = await right(mnist({ directory, prefix: 'emnist-balanced-', classes: 47 }))
    expect([data.train.size, data.classes]).toEqual([22, 47])
  })

  test('gives the checksums that pin a folder', async () => {
    const directory = folderWith(smallSet())
    const { files: checksums } = await right(mnist({ directory }))
    expect((await right(mnist({ directory, checksums }))).files).toEqual(checksums)
    expect(
      await message(mnist({ directory, checksums: mnistChecksums }), { [directory]: 'DIR' }),
    ).toMatchInlineSnapshot(`
      "mnist: DIR/train-images-idx3-ubyte has SHA-256 c8efbc219aa2622c2702be9f7c6b871c001deaef60a2b8b9c07ae3c200873ac3, expected ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db.
        Copy or download the file again. If it is the file you want, give its own checksum."
    `)
  })

  test('downloads a set once', async () => {
    const server = await serve(files(packed(smallSet())))
    const options = { url: server.url, cache: folderWith() }
    const first = await right(mnist(options))
    const second = await right(mnist(options))
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/train-images-idx3-ubyte.gz',
      '/train-labels-idx1-ubyte.gz',
      '/t10k-images-idx3-ubyte.gz',
      '/t10k-labels-idx1-ubyte.gz',
    ])
    expect(second.files).toEqual(first.files)
    expect(second.test.labels()).toEqual(Uint8Array.of(0, 1, 2, 3, 4))
  })

  test('reports the first of several errors, always the same one', async () => {
    const directory = folderWith({ 't10k-labels-idx1-ubyte': Uint8Array.of(1) })
    mkdirSync(join(directory, 'train-labels-idx1-ubyte'))
    expect(await message(mnist({ directory }), { [directory]: 'DIR' })).toMatchInlineSnapshot(`
      "mnist: DIR/train-images-idx3-ubyte does not exist.
        Looked for train-images-idx3-ubyte, train-images-idx3-ubyte.gz, train-images.idx3-ubyte, train-images.idx3-ubyte.gz. Check the folder, or load the set that comes with the package: mnist()."
    `)
  })
})
