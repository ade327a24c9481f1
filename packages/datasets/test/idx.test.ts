import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { type DatasetError, showDatasetError, type Where } from '../src/error.js'
import { parseIdx } from '../src/idx.js'
import { encodeIdx, images } from './support/idx.js'

const where: Where = { file: 'train-images-idx3-ubyte', source: 'directory' }

const parse = parseIdx(where)

const tag = (result: E.Either<DatasetError, unknown>): string =>
  E.isLeft(result) ? result.left._tag : 'parsed'

const text = (result: E.Either<DatasetError, unknown>): string =>
  E.isLeft(result) ? showDatasetError(result.left) : 'parsed'

const types = [
  [0x08, 'uint8', 1],
  [0x09, 'int8', 1],
  [0x0b, 'int16', 2],
  [0x0c, 'int32', 4],
  [0x0d, 'float32', 4],
  [0x0e, 'float64', 8],
] as const

const anyIdx = fc
  .tuple(fc.constantFrom(...types), fc.array(fc.nat({ max: 6 }), { maxLength: 4 }))
  .chain(([type, shape]) => {
    const length = type[2] * shape.reduce((n, m) => n * m, 1)
    return fc.record({
      type: fc.constant(type),
      shape: fc.constant(shape),
      body: fc.uint8Array({ minLength: length, maxLength: length }),
    })
  })

describe('parseIdx', () => {
  test('is the inverse of writing, for every type and shape', () => {
    fc.assert(
      fc.property(anyIdx, ({ type: [code, type], shape, body }) => {
        const result = parse(encodeIdx(shape, body, code))
        expect(result).toEqual(E.right({ type, shape, bytes: body }))
      }),
    )
  })

  test('gives a view of its input, at any offset of a larger buffer', () => {
    const file = encodeIdx([2, 2], [1, 2, 3, 4])
    const buffer = new Uint8Array(file.length + 7)
    buffer.set(file, 5)
    const result = parse(buffer.subarray(5, 5 + file.length))
    expect(result).toEqual(
      E.right({ type: 'uint8', shape: [2, 2], bytes: Uint8Array.of(1, 2, 3, 4) }),
    )
    expect(E.isRight(result) && result.right.bytes.buffer).toBe(buffer.buffer)
  })

  test('parses or says what is wrong, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), bytes => {
        expect(['parsed', 'BadMagic', 'Truncated', 'CountMismatch']).toContain(tag(parse(bytes)))
      }),
    )
  })

  test('parses or says what is wrong, whatever follows a proper magic number', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...types),
        fc.nat({ max: 255 }),
        fc.uint8Array({ maxLength: 1100 }),
        ([code], rank, rest) => {
          const bytes = Uint8Array.of(0, 0, code, rank, ...rest)
          expect(['parsed', 'Truncated', 'CountMismatch']).toContain(tag(parse(bytes)))
        },
      ),
    )
  })

  const file = images(3)

  test.each(Array.from({ length: 16 }, (_, n) => n))(
    'a file cut off after %i of the 16 header bytes is truncated',
    n => {
      expect(parseIdx(where, { rank: 3 })(file.subarray(0, n))).toEqual(
        E.left({
          _tag: 'Truncated',
          ...where,
          part: 'header',
          got: n,
          expected: n < 4 ? 4 : 16,
        }),
      )
    },
  )

  test('a file cut off anywhere in its data is truncated', () => {
    for (let n = 16; n < file.length; n++) {
      expect(parse(file.subarray(0, n))).toEqual(
        E.left({ _tag: 'Truncated', ...where, part: 'data', got: n, expected: file.length }),
      )
    }
  })

  test('the messages of a truncated file tell where it ends and where it should', () => {
    expect(text(parse(file.subarray(0, 1)))).toMatchInlineSnapshot(`
      "mnist: train-images-idx3-ubyte ends too early: it has 1 byte, its header alone needs 4 bytes.
        Copy or download the file again."
    `)
    expect(text(parse(file.subarray(0, 10)))).toMatchInlineSnapshot(`
      "mnist: train-images-idx3-ubyte ends too early: it has 10 bytes, its header alone needs 16 bytes.
        Copy or download the file again."
    `)
    expect(text(parse(file.subarray(0, 33)))).toMatchInlineSnapshot(`
      "mnist: train-images-idx3-ubyte ends too early: it has 33 bytes, its header announces 34 bytes.
        Copy or download the file again."
    `)
  })

  test('bytes after the data are refused', () => {
    expect(text(parse(Uint8Array.of(...file, 0)))).toMatchInlineSnapshot(`
      "mnist: train-images-idx3-ubyte has 35 bytes, expected 34: its header announces 3 x 2 x 3 x uint8.
        Copy or download the file again."
    `)
  })

  test.each([
    ['a first byte that is not zero', [1, 0, 8, 3]],
    ['a second byte that is not zero', [0, 1, 8, 3]],
    ['a type that does not exist', [0, 0, 0x0a, 3]],
  ])('%s is no magic number', (_, magic) => {
    expect(tag(parse(Uint8Array.of(...magic, ...file.subarray(4))))).toBe('BadMagic')
  })

  test('a magic number of something else is shown', () => {
    const wanted = parseIdx(where, { rank: 3 })
    expect(text(parse(Uint8Array.of(0x50, 0x4b, 3, 4, 5)))).toMatchInlineSnapshot(`
      "mnist: train-images-idx3-ubyte starts with 50 4b 03 04, expected 00 00, a type of 08 to 0e, and a rank.
        It is not an IDX file of the right kind. Copy or download the file again."
    `)
    expect(text(wanted(encodeIdx([3], [1, 2, 3])))).toMatchInlineSnapshot(`
      "mnist: train-images-idx3-ubyte starts with 00 00 08 01, expected 00 00 08 03.
        It is not an IDX file of the right kind. Copy or download the file again."
    `)
    expect(text(wanted(encodeIdx([0, 2, 2], [], 0x0d)))).toMatchInlineSnapshot(`
      "mnist: train-images-idx3-ubyte starts with 00 00 0d 03, expected 00 00 08 03.
        It is not an IDX file of the right kind. Copy or download the file again."
    `)
    expect(text(wanted(new TextEncoder().encode('<!DOCTYPE html>')))).toMatchInlineSnapshot(`
      "mnist: train-images-idx3-ubyte starts with 3c 21 44 4f, expected 00 00 08 03.
        It looks like a web page, saved or served in place of the file."
    `)
  })

  test('lengths beyond all memory are only compared, never allocated', () => {
    const huge = new Uint8Array(4 + 4 * 255).fill(0xff)
    huge.set([0, 0, 0x0e, 255])
    expect(tag(parse(huge))).toBe('Truncated')
    expect(text(parse(encodeIdx([0xffffffff, 0xffffffff], [1])))).toMatchInlineSnapshot(`
      "mnist: train-images-idx3-ubyte ends too early: it has 13 bytes, its header announces 18,446,744,065,119,617,000 bytes.
        Copy or download the file again."
    `)
  })

  test('a length of zero makes an empty array, however long the others are', () => {
    expect(parse(encodeIdx([0xffffffff, 0, 0xffffffff], []))).toEqual(
      E.right({ type: 'uint8', shape: [0xffffffff, 0, 0xffffffff], bytes: new Uint8Array() }),
    )
  })
})
