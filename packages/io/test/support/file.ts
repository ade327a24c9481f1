/** Files put together by hand, right or wrong. */
import * as E from 'fp-ts/lib/Either.js'
import { type FormatError, fromSafetensors, type Tree } from '../../src/index.js'

const utf8 = new TextEncoder()

/** A header (an object, or text as it is) and data behind its length. */
export const file = (header: unknown, data: ArrayLike<number> = []): Uint8Array => {
  const text =
    header instanceof Uint8Array
      ? header
      : utf8.encode(typeof header === 'string' ? header : JSON.stringify(header))
  const bytes = new Uint8Array(8 + text.length + data.length)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true)
  bytes.set(text, 8)
  bytes.set(Array.from(data), 8 + text.length)
  return bytes
}

export const right = (bytes: Uint8Array): Tree => {
  const read = fromSafetensors(bytes)
  if (E.isLeft(read)) throw new Error(read.left.message)
  return read.right
}

export const left = (bytes: Uint8Array): FormatError => {
  const read = fromSafetensors(bytes)
  if (E.isRight(read)) throw new Error('the file was accepted')
  return read.left
}
