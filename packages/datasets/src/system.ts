/** What the operating system refuses, as data. */
import type { FileSystem, NotFound, Where } from './error.js'

/** What the system says, in our words: a missing file, or its code. */
export const refused =
  (where: Where, action: FileSystem['action']) =>
  (error: unknown): NotFound | FileSystem => {
    const code = errorCode(error)
    return code === 'ENOENT' && action === 'read'
      ? { _tag: 'NotFound', ...where, tried: [], found: [] }
      : { _tag: 'FileSystem', ...where, action, code }
  }

/** The `code` that Node puts on its errors. */
export const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'unknown'

/** Whether a file operation failed, and not something of ours or of the caller's. */
export const isSystemError = (error: unknown): boolean =>
  error instanceof Error && 'syscall' in error

/** For `catch`: false if the error has this code, and the error itself otherwise. */
export const ignoring =
  (code: string) =>
  (error: unknown): false => {
    if (errorCode(error) === code) return false
    throw error
  }
