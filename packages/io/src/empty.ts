/** Lists and records without leaves, kept in the metadata since no tensor's name tells of them. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import { type FormatError, problem } from './error.js'
import type { Metadata } from './header.js'
import { type Empty, namesPrototype } from './names.js'
import { duplicateName, parseJson } from './text.js'

/** The key of the metadata: a JSON object from places to `[]` or `{}`. */
export const EMPTY = 'miniflow.empty'

const isEmpties = (x: unknown): x is { readonly [path: string]: readonly [] | object } =>
  typeof x === 'object' &&
  x !== null &&
  !Array.isArray(x) &&
  Object.values(x).every(
    branch => typeof branch === 'object' && branch !== null && Object.keys(branch).length === 0,
  )

export const emptyFrom = (
  metadata: Metadata,
): E.Either<FormatError, ReadonlyMap<string, Empty>> => {
  const text = Object.hasOwn(metadata, EMPTY) ? (metadata[EMPTY] ?? '') : '{}'
  return pipe(
    parseJson(text),
    O.filter(isEmpties),
    O.filter(found => !Object.keys(found).some(namesPrototype)),
    O.filter(() => O.isNone(duplicateName(text))),
    E.fromOption(() =>
      problem(
        'BadMetadata',
        `safetensors: the metadata ${EMPTY} is not a JSON object of empty lists and records.\n  Leave it out, or write the file again.`,
      ),
    ),
    E.map(
      found =>
        new Map(
          Object.entries(found).map(([path, branch]) => [
            path,
            Array.isArray(branch) ? 'list' : 'record',
          ]),
        ),
    ),
  )
}

export const emptyAsMetadata = (empty: readonly (readonly [string, Empty])[]): Metadata =>
  empty.length === 0
    ? {}
    : {
        [EMPTY]: JSON.stringify(
          Object.fromEntries(empty.map(([path, kind]) => [path, kind === 'list' ? [] : {}])),
        ),
      }
