/** Four IDX arrays become a dataset, if their counts agree and every label is a class. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { BadLabel, CountMismatch, Where } from './error.js'
import type { Checksums, DataFile } from './files.js'
import type { Idx } from './idx.js'
import { makeSplit, type Split, subset } from './split.js'

/** One file, read: where it was, its array, and the SHA-256 of its unpacked bytes. */
export interface Loaded {
  readonly where: Where
  readonly idx: Idx
  readonly sha256: string
}

/**
 * A set of labelled images in three splits.
 *
 * The training file gives `train` and, from its end, `validation`: one image in twelve, so 55,000
 * and 5,000 for MNIST. The test file gives `test`. All three keep the order of the file.
 */
export interface Mnist<Pixels extends number = 784> {
  readonly train: Split<Pixels>
  readonly validation: Split<Pixels>
  readonly test: Split<Pixels>
  /** Labels are 0..classes-1. */
  readonly classes: number
  /**
   * SHA-256 of each unpacked file, whatever its name was: what a run should note down to be
   * repeatable.
   */
  readonly files: Checksums
}

export const assemble = (
  files: Readonly<Record<DataFile, Loaded>>,
  classes: number,
): E.Either<CountMismatch | BadLabel, Mnist<number>> =>
  pipe(
    E.Do,
    E.bind('training', () =>
      labelled(files['train-images-idx3-ubyte'], files['train-labels-idx1-ubyte'], classes),
    ),
    E.bind('test', () =>
      labelled(files['t10k-images-idx3-ubyte'], files['t10k-labels-idx1-ubyte'], classes),
    ),
    E.chainFirstW(({ training, test }) =>
      sameSize(training, test, files['train-images-idx3-ubyte'], files['t10k-images-idx3-ubyte']),
    ),
    E.map(({ training, test }) => {
      const cut = training.size - Math.floor(training.size / 12)
      return Object.freeze({
        train: subset(training, 0, cut),
        validation: subset(training, cut, training.size),
        test,
        classes,
        files: Object.freeze({
          'train-images-idx3-ubyte': files['train-images-idx3-ubyte'].sha256,
          'train-labels-idx1-ubyte': files['train-labels-idx1-ubyte'].sha256,
          't10k-images-idx3-ubyte': files['t10k-images-idx3-ubyte'].sha256,
          't10k-labels-idx1-ubyte': files['t10k-labels-idx1-ubyte'].sha256,
        }),
      })
    }),
  )

const labelled = (
  images: Loaded,
  labels: Loaded,
  classes: number,
): E.Either<CountMismatch | BadLabel, Split<number>> => {
  const [count = 0, height = 0, width = 0] = images.idx.shape
  const { bytes } = labels.idx
  if (bytes.length !== count)
    return mismatch(
      labels.where,
      'labels',
      bytes.length,
      count,
      `one for each image of ${images.where.file}`,
    )
  if (height === 0 || width === 0)
    return mismatch(images.where, 'pixels an image', 0, 1, 'an image has one at least')
  const index = bytes.findIndex(label => label >= classes)
  return index >= 0
    ? E.left({ _tag: 'BadLabel', ...labels.where, index, got: bytes[index] ?? 0, classes })
    : E.right(
        makeSplit({ area: height * width, pixels: images.idx.bytes, labels: bytes }, height, width),
      )
}

const sameSize = (
  a: Split<number>,
  b: Split<number>,
  { where: first }: Loaded,
  { where: second }: Loaded,
): E.Either<CountMismatch, void> =>
  a.height !== b.height
    ? mismatch(second, 'rows an image', b.height, a.height, `as in ${first.file}`)
    : a.width !== b.width
      ? mismatch(second, 'columns an image', b.width, a.width, `as in ${first.file}`)
      : E.right(undefined)

const mismatch = (
  where: Where,
  what: string,
  got: number,
  expected: number,
  because: string,
): E.Either<CountMismatch, never> =>
  E.left({ _tag: 'CountMismatch', ...where, what, got, expected, because })
