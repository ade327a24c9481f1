/** The header of a file: what tensors there are, and where in the data. */
import type { Shape } from '@miniflow/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import { type Codec, codecOf, remedyFor } from './dtypes.js'
import { type FormatError, problem, quoted } from './error.js'
import { namesPrototype } from './names.js'
import { decode, duplicateName, isText, parseJson } from './text.js'

export const METADATA = '__metadata__'

/** One tensor: its name, what it is, and its bytes from begin to end, counted from the data's start. */
export interface Entry {
  readonly name: string
  readonly codec: Codec
  readonly shape: Shape
  readonly begin: number
  readonly end: number
}

export type Metadata = { readonly [key: string]: string }

export interface Header {
  readonly metadata: Metadata
  /** In the order of their bytes. */
  readonly entries: readonly Entry[]
  readonly data: Uint8Array
}

type Result<A> = E.Either<FormatError, A>
type Fields = { readonly [key: string]: unknown }

const refuse = (...args: Parameters<typeof problem>): Result<never> => E.left(problem(...args))

const DAMAGED = 'The file is damaged, or is not a safetensors file.'

/** The header's text and the bytes after it. */
const split = (bytes: Uint8Array): Result<{ readonly text: string; readonly data: Uint8Array }> => {
  if (bytes.length < 8)
    return refuse(
      'Truncated',
      `safetensors: got ${bytes.length} bytes; a file begins with 8 bytes for the length of its header.\n  ${DAMAGED}`,
    )
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true)
  if (length > BigInt(bytes.length - 8))
    return refuse(
      'Truncated',
      `safetensors: the header is said to be ${length} bytes long, and ${bytes.length - 8} follow.\n  ${DAMAGED}`,
    )
  const end = 8 + Number(length)
  return pipe(
    decode(bytes.subarray(8, end)),
    E.fromOption(() =>
      problem('BadHeader', `safetensors: the header is not UTF-8 text.\n  ${DAMAGED}`),
    ),
    E.map(text => ({ text, data: bytes.subarray(end) })),
  )
}

const isRecord = (x: unknown): x is Fields =>
  typeof x === 'object' && x !== null && !Array.isArray(x)

const isCount = (x: unknown): x is number =>
  Number.isSafeInteger(x) && (x as number) >= 0 && !Object.is(x, -0)

const areCounts = (x: unknown): x is readonly number[] => Array.isArray(x) && x.every(isCount)

/** The object that the header's text is. */
const parse = (text: string): Result<Fields> => {
  const json = text.startsWith('{') ? parseJson(text) : O.none
  if (O.isNone(json) || !isRecord(json.value))
    return refuse('BadHeader', `safetensors: the header is not a JSON object.\n  ${DAMAGED}`)
  const twice = duplicateName(text)
  return O.isSome(twice)
    ? refuse(
        'DuplicateName',
        `safetensors: the header names ${quoted(twice.value)} twice.\n  Write each tensor under a name of its own.`,
        twice.value,
      )
    : E.right(json.value)
}

const isKey = (name: string): boolean => name !== '__proto__' && isText(name)

const metadataIn = (given: unknown): Result<Metadata> =>
  given === undefined
    ? E.right({})
    : isRecord(given) &&
        Object.entries(given).every(
          ([key, value]) => isKey(key) && typeof value === 'string' && isText(value),
        )
      ? E.right(given as Metadata)
      : refuse(
          'BadMetadata',
          `safetensors: ${METADATA} is not a record of strings.\n  Write numbers and lists as text, such as JSON.`,
        )

const nameIn = (name: string): Result<string> =>
  isText(name) && !namesPrototype(name)
    ? E.right(name)
    : refuse(
        'BadName',
        `safetensors: a tensor is named ${quoted(name)}, which cannot be a key of a record.\n  Rename it before saving.`,
        name,
      )

