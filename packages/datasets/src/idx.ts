/** The IDX format: `0 0 type rank`, then one big-endian length per axis, then the elements. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { BadMagic, CountMismatch, Truncated, Where } from './error.js'

/** Element types by their code in the third byte, with their size in bytes. */
const elements = {
  0x08: ['uint8', 1],
  0x09: ['int8', 1],
  0x0b: ['int16', 2],
  0x0c: ['int32', 4],
  0x0d: ['float32', 4],
  0x0e: ['float64', 8],
} as const

type Code = keyof typeof elements

const isCode = (code: number): code is Code => code in elements

/**
 * An array of any rank, its elements still the file's own bytes (big-endian, last axis fastest).
 */
export interface Idx {
  readonly type: (typeof elements)[Code][0]
  readonly shape: ReadonlyArray<number>
  /** A view of the input, not a copy; never a Node `Buffer`. */
  readonly bytes: Uint8Array
}

export type IdxError = BadMagic | Truncated | CountMismatch

/** Two hexadecimal digits a byte: `00 00 08 03`. */
const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join(' ')

/** What the first bytes of a file say of it. */
export interface Header {
  readonly type: Idx['type']
  readonly shape: ReadonlyArray<number>
  /** Bytes of the header itself. */
  readonly offset: number
  /** Bytes of the whole file; no promise that they are there. */
  readonly length: bigint
}

/** The header alone, of any type and rank or only of bytes of the rank wanted. */
export const readHeader =
  (where: Where, wanted?: { readonly rank: number }) =>
  (input: Uint8Array): E.Either<BadMagic | Truncated, Header> => {
    const [zero, alsoZero, code, rank] = input
    if (zero === undefined || alsoZero === undefined || code === undefined || rank === undefined)
      return tooShort(where, 'header', input, 4)
    if (wanted !== undefined && (zero || alsoZero || code !== 0x08 || rank !== wanted.rank))
      return badMagic(where, input, hex(Uint8Array.of(0, 0, 0x08, wanted.rank)))
    if (zero || alsoZero || !isCode(code))
      return badMagic(where, input, '00 00, a type of 08 to 0e, and a rank')

    const offset = 4 + 4 * rank
    if (input.length < offset) return tooShort(where, 'header', input, offset)

    const [type, width] = elements[code]
    const view = new DataView(input.buffer, input.byteOffset, offset)
    const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis))
    // 255 lengths of up to 2^32 leave the exact integers of a float64 far behind
    const length = shape.reduce((n, m) => n * BigInt(m), BigInt(width)) + BigInt(offset)
    return E.right({ type, shape, offset, length })
  }

/**
 * Reads an IDX file. It never throws, and allocates nothing: what the header announces is only ever
 * compared with the length of the input.
 */
export const parseIdx =
  (where: Where, wanted?: { readonly rank: number }) =>
  (input: Uint8Array): E.Either<IdxError, Idx> =>
    pipe(
      readHeader(where, wanted)(input),
      E.chainW(({ type, shape, offset, length }): E.Either<IdxError, Idx> => {
        if (length > input.length) return tooShort(where, 'data', input, Number(length))
        if (length < input.length)
          return E.left({
            _tag: 'CountMismatch',
            ...where,
            what: 'bytes',
            got: input.length,
            expected: Number(length),
            because: `its header announces ${[...shape, type].join(' x ')}`,
          })
        // not subarray, which of a Buffer is a Buffer, whose slice copies nothing
        const bytes = new Uint8Array(input.buffer, input.byteOffset + offset, input.length - offset)
        return E.right({ type, shape, bytes })
      }),
    )

const badMagic = (where: Where, input: Uint8Array, expected: string): E.Either<BadMagic, never> =>
  E.left({ _tag: 'BadMagic', ...where, got: hex(input.subarray(0, 4)), expected })

const tooShort = (
  where: Where,
  part: Truncated['part'],
  input: Uint8Array,
  expected: number,
): E.Either<Truncated, never> =>
  E.left({ _tag: 'Truncated', ...where, part, got: input.length, expected })
