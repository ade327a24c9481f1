/** The contents of a part: the bytes so far, and what they are the beginning of. Node only. */
import { constants, type FileHandle, open, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import type { Failure, Held } from './http.js'
import { ignoring } from './system.js'

export const bodyOf = (part: string): string => join(part, 'body')

const identityOf = (part: string): string => join(part, 'identity.json')

/** Notes down what the bytes to come are bytes of, before the first of them. */
export const identify = (part: string, url: string, { total, validator }: Held): Promise<void> =>
  validator === undefined
    ? rm(identityOf(part), { force: true })
    : writeFile(identityOf(part), JSON.stringify({ url, total, validator }))

/** What a part holds, if that can be continued from `url`. */
export const resumable = async (part: string, url: string): Promise<O.Option<Held>> => {
  const text = await readFile(identityOf(part), 'utf8').catch(ignoring('ENOENT'))
  const received = await stat(bodyOf(part)).then(({ size }) => size, ignoring('ENOENT'))
  return text === false || received === false ? O.none : parseIdentity(text, url, received)
}

// A crash while it was written leaves half a text, which is no JSON.
const parseIdentity = (text: string, url: string, received: number): O.Option<Held> =>
  O.Chain.chain(
    O.tryCatch((): unknown => JSON.parse(text)),
    identity =>
      isIdentity(identity) && identity.url === url
        ? O.some({ received, total: identity.total, validator: identity.validator })
        : O.none,
  )

interface Identity {
  readonly url: string
  readonly total: number | undefined
  readonly validator: string
}

const isIdentity = (value: unknown): value is Identity =>
  typeof value === 'object' &&
  value !== null &&
  'url' in value &&
  'validator' in value &&
  typeof value.validator === 'string' &&
  (!('total' in value) || typeof value.total === 'number')

/**
 * Writes chunks from `start` on, drops whatever was behind it, and flushes; `onChunk` is told the
 * new length.
 */
export const write = async (
  part: string,
  start: number,
  chunks: AsyncIterable<E.Either<Failure, Uint8Array>>,
  onChunk: (received: number) => void,
): Promise<{ readonly received: number; readonly broken: O.Option<Failure> }> => {
  const file = await open(bodyOf(part), constants.O_WRONLY | constants.O_CREAT)
  let received = start
  try {
    await file.truncate(start)
    for await (const chunk of chunks) {
      if (E.isLeft(chunk)) return { received, broken: O.some(chunk.left) }
      await writeAt(file, chunk.right, received)
      received += chunk.right.length
      onChunk(received)
    }
    await file.sync()
    return { received, broken: O.none }
  } finally {
    await file.close()
  }
}

// One write may take less than it was given.
const writeAt = async (file: FileHandle, bytes: Uint8Array, position: number): Promise<void> => {
  const { bytesWritten } = await file.write(bytes, 0, bytes.length, position)
  if (bytesWritten < bytes.length)
    await writeAt(file, bytes.subarray(bytesWritten), position + bytesWritten)
}
