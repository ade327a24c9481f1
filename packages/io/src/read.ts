/** From bytes to a tree of tensors. */
import { ArgumentError, type Tensor, tensor, tree } from '@miniflow/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import { EMPTY, emptyFrom } from './empty.js'
import { type FormatError, problem, quoted } from './error.js'
import { type Entry, type Header, type Metadata, readHeader } from './header.js'
import { flat, nested, type Tree } from './names.js'

const bytesIn = (where: string, bytes: unknown): Uint8Array => {
  if (bytes instanceof Uint8Array) return bytes
  throw new ArgumentError(
    where,
    `got ${bytes === null ? 'null' : typeof bytes}; expected the file's bytes as a Uint8Array.`,
    bytes instanceof ArrayBuffer
      ? 'Write new Uint8Array(buffer).'
      : 'Read the file without an encoding.',
  )
}

/** The elements of one tensor, copied out of the data. */
const tensorOf =
  (data: Uint8Array) =>
  ({ name, codec, shape, begin, end }: Entry): E.Either<FormatError, Tensor> => {
    const { dtype, width, allocate, get } = codec
    const view = new DataView(data.buffer, data.byteOffset + begin, end - begin)
    const values = allocate(view.byteLength / width)
    for (let i = 0; i < values.length; i++) values[i] = get(view, i * width)
    const bad = dtype === 'bool' ? values.findIndex((x: number) => x > 1) : -1
    return bad >= 0
      ? E.left(
          problem(
            'BadValue',
            `safetensors: element ${bad} of ${quoted(name)} is the byte ${values[bad]}; a bool is 0 or 1.\n  Save it as integers if it holds more than truth values.`,
            name,
          ),
        )
      : E.tryCatch(
          () => tensor(values, shape, { dtype }),
          error =>
            problem(
              'BadEntry',
              `safetensors: ${quoted(name)} cannot be a tensor: ${error instanceof Error ? error.message : String(error)}`,
              name,
            ),
        )
  }

const treeOf = ({ entries, data, metadata }: Header): E.Either<FormatError, Tree> =>
  pipe(
    E.Do,
    E.bind('empty', () => emptyFrom(metadata)),
    E.bind('leaves', () => E.traverseArray(tensorOf(data))(entries)),
    E.map(({ empty, leaves }) => {
      const names = entries.map(({ name }) => name)
      const { structure, order } = pipe(
        nested(names, empty),
        O.getOrElse(() => flat(names)),
      )
      return tree.unflatten(
        structure,
        order.map(i => leaves[i] as Tensor),
      ) as Tree
    }),
  )

/**
 * The tree of tensors in a safetensors file: F32, F64, I32 and BOOL.
 *
 * Names are places in the tree: `layers[0].w` is the `w` of the first of the `layers`, as
 * `tree.paths` writes it. Where the names of a file do not all read so, or contradict one another,
 * the result is one record with the names as keys: `tree['model.layers.0.weight']`, as in Python.
 *
 * Gives `FormatError` for bytes that break a rule of the format, whatever they are; it throws
 * `ArgumentError` only, for what are not bytes. Nothing is allocated for what a header claims and
 * the file does not hold.
 * @example
 * const bytes = toSafetensors([tensor([1, 2])])
 * pipe(fromSafetensors(bytes), E.getOrElseW(error => error.message)) // => [1, 2]
 */
export const fromSafetensors = (bytes: Uint8Array): E.Either<FormatError, Tree> =>
  pipe(readHeader(bytesIn('fromSafetensors', bytes)), E.chain(treeOf))

/**
 * The texts that `toSafetensors` was given as metadata, or another program wrote. The tensors' bytes
 * are not looked at.
 *
 * Gives `FormatError` as `fromSafetensors` does.
 * @example
 * const bytes = toSafetensors(tensor(1), { epoch: '3' })
 * pipe(safetensorsMetadata(bytes), E.map(({ epoch }) => epoch), E.toUnion) // => 3
 */
export const safetensorsMetadata = (bytes: Uint8Array): E.Either<FormatError, Metadata> =>
  pipe(
    readHeader(bytesIn('safetensorsMetadata', bytes)),
    E.map(({ metadata }) =>
      Object.fromEntries(Object.entries(metadata).filter(([key]) => key !== EMPTY)),
    ),
  )
