/** What stands beside the operands: options, dtypes, shapes and lists of whole numbers. */

import { orRaise, raise, reason } from '../error.js'
import { dtypes, isDType } from './dtype.js'
import { checkShape } from './shape.js'
import { isRecord, nameOf } from './tree.js'
import type { DType, Shape } from './types.js'

/** The options of a public function: an object with nothing in it but what is known. */
export const optionsIn = <O extends object>(
  where: string,
  options: O | undefined,
  known: readonly (keyof O & string)[],
): Partial<O> => {
  if (options === undefined) return {}
  const unknown = isRecord(options)
    ? Object.keys(options).find(name => !known.some(k => k === name))
    : undefined
  if (isRecord(options) && unknown === undefined) return options
  return raise(
    where,
    reason(
      'argument',
      unknown === undefined
        ? `got ${nameOf(options)} where options are expected.`
        : `there is no option ${unknown}.`,
      unknown === undefined
        ? `Options are an object such as { ${known.map(name => `${name}: ...`).join(', ')} }.`
        : `The options are: ${known.join(', ')}.`,
    ),
  )
}

/** A list of whole numbers, such as shifts or places to cut at. */
export const integersIn = (where: string, what: string, xs: unknown): readonly number[] => {
  const list: readonly unknown[] = Array.isArray(xs) ? Array.from(xs) : []
  const wrong = list.find(x => !Number.isInteger(x))
  return Array.isArray(xs) && list.every(x => Number.isInteger(x))
    ? (list as readonly number[])
    : raise(
        where,
        reason(
          'argument',
          `${what} ${Array.isArray(xs) ? `hold ${nameOf(wrong)}` : `are ${nameOf(xs)}`}; expected a list of whole numbers.`,
        ),
      )
}

export interface DTypeOptions {
  readonly dtype?: DType | undefined
}

export const dtypeNamed = (where: string, dtype: unknown): DType =>
  isDType(dtype)
    ? dtype
    : raise(
        where,
        reason('dtype', `the dtype is ${nameOf(dtype)}.`, `The dtypes are ${dtypes.join(', ')}.`),
      )

/** The dtype asked for, or the one that the data suggests. */
export const dtypeIn = (
  where: string,
  options: DTypeOptions | undefined,
  otherwise: DType,
): DType => dtypeNamed(where, optionsIn(where, options, ['dtype']).dtype ?? otherwise)

/** A shape from a user, copied. */
export const shapeIn = (where: string, shape: unknown): Shape => [
  ...orRaise(where, checkShape(shape)),
]