const codecIn = (name: string, code: unknown): Result<Codec> => {
  if (typeof code !== 'string')
    return refuse(
      'BadEntry',
      `safetensors: the entry of ${quoted(name)} has no dtype.\n  ${DAMAGED}`,
      name,
    )
  const codec = codecOf(code)
  if (codec !== undefined) return E.right(codec)
  const remedy = remedyFor(code)
  return remedy === undefined
    ? refuse(
        'BadEntry',
        `safetensors: the dtype of ${quoted(name)} is ${quoted(code)}, which the format does not have.\n  ${DAMAGED}`,
        name,
      )
    : refuse(
        'UnsupportedDType',
        `safetensors: the tensor ${quoted(name)} is ${code}; tensors here are F32, F64, I32 or BOOL.\n  Convert it to ${remedy} before saving.`,
        name,
      )
}

/** One tensor's entry, whose bytes must be there and be as many as its shape and dtype need. */
const entryIn =
  (available: number) =>
  ([name, given]: readonly [string, unknown]): Result<Entry> => {
    const { dtype, shape, data_offsets: offsets }: Fields = isRecord(given) ? given : {}
    if (!areCounts(shape) || !areCounts(offsets) || offsets.length !== 2)
      return refuse(
        'BadEntry',
        `safetensors: the entry of ${quoted(name)} needs a shape and two data_offsets of whole numbers from 0 on.\n  ${DAMAGED}`,
        name,
      )
    const [begin, end] = offsets as readonly [number, number]
    if (end > available)
      return refuse(
        'Truncated',
        `safetensors: the data of ${quoted(name)} ends at byte ${end}, and there are ${available}.\n  The file is incomplete: copy or download it again.`,
        name,
      )
    return pipe(
      codecIn(name, dtype),
      E.bindTo('codec'),
      E.bind('name', () => nameIn(name)),
      E.chain(found => {
        const wanted = shape.reduce((size, n) => size * n, found.codec.width)
        return wanted === end - begin
          ? E.right({ ...found, shape, begin, end })
          : refuse(
              'WrongSize',
              `safetensors: ${quoted(name)} has shape [${shape.slice(0, 20).join(',')}] of ${found.codec.code}, which is ${wanted} bytes, and its data_offsets hold ${end - begin}.\n  ${DAMAGED}`,
              name,
            )
      }),
    )
  }

/** Tensors one after the other from the first byte of the data to the last. */
const inOrder = (entries: readonly Entry[], available: number): Result<readonly Entry[]> => {
  const sorted = [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)
  const wrong = sorted.findIndex(({ begin }, i) => begin !== (sorted[i - 1]?.end ?? 0))
  const entry = sorted[wrong]
  const before = sorted[wrong - 1]
  const used = sorted.at(-1)?.end ?? 0
  if (entry !== undefined)
    return before !== undefined && entry.begin < before.end
      ? refuse(
          'Overlap',
          `safetensors: the data of ${quoted(entry.name)} begins at byte ${entry.begin}, inside of that of ${quoted(before.name)}, which ends at ${before.end}.\n  ${DAMAGED}`,
          entry.name,
        )
      : refuse(
          'Gap',
          `safetensors: nothing is said of the bytes ${before?.end ?? 0} to ${entry.begin} of the data.\n  ${DAMAGED}`,
          entry.name,
        )
  return used === available
    ? E.right(sorted)
    : refuse(
        'Gap',
        `safetensors: the last tensor ends at byte ${used}, and there are ${available} bytes of data.\n  ${DAMAGED}`,
      )
}

/** Reads a header and checks every claim in it; nothing is allocated for what it claims. */
export const readHeader = (bytes: Uint8Array): Result<Header> =>
  pipe(
    split(bytes),
    E.bind('fields', ({ text }) => parse(text)),
    E.bind('metadata', ({ fields }) =>
      metadataIn(Object.hasOwn(fields, METADATA) ? fields[METADATA] : undefined),
    ),
    E.bind('entries', ({ fields, data }) =>
      pipe(
        Object.entries(fields).filter(([name]) => name !== METADATA),
        E.traverseArray(entryIn(data.length)),
        E.chain(entries => inOrder(entries, data.length)),
      ),
    ),
    E.map(({ metadata, entries, data }) => ({ metadata, entries, data })),
  )
