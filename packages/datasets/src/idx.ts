/** The IDX format: `0 0 type rank`, then one big-endian length per axis, then the elements. */
import * as E from 'fp-ts/lib/Either.js'
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

/** An array of any rank, its elements still the file's own bytes (big-endian, last axis fastest). */
export interface Idx {
  readonly type: (typeof elements)[Code][0]
  readonly shape: ReadonlyArray<number>
  /** A view of the input, not a copy. */
  readonly bytes: Uint8Array
}

export type IdxError = BadMagic | Truncated | CountMismatch

/** Two hexadecimal digits a byte: `00 00 08 03`. */
export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join(' ')

/**
 * Reads an IDX file, of any type and rank or only of bytes of the rank wanted. It never throws, and
 * allocates nothing: the header's lengths are only ever compared with the length of the input.
 */
export const parseIdx =
  (where: Where, wanted?: { readonly rank: number }) =>
  (input: Uint8Array): E.Either<IdxError, Idx> => {
    const [zero, alsoZero, code, rank] = input
    if (zero === undefined || alsoZero === undefined || code === undefined || rank === undefined)
      return tooShort(where, 'header', input, 4)
    if (wanted !== undefined && (zero || alsoZero || code !== 0x08 || rank !== wanted.rank))
      return badMagic(where, input, hex(Uint8Array.of(0, 0, 0x08, wanted.rank)))
    if (zero || alsoZero || !isCode(code))
      return badMagic(where, input, '00 00, a type of 08 to 0e, and a rank')

    const header = 4 + 4 * rank
    if (input.length < header) return tooShort(where, 'header', input, header)

    const [type, width] = elements[code]
    const view = new DataView(input.buffer, input.byteOffset, header)
    const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis))
    // 255 lengths of up to 2^32 leave the exact integers of a float64 far behind
    const expected = shape.reduce((n, length) => n * BigInt(length), BigInt(width)) + BigInt(header)

    if (expected > input.length) return tooShort(where, 'data', input, Number(expected))
    if (expected < input.length)
      return E.left({
        _tag: 'CountMismatch',
        ...where,
        what: 'bytes',
        got: input.length,
        expected: Number(expected),
        because: `its header announces ${[...shape, type].join(' x ')}`,
      })
    return E.right({ type, shape, bytes: input.subarray(header) })
  }

const badMagic = (where: Where, input: Uint8Array, expected: string): E.Either<BadMagic, never> =>
  E.left({ _tag: 'BadMagic', ...where, got: hex(input.subarray(0, 4)), expected })

const tooShort = (
  where: Where,
  part: Truncated['part'],
  input: Uint8Array,
  expected: number,
): E.Either<Truncated, never> =>
  E.left({ _tag: 'Truncated', ...where, part, got: input.length, expected })
