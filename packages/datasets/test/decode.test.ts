import { gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { decode, sha256, type Wanted } from '../src/decode.js'
import type { Where } from '../src/error.js'
import { left, message, right } from './support/folder.js'
import { encodeIdx, images } from './support/idx.js'

const where: Where = { file: 'train-images-idx3-ubyte.gz', source: 'directory' }
const file = 'train-images-idx3-ubyte'
const plain = images(50)
const zipped = gzipSync(plain)

const decoded = (bytes: Uint8Array, checksum?: string) =>
  decode(where, { file, sha256: checksum } satisfies Wanted)(bytes)

describe('decode', () => {
  test('a gzipped file gives what the plain one gives', async () => {
    expect(await right(decoded(zipped))).toEqual(await right(decoded(plain)))
  })

  test('the checksum reported is that of the data, packed or not', async () => {
    expect((await right(decoded(zipped))).sha256).toBe(sha256(plain))
  })

  test('SHA-256 is that of FIPS 180-2, B.1', () => {
    expect(sha256(new TextEncoder().encode('abc'))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
  })

  test('the checksum wanted may be that of the data or that of the packed file', async () => {
    expect(E.isRight(await decoded(zipped, sha256(plain))())).toBe(true)
    expect(E.isRight(await decoded(zipped, sha256(zipped))())).toBe(true)
    expect(await left(decoded(plain, sha256(zipped)))).toMatchObject({ _tag: 'ChecksumMismatch' })
  })

  test('one changed byte is a wrong checksum', async () => {
    const changed = plain.slice()
    changed[20] = 255
    expect(await message(decoded(changed, sha256(plain)))).toMatchInlineSnapshot(`
      "mnist: train-images-idx3-ubyte.gz has SHA-256 78435de02a2130910d98501c549d3a9a54dab3ddfdbc7589706402604993c81e, expected fc0260f89ef4d15ca1f14708c17b02a1da6d12a1e7b6658c74ff55ad00ace353.
        Copy or download the file again. If it is the file you want, give its own checksum."
    `)
  })

  test('garbage that starts like gzip is refused', async () => {
    const garbage = Uint8Array.of(0x1f, 0x8b, ...Array.from({ length: 64 }, (_, i) => 7 * i))
    expect(await message(decoded(garbage))).toMatchInlineSnapshot(`
      "mnist: train-images-idx3-ubyte.gz does not unpack: the gzip stream is damaged.
        Copy or download the file again."
    `)
  })

  test('a damaged gzip file is refused', async () => {
    const damaged = Uint8Array.from(zipped, (byte, i) =>
      i === zipped.length - 6 ? byte ^ 1 : byte,
    )
    expect(await left(decoded(damaged))).toMatchObject({ _tag: 'BadGzip' })
  })

  // some bits of the stream mean nothing, such as the time in its header
  test('a gzip file changed anywhere is refused or gives the same data', async () => {
    const data = await right(decoded(plain))
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: zipped.length - 3 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, change) => {
          const changed = zipped.map((byte, i) => (i === at + 2 ? byte ^ change : byte))
          const result = await decoded(changed)()
          if (E.isRight(result)) expect(result.right).toEqual(data)
          else expect(['BadGzip', 'BadMagic', 'Truncated']).toContain(result.left._tag)
        },
      ),
    )
  })

  test('a gzip file cut off anywhere is refused', async () => {
    const tags = await Promise.all(
      Array.from({ length: zipped.length - 2 }, async (_, n) => {
        const error = await left(decoded(zipped.subarray(0, n + 2)))
        return error._tag
      }),
    )
    expect(new Set(tags)).toEqual(new Set(['BadGzip']))
    expect(await message(decoded(zipped.subarray(0, 40)))).toMatchInlineSnapshot(`
      "mnist: train-images-idx3-ubyte.gz does not unpack: the gzip stream ends too early.
        Copy or download the file again."
    `)
  })

  test('a gzip file that holds a truncated file is a truncated file', async () => {
    expect(await message(decoded(gzipSync(plain.subarray(0, 100))))).toMatchInlineSnapshot(`
      "mnist: train-images-idx3-ubyte.gz ends too early: it has 100 bytes, its header announces 316 bytes.
        Copy or download the file again."
    `)
  })

  test('a small gzip file that unpacks to gigabytes is left alone as soon as its header is known', async () => {
    const zeros = gzipSync(new Uint8Array(2 ** 24), { level: 1 })
    const bomb = [gzipSync(plain), ...Array.from({ length: 1000 }, () => zeros)]
    expect(await message(decoded(Buffer.concat(bomb)))).toMatchInlineSnapshot(`
      "mnist: train-images-idx3-ubyte.gz does not unpack: it holds more than 316 bytes.
        Copy or download the file again."
    `)
    expect(await message(decoded(Buffer.concat(bomb.slice(1))))).toMatchInlineSnapshot(`
      "mnist: train-images-idx3-ubyte.gz starts with 00 00 00 00, expected 00 00 08 03.
        It is not an IDX file of the right kind. Copy or download the file again."
    `)
  })

  test('a header that announces more than there is makes no difference to what is unpacked', async () => {
    const boast = encodeIdx([2 ** 32 - 1, 2 ** 32 - 1, 28], plain.subarray(16))
    expect(await message(decoded(gzipSync(boast)))).toMatchInlineSnapshot(`
      "mnist: train-images-idx3-ubyte.gz ends too early: it has 316 bytes, its header announces 516,508,833,823,349,300,000 bytes.
        Copy or download the file again."
    `)
  })

  test('never rejects, whatever the bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.boolean(), async (bytes, gzip) => {
        const result = await decoded(gzip ? Uint8Array.of(0x1f, 0x8b, 8, 0, ...bytes) : bytes)()
        expect(E.isLeft(result)).toBe(true)
      }),
    )
  })
})
