/** The door of the public functions: what comes in is looked at once, and refused by name. */
import { ArgumentError } from '@miniflow/core'

/** An object as `{ ... }` writes it: an instance of a class holds no options. */
const isRecord = (x: unknown): x is Readonly<Record<string, unknown>> => {
  if (typeof x !== 'object' || x === null || Array.isArray(x)) return false
  const prototype: unknown = Object.getPrototypeOf(x)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** What was given, in a few words. */
export const shown = (x: unknown): string => {
  if (typeof x === 'string') return JSON.stringify(x)
  if (Array.isArray(x)) return `a list of ${x.length}`
  if (typeof x === 'function') return 'a function'
  if (typeof x === 'object' && x !== null) return 'an object'
  return String(x)
}

/** Options as a record; what else is passed is no options. */
export const wantOptions = (where: string, options: unknown, like: string): void => {
  if (!isRecord(options))
    throw new ArgumentError(
      where,
      `got ${shown(options)} for the options; expected an object.`,
      `Write ${like}.`,
    )
}

/** An option of some type, where it is given. */
export const wantKind = (
  where: string,
  name: string,
  x: unknown,
  is: (x: unknown) => boolean,
  expected: string,
): void => {
  if (x !== undefined && !is(x))
    throw new ArgumentError(where, `${name} is ${shown(x)}; expected ${expected}.`)
}

export const isText = (x: unknown): boolean => typeof x === 'string'
export const isFlag = (x: unknown): boolean => typeof x === 'boolean'
export const isFunction = (x: unknown): boolean => typeof x === 'function'
export const isObject = (x: unknown): boolean => isRecord(x)
