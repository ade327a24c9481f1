/** From the bytes of a file as stored to its array: unpack, parse, checksum. Node only. */
import { createHash } from 'node:crypto'
import { constants, gunzip, type ZlibOptions } from 'node:zlib'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Loaded } from './assemble.js'
import type { BadGzip, ChecksumMismatch, DatasetError, Where } from './error.js'
import { type DataFile, rank } from './files.js'
import { parseIdx } from './idx.js'

/** One more step of the story of a file: what it should be, and its SHA-256 if that is known. */
export interface Wanted {
  readonly file: DataFile
  /** Of the file as stored or of the data in it, whichever its publisher states. */
  readonly sha256: string | undefined
}

export const decode =
  (where: Where, { file, sha256: expected }: Wanted) =>
  (stored: Uint8Array): TE.TaskEither<DatasetError, Loaded> =>
    pipe(
      unpack(where)(stored),
      TE.chainEitherKW(data =>
        pipe(
          parseIdx(where, { rank: rank[file] })(data),
          E.map(idx => ({ where, idx, sha256: sha256(data) })),
        ),
      ),
      TE.chainEitherKW(loaded => checked(where, expected, stored)(loaded)),
    )

export const sha256 = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex')

const checked =
  (where: Where, expected: string | undefined, stored: Uint8Array) =>
  (loaded: Loaded): E.Either<ChecksumMismatch, Loaded> =>
    expected === undefined || expected === loaded.sha256 || expected === sha256(stored)
      ? E.right(loaded)
      : E.left({ _tag: 'ChecksumMismatch', ...where, got: loaded.sha256, expected })

// Larger than any set in IDX form; a gzip file of a megabyte can unpack to a thousand.
const largest = 2 ** 30

// In pieces of the default 16 KB, unpacking MNIST takes twice as long and leaves its heap fragmented.
const options: ZlibOptions = { chunkSize: 2 ** 20, maxOutputLength: largest }

/** The data in a gzip file, recognised by its first two bytes; any other file as it is. */
const unpack =
  (where: Where) =>
  (stored: Uint8Array): TE.TaskEither<BadGzip, Uint8Array> =>
    stored[0] === 0x1f && stored[1] === 0x8b
      ? () =>
          new Promise(resolve =>
            gunzip(stored, options, (error, data) =>
              resolve(
                error === null
                  ? E.right(data)
                  : E.left({ _tag: 'BadGzip', ...where, reason: reason(error) }),
              ),
            ),
          )
      : TE.right(stored)

const reason = (error: NodeJS.ErrnoException): string =>
  error.errno === constants.Z_BUF_ERROR
    ? 'the gzip stream ends too early'
    : error.code === 'ERR_BUFFER_TOO_LARGE'
      ? 'it unpacks to more than 1 GB'
      : 'the gzip stream is damaged'
