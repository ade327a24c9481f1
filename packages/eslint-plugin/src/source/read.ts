/** One reader for all rules on a file. */
import type { Context, SourceCode } from '@oxlint/plugins'
import { type Kind, unknown } from '../library/kind.js'
import { kindOfExpression } from './expressions.js'
import { packageOf } from './imports.js'
import type { Reader } from './reader.js'
import { variablesOf } from './scope.js'
import { kindOfTyped } from './typed.js'
import { kindOfType } from './types.js'
import { kindOfVariable } from './variables.js'

/** Each question is answered once; one that is asked while it is being answered has no answer. */
const once = <A extends object>(answer: (about: A) => Kind): ((about: A) => Kind) => {
  const answers = new WeakMap<A, Kind>()
  return about => {
    const known = answers.get(about)
    if (known !== undefined) return known
    answers.set(about, unknown)
    const kind = answer(about)
    answers.set(about, kind)
    return kind
  }
}

const isRecord = (x: unknown): x is Readonly<Record<string, unknown>> =>
  typeof x === 'object' && x !== null

/** `settings: { miniflow: { modules } }` */
const modulesIn = ({ miniflow }: Context['settings']): Readonly<Record<string, unknown>> =>
  isRecord(miniflow) && isRecord(miniflow.modules) ? miniflow.modules : {}

const open = (source: SourceCode, settings: Context['settings']): Reader => {
  const variables = variablesOf(source)
  const reader: Reader = {
    source,
    kindOf: once(node => {
      const kind = kindOfExpression(reader, node)
      return kind.tag === 'Unknown' ? kindOfTyped(source, node) : kind
    }),
    kindOfVariable: once(variable => kindOfVariable(reader, variable)),
    kindOfType: once(node => kindOfType(reader, node)),
    variableOf: identifier => variables.get(identifier),
    packageOf: packageOf(modulesIn(settings)),
  }
  return reader
}

// By the tree of the file: oxlint uses one SourceCode for all files.
const readers = new WeakMap<object, Reader>()

/** The reader of the file that a rule runs on. */
export const readerOf = ({ sourceCode, settings }: Context): Reader => {
  const known = readers.get(sourceCode.ast)
  if (known !== undefined) return known
  const reader = open(sourceCode, settings)
  readers.set(sourceCode.ast, reader)
  return reader
}
