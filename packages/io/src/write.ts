/** From a tree of tensors to bytes. */
import {
  ArgumentError,
  type DType,
  MiniflowError,
  type Tensor,
  TreeError,
  tree,
} from '@miniflow/core'
import * as O from 'fp-ts/lib/Option.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import { type Codec, codecs } from './dtypes.js'
import { EMPTY, emptyAsMetadata } from './empty.js'
import { quoted } from './error.js'
import { METADATA, type Metadata } from './header.js'
import { emptyBranches, MAX_DEPTH, MAX_LENGTH, namesPrototype, nested } from './names.js'
import { encode, isText } from './text.js'

type ErrorClass = new (where: string, problem: string, fix?: string) => MiniflowError

const inOwnName = <A>(f: () => A): A => {
  try {
    return f()
  } catch (error) {
    if (error instanceof MiniflowError)
      throw new (error.constructor as ErrorClass)('toSafetensors', error.problem, error.fix)
    throw error
  }
}

/** An object as `{ ... }` writes it: an instance of a class is no record of strings. */
const isRecord = (x: unknown): x is Readonly<Record<string, unknown>> => {
  if (typeof x !== 'object' || x === null || Array.isArray(x)) return false
  const prototype: unknown = Object.getPrototypeOf(x)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

const checkMetadata = (metadata: unknown): Metadata => {
  if (!isRecord(metadata))
    throw new ArgumentError(
      'toSafetensors',
      `the metadata is ${metadata === null ? 'null' : Array.isArray(metadata) ? 'a list' : `a ${typeof metadata}`}; expected a record of strings.`,
    )
  for (const [key, value] of Object.entries(metadata))
    if (typeof value !== 'string' || !isText(key) || !isText(value) || key === '__proto__')
      throw new ArgumentError(
        'toSafetensors',
        `the metadata ${quoted(key)} is ${typeof value === 'string' ? 'not valid text' : `a ${typeof value}`}; expected a string.`,
        'Write numbers and lists as text, such as JSON.stringify(x).',
      )
  if (Object.hasOwn(metadata, EMPTY))
    throw new ArgumentError(
      'toSafetensors',
      `the metadata key ${EMPTY} is the library's own.`,
      'Give it another name.',
    )
  return metadata as unknown as Metadata
}

const wrongTree = (problem: string, fix: string): never => {
  throw new TreeError('toSafetensors', problem, fix)
}

const checkName = (name: string): void => {
  const wrong = !isText(name)
    ? 'is not valid text'
    : name === METADATA
      ? 'has the name that the format keeps for its metadata'
      : namesPrototype(name)
        ? 'has the key __proto__'
        : undefined
  if (wrong !== undefined) wrongTree(`the leaf at ${quoted(name)} ${wrong}.`, 'Rename the key.')
}

/** The names of a tree's leaves and its empty branches, so that reading them gives the tree again. */
const namesOf = (t: unknown) => {
  const structure = tree.structure(t)
  const isFlat = structure.tag === 'Record' && structure.items.every(({ tag }) => tag === 'Leaf')
  const paths = tree.paths(t)
  // Keys that are no places, as those of files from Python, stay what they are.
  if (structure.tag === 'Record' && isFlat && O.isNone(nested(structure.keys)))
    return { names: structure.keys, empty: [] }
  const empty = paths.length === 0 && isFlat ? [] : emptyBranches(structure)
  if (O.isNone(nested(paths, new Map(empty))))
    wrongTree(
      `the tree is deeper than ${MAX_DEPTH} levels, or a path in it longer than ${MAX_LENGTH} characters.`,
      'Save its parts one by one.',
    )
  return { names: paths, empty }
}

interface Part {
  readonly name: string
  readonly leaf: Tensor
  readonly codec: Codec
}

/** Wide elements first, so that all of them lie at multiples of their width. */
const layOut = (a: Part, b: Part): number =>
  b.codec.width - a.codec.width || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)

const sizeOf = ({ leaf, codec }: Part): number => leaf.size * codec.width

const entryOf = (part: Part, begin: number): string => {
  const { name, leaf, codec } = part
  const entry = {
    dtype: codec.code,
    shape: leaf.shape,
    data_offsets: [begin, begin + sizeOf(part)],
  }
  return `${JSON.stringify(name)}:${JSON.stringify(entry)}`
}

/** The header's JSON, with spaces up to a multiple of 8, so that the data begins at one. */
const headerOf = (parts: readonly Part[], begins: readonly number[], metadata: Metadata) => {
  const first =
    Object.keys(metadata).length === 0 ? [] : [`"${METADATA}":${JSON.stringify(metadata)}`]
  const text = encode(
    `{${[...first, ...parts.map((part, i) => entryOf(part, begins[i] ?? 0))].join(',')}}`,
  )
  const padded = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(0x20)
  padded.set(text)
  return padded
}

const assemble = (parts: readonly Part[], metadata: Metadata): Uint8Array => {
  const begins = RA.scanLeft(0, (end: number, part: Part) => end + sizeOf(part))(parts)
  const header = headerOf(parts, begins, metadata)
  const bytes = new Uint8Array(8 + header.length + (begins.at(-1) ?? 0))
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, BigInt(header.length), true)
  bytes.set(header, 8)
  parts.forEach(({ leaf, codec }, i) => {
    const start = 8 + header.length + (begins[i] ?? 0)
    leaf.data().forEach((x: number, at: number) => {
      codec.set(view, start + at * codec.width, x)
    })
  })
  return bytes
}

/**
 * The bytes of a safetensors file that holds a tree of tensors, for `fromSafetensors` and for Python's
 * `safetensors` package.
 *
 * Tensors are named by their places, such as `layers[0].w`, as `tree.paths` writes them. A record of
 * tensors whose keys are names from elsewhere, such as `model.layers.0.weight`, keeps them. The dtypes
 * float32, float64, int32 and bool become F32, F64, I32 and BOOL. `metadata` is a record of strings.
 * The same tree gives the same bytes.
 *
 * Throws `TreeError` for what is not a tree of tensors, or has a key that a file cannot name
 * (`__proto__`, `__metadata__` at the top); `ArgumentError` for metadata that are not strings.
 * @example
 * toSafetensors({ w: tensor([1, 2]) }).length // => 72
 */
export const toSafetensors = (t: unknown, metadata: Metadata = {}): Uint8Array =>
  inOwnName(() => {
    const texts = checkMetadata(metadata)
    const { names, empty } = namesOf(t)
    for (const name of [...names, ...empty.map(([path]) => path)]) checkName(name)
    const parts = tree.leaves(t).map((leaf, i) => ({
      name: names[i] ?? '',
      leaf,
      codec: codecs[leaf.dtype as DType],
    }))
    return assemble(parts.sort(layOut), { ...texts, ...emptyAsMetadata(empty) })
  })
