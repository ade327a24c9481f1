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

const wanted = (where: string, name: string, x: unknown, expected: string): never =>
  raise(where, reason('argument', `${name} is ${nameOf(x)}; expected ${expected}.`))

/** An option that is on or off. */
export const flagIn = (where: string, name: string, x: unknown): boolean =>
  typeof x === 'boolean' ? x : wanted(where, name, x, 'true or false')

/** Any number, be it infinite or NaN. */
export const numberIn = (where: string, name: string, x: unknown): number =>
  typeof x === 'number' ? x : wanted(where, name, x, 'a number')

export const finiteIn = (where: string, name: string, x: unknown): number =>
  typeof x === 'number' && Number.isFinite(x) ? x : wanted(where, name, x, 'a finite number')

/** A whole number, of those from `least` on. */
export const wholeIn = (
  where: string,
  name: string,
  x: unknown,
  least: number = Number.NEGATIVE_INFINITY,
): number =>
  Number.isSafeInteger(x) && (x as number) >= least
    ? (x as number)
    : wanted(
        where,
        name,
        x,
        Number.isFinite(least) ? `a whole number from ${least} on` : 'a whole number',
      )

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
): DType => {
  const { dtype = otherwise } = optionsIn(where, options, ['dtype'])
  return dtypeNamed(where, dtype)
}

/** A shape from a user, copied. */
export const shapeIn = (where: string, shape: unknown): Shape => [
  ...orRaise(where, checkShape(shape)),
]
