/** Options of a public function: an object with nothing in it but what is known. */
import { ArgumentError } from '@miniflow/core'

const isRecord = (x: unknown): x is object =>
  typeof x === 'object' && x !== null && !Array.isArray(x)

/** An object as `{ ... }` writes it: an instance of a class holds no options. */
const isPlain = (x: unknown): x is Readonly<Record<string, unknown>> => {
  if (typeof x !== 'object' || x === null) return false
  const prototype: unknown = Object.getPrototypeOf(x)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** What was given, in a few words. */
export const shown = (x: unknown): string => {
  if (typeof x === 'string') return JSON.stringify(x)
  if (typeof x === 'function') return 'a function'
  if (Array.isArray(x)) return 'an array'
  return isRecord(x) ? ('dtype' in x ? 'a tensor' : 'an object') : String(x)
}

/** The options as they are; what must be among them is for the caller to check. */
export const optionsIn = <O extends object>(
  where: string,
  options: O | undefined,
  known: readonly (keyof O & string)[],
): O => {
  if (options === undefined) return {} as O
  if (!isPlain(options) || Array.isArray(options))
    throw new ArgumentError(
      where,
      `got ${shown(options)} where options are expected.`,
      `Options are an object such as { ${known.map(name => `${name}: ...`).join(', ')} }.`,
    )
  const unknown = Object.keys(options).find(name => !known.some(k => k === name))
  if (unknown !== undefined)
    throw new ArgumentError(
      where,
      `there is no option ${unknown}.`,
      `The options are: ${known.join(', ')}.`,
    )
  return options
}

/** Refuses what is neither true nor false. */
export const wantFlags = (
  where: string,
  given: { readonly [name: string]: boolean | undefined },
): void => {
  for (const [name, flag] of Object.entries(given))
    if (flag !== undefined && typeof flag !== 'boolean')
      throw new ArgumentError(where, `${name} is ${shown(flag)}; expected true or false.`)
}
