/** Reading files of a folder, with the system's refusals as data. Node only. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Loaded } from './assemble.js'
import { decode, type Wanted } from './decode.js'
import type { DatasetError, FileSystem, NotFound, Source, Where } from './error.js'
import { namesOnDisk } from './files.js'
import { refused } from './system.js'

/** One file of the set in a folder, under whichever of its names it is there. */
export const fromDirectory =
  (directory: string, prefix: string, source: Source) =>
  (wanted: Wanted): TE.TaskEither<DatasetError, Loaded> =>
    pipe(
      list(directory, source),
      TE.chainW(present =>
        pipe(
          namesOnDisk(wanted.file, prefix),
          RA.findFirst(name => present.includes(name)),
          TE.fromOption(() => absent(directory, prefix, source, wanted, present)),
        ),
      ),
      TE.map((name): Where => ({ file: join(directory, name), source })),
      TE.chainW(where => pipe(read(where), TE.chainW(decode(where, wanted)))),
    )

export const read = (where: Where): TE.TaskEither<NotFound | FileSystem, Uint8Array> =>
  TE.tryCatch(() => readFile(where.file), refused(where, 'read'))

const list = (
  directory: string,
  source: Source,
): TE.TaskEither<NotFound | FileSystem, ReadonlyArray<string>> =>
  TE.tryCatch(() => readdir(directory), refused({ file: directory, source }, 'read'))

const absent = (
  directory: string,
  prefix: string,
  source: Source,
  { file }: Wanted,
  present: ReadonlyArray<string>,
): NotFound => ({
  _tag: 'NotFound',
  file: join(directory, prefix + file),
  source,
  tried: namesOnDisk(file, prefix),
  found: present.filter(name => namesOnDisk(file, '').some(usual => name.endsWith(usual))),
})
