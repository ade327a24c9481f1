/** Files of a web address, kept on disk once they are known to be whole. Node only. */
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Loaded } from './assemble.js'
import { bodyOf } from './body.js'
import { decode, sha256, type Wanted } from './decode.js'
import { fromDirectory, read } from './disk.js'
import { download } from './download.js'
import type { DatasetError, Where } from './error.js'
import { type DataFile, namesOnServer } from './files.js'
import { claim, discard, giveBack, publish } from './part.js'
import { isSystemError, refused } from './system.js'

/** How far the download of one file is. */
export interface Progress {
  readonly file: DataFile
  /** Bytes that are there, those of an earlier, interrupted download among them. */
  readonly received: number
  /** Bytes in all, if the server tells. */
  readonly total: number | undefined
}

/** A folder on a server, and the folder that mirrors it here. */
export interface Site {
  readonly url: URL
  readonly folder: string
  readonly prefix: string
  readonly onProgress: (progress: Progress) => void
  readonly signal: AbortSignal | undefined
}

/**
 * The folder of `cache` for an address. Each address has its own, since different sets have files
 * of the same names.
 */
export const folderFor = (cache: string, { host, pathname, href }: URL): string => {
  const readable = `${host}${pathname}`.replace(/[^a-z0-9.]+/gi, '-').replace(/^-|-$/g, '')
  return join(
    cache,
    `${readable.slice(0, 80)}-${sha256(new TextEncoder().encode(href)).slice(0, 8)}`,
  )
}

/**
 * One file of the set: the one kept if it is whole and the one wanted, and a new download
 * otherwise. A download gets its name in the folder only after it has arrived, unpacked, parsed and
 * matched its checksum.
 */
export const fromSite =
  (site: Site) =>
  (wanted: Wanted): TE.TaskEither<DatasetError, Loaded> =>
    pipe(
      fromDirectory(site.folder, site.prefix, 'url')(wanted),
      TE.orElse(() => firstFound(site, wanted)),
    )

// A server tells that a name is not there only when it is asked for it.
const firstFound = (site: Site, wanted: Wanted): TE.TaskEither<DatasetError, Loaded> => {
  const tried = namesOnServer(wanted.file, site.prefix)
  const nowhere: DatasetError = {
    _tag: 'NotFound',
    file: addressOf(site.url, site.prefix + wanted.file),
    source: 'url',
    tried,
    found: [],
  }
  const orNext = (next: () => TE.TaskEither<DatasetError, Loaded>) =>
    TE.orElse((error: DatasetError) => (error._tag === 'NotFound' ? next() : TE.left(error)))
  return pipe(
    tried.reduce(
      (before, name) =>
        pipe(
          before,
          orNext(() => fetched(site, wanted, name)),
        ),
      TE.left<DatasetError, Loaded>(nowhere),
    ),
    orNext(() => TE.left(nowhere)),
  )
}

const fetched = (
  { url, folder, onProgress, signal }: Site,
  wanted: Wanted,
  name: string,
): TE.TaskEither<DatasetError, Loaded> => {
  const where: Where = { file: addressOf(url, name), source: 'url' }
  const kept: Where = { file: join(folder, name), source: 'url' }
  const onBytes = (received: number, total: number | undefined): void =>
    onProgress({ file: wanted.file, received, total })
  return withPart(kept, folder, name, part =>
    pipe(
      () => download({ url: where.file, part, onBytes, signal }),
      TE.chainW(() => read({ ...where, file: bodyOf(part) })),
      TE.chainW(decode(where, wanted)),
      TE.chainFirst(() => TE.fromTask(() => publish(part, kept.file))),
      TE.map(loaded => ({ ...loaded, where: kept })),
    ),
  )
}

const addressOf = (base: URL, name: string): string => {
  const address = new URL(base)
  address.pathname = `${base.pathname.replace(/\/$/, '')}/${name}`
  return address.href
}

/**
 * Runs `use` on a part of its own, which stays for the next attempt only if that can go on from it.
 */
const withPart =
  <A>(
    where: Where,
    folder: string,
    name: string,
    use: (part: string) => TE.TaskEither<DatasetError, A>,
  ): TE.TaskEither<DatasetError, A> =>
  async () => {
    try {
      const part = await claim(folder, name)
      const result = await use(part)().catch(async error => {
        await discard(part)
        throw error
      })
      await (resumes(result) ? giveBack(part, name) : discard(part))
      return result
    } catch (error) {
      if (isSystemError(error)) return E.left(refused(where, 'write')(error))
      throw error
    }
  }

const resumes = (result: E.Either<DatasetError, unknown>): boolean =>
  E.isLeft(result) && 'received' in result.left && result.left.received > 0
