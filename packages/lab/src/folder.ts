/** The folder for the results: tried before training, and written to in a way that leaves nothing half-written. */
import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as TE from 'fp-ts/lib/TaskEither.js'

export type Files = Readonly<Record<string, string | Uint8Array>>

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'it may not be written to',
  EEXIST: 'it is a file, not a folder',
  EISDIR: 'a name in it is taken by a folder',
  ENOTDIR: 'a part of the path is a file, not a folder',
  ENOSPC: 'the disk is full',
  EPERM: 'it may not be written to',
  EROFS: 'the disk is read-only',
}

const sentence =
  (folder: string) =>
  (error: unknown): string => {
    if (!(error instanceof Error && 'syscall' in error && 'code' in error)) throw error
    const code = String(error.code)
    return `--out: ${folder} cannot be written to: ${reasons[code] ?? code}.`
  }

/** Makes the folder if need be, and finds out whether files can be written there; else a sentence. */
export const prepare = (folder: string): TE.TaskEither<string, void> =>
  TE.tryCatch(async () => {
    await mkdir(folder, { recursive: true })
    const probe = join(folder, temporary('probe'))
    await writeWhole(probe, '')
    await rm(probe)
  }, sentence(folder))

/** Writes all files, or none: each gets its name, in order, once all are on the disk. */
export const writeAll = (folder: string, files: Files): TE.TaskEither<string, void> =>
  TE.tryCatch(async () => {
    const parts = Object.entries(files).map(([name, content]) => ({
      part: join(folder, temporary(name)),
      file: join(folder, name),
      content,
    }))
    try {
      for (const { part, content } of parts) await writeWhole(part, content)
      for (const { part, file } of parts) await rename(part, file)
    } finally {
      await Promise.all(parts.map(({ part }) => rm(part, { force: true })))
    }
  }, sentence(folder))

const temporary = (name: string): string => `.${name}.${randomUUID()}.part`

/** Written and flushed, so that a rename never brings a name before its bytes. */
const writeWhole = async (file: string, content: string | Uint8Array): Promise<void> => {
  const handle = await open(file, 'wx')
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
}
