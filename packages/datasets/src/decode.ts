/** From the bytes of a file as stored to its array: unpack, parse, checksum. Node only. */
import { createHash } from 'node:crypto'
import { constants, gunzip, gunzipSync } from 'node:zlib'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Loaded } from './assemble.js'
import {
  type BadGzip,
  type ChecksumMismatch,
  type DatasetError,
  showBytes,
  type Where,
} from './error.js'
import { type DataFile, rank } from './files.js'
import { parseIdx, readHeader } from './idx.js'

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
      unpack(where, file)(stored),
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

// Larger than any set in IDX form. A gzip file can unpack to a thousand times its size.
const largest = 2 ** 30

/**
 * The data in a gzip file, recognised by its first two bytes; any other file as it is. No more is
 * unpacked than the header of the data announces, and nothing if that is the header of something
 * else.
 */
const unpack =
  (where: Where, file: DataFile) =>
  (stored: Uint8Array): TE.TaskEither<DatasetError, Uint8Array> => {
    if (!isPacked(stored)) return TE.right(stored)
    const header = readHeader(where, { rank: rank[file] })(firstBytes(stored))
    return E.isLeft(header) && header.left._tag === 'BadMagic'
      ? TE.left(header.left)
      : gunzipped(where, E.isRight(header) ? header.right.length : BigInt(largest))(stored)
  }

const isPacked = (stored: Uint8Array): boolean => stored[0] === 0x1f && stored[1] === 0x8b

/** What the first 4 KB unpack to; nothing if they do not. */
const firstBytes = (stored: Uint8Array): Uint8Array => {
  try {
    return gunzipSync(stored.subarray(0, 4096), { finishFlush: constants.Z_SYNC_FLUSH })
  } catch {
    return new Uint8Array()
  }
}

const gunzipped =
  (where: Where, announced: bigint) =>
  (stored: Uint8Array): TE.TaskEither<BadGzip, Uint8Array> =>
  () => {
    const limit = announced < largest ? Number(announced) : largest
    // in pieces of the default 16 KB, unpacking MNIST takes twice as long and twice the memory
    const options = { chunkSize: 2 ** 20, maxOutputLength: limit }
    return new Promise(resolve =>
      gunzip(stored, options, (error, data) =>
        resolve(
          error === null
            ? E.right(data)
            : E.left({ _tag: 'BadGzip', ...where, reason: reason(error, limit) }),
        ),
      ),
    )
  }

const reason = ({ errno, code }: NodeJS.ErrnoException, limit: number): string =>
  errno === constants.Z_BUF_ERROR
    ? 'the gzip stream ends too early'
    : code === 'ERR_BUFFER_TOO_LARGE'
      ? `it holds more than ${showBytes(limit)}`
      : 'the gzip stream is damaged'
