import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { assemble } from '../src/assemble.js'
import { type DatasetError, showDatasetError } from '../src/error.js'
import type { DataFile } from '../src/files.js'
import { parseIdx } from '../src/idx.js'
import { encodeIdx, type Files, images, labels, smallSet } from './support/idx.js'

const loaded = (files: Files) => {
  const one = (file: DataFile) => {
    const where = { file, source: 'directory' } as const
    const idx = parseIdx(where)(files[file])
    if (E.isLeft(idx)) throw new Error(showDatasetError(idx.left))
    return { where, idx: idx.right, sha256: `of ${file}` }
  }
  return {
    'train-images-idx3-ubyte': one('train-images-idx3-ubyte'),
    'train-labels-idx1-ubyte': one('train-labels-idx1-ubyte'),
    't10k-images-idx3-ubyte': one('t10k-images-idx3-ubyte'),
    't10k-labels-idx1-ubyte': one('t10k-labels-idx1-ubyte'),
  }
}

const assembled = (files: Partial<Files>, classes = 10) =>
  assemble(loaded({ ...smallSet(), ...files }), classes)

const text = (result: E.Either<DatasetError, unknown>): string =>
  E.isLeft(result) ? showDatasetError(result.left) : 'no error'

describe('assemble', () => {
  test('one training image in twelve, from the end, is held out for validation', () => {
    const result = assembled({})
    expect(result).toMatchObject(
      E.right({ train: { size: 22 }, validation: { size: 2 }, test: { size: 5 }, classes: 10 }),
    )
    if (E.isRight(result)) {
      expect(result.right.train.label(21)).toBe(21 % 10)
      expect(result.right.validation.labels()).toEqual(Uint8Array.of(22 % 10, 23 % 10))
      expect(result.right.validation.image(1)).toEqual(
        Uint8Array.from({ length: 6 }, (_, p) => 7 * 23 + p),
      )
    }
  })

  test('fewer than twelve training images leave nothing to validate on', () => {
    expect(assembled(smallSet(11, 1))).toMatchObject(
      E.right({ train: { size: 11 }, validation: { size: 0 } }),
    )
  })

  test('the checksums of the files are passed on by canonical name', () => {
    expect(assembled({})).toMatchObject(
      E.right({ files: { 't10k-labels-idx1-ubyte': 'of t10k-labels-idx1-ubyte' } }),
    )
  })

  test('as many labels as images are needed, in either pair of files', () => {
    expect(text(assembled({ 'train-labels-idx1-ubyte': labels(23) }))).toMatchInlineSnapshot(`
      "mnist: train-labels-idx1-ubyte has 23 labels, expected 24: one for each image of train-images-idx3-ubyte.
        Take all four files from one and the same set."
    `)
    expect(text(assembled({ 't10k-images-idx3-ubyte': images(4) }))).toMatchInlineSnapshot(`
      "mnist: t10k-labels-idx1-ubyte has 5 labels, expected 4: one for each image of t10k-images-idx3-ubyte.
        Take all four files from one and the same set."
    `)
  })

  test('test images have the size of training images', () => {
    expect(text(assembled({ 't10k-images-idx3-ubyte': images(5, 3, 3) }))).toMatchInlineSnapshot(`
      "mnist: t10k-images-idx3-ubyte has 3 rows an image, expected 2: as in train-images-idx3-ubyte.
        Take all four files from one and the same set."
    `)
    expect(text(assembled({ 't10k-images-idx3-ubyte': images(5, 2, 2) }))).toMatchInlineSnapshot(`
      "mnist: t10k-images-idx3-ubyte has 2 columns an image, expected 3: as in train-images-idx3-ubyte.
        Take all four files from one and the same set."
    `)
  })

  test('images without pixels are refused', () => {
    expect(text(assembled(smallSet(24, 5, 0, 3)))).toMatchInlineSnapshot(`
      "mnist: train-images-idx3-ubyte has 0 pixels an image, expected 1: an image has one at least.
        Copy or download the file again."
    `)
  })

  test('a label that is no class is refused with its file and index', () => {
    const bad = encodeIdx([5], [0, 1, 2, 10, 255])
    expect(text(assembled({ 't10k-labels-idx1-ubyte': bad }))).toMatchInlineSnapshot(`
      "mnist: t10k-labels-idx1-ubyte has label 10 at index 3, expected 0..9.
        If the set has more than 10 classes, give { classes }. Copy or download the file again."
    `)
    expect(text(assembled({}, 4))).toMatchInlineSnapshot(`
      "mnist: train-labels-idx1-ubyte has label 4 at index 4, expected 0..3.
        If the set has more than 4 classes, give { classes }. Copy or download the file again."
    `)
  })

  test('more classes than ten can be asked for', () => {
    const letters = encodeIdx([5], [0, 1, 2, 10, 46])
    expect(E.isRight(assembled({ 't10k-labels-idx1-ubyte': letters }, 47))).toBe(true)
  })
})
