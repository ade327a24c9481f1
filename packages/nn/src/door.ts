/** The door of the public functions: what comes in is looked at once, and errors get the name of the function. */
import {
  ArgumentError,
  MiniflowError,
  NonFiniteError,
  type Tensor,
  type TypedArray,
  tree,
} from '@miniflow/core'
import { isKnown } from '@miniflow/core/extend'

type ErrorClass = new (where: string, problem: string, fix?: string) => MiniflowError

/**
 * f, with the errors of what it is made of in the name of the function that the user called; what
 * `debugNaN` found on the way is its own.
 */
export const inNameOf = <A>(name: string, f: () => A): A => {
  try {
    return f()
  } catch (error) {
    const renamed = error instanceof MiniflowError && !(error instanceof NonFiniteError)
    if (renamed && error.where !== name)
      throw new (error.constructor as ErrorClass)(name, error.problem, error.fix)
    throw error
  }
}

/** A tensor, not only something like one. */
const isTensor = (x: unknown): x is Tensor => {
  try {
    return tree.structure(x).tag === 'Leaf'
  } catch {
    return false
  }
}

/** An object as `{ ... }` writes it: an instance of a class holds no options. */
const isPlain = (x: unknown): x is Readonly<Record<string, unknown>> => {
  if (typeof x !== 'object' || x === null) return false
  const prototype: unknown = Object.getPrototypeOf(x)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** What was given, in a few words. */
export const kindOf = (x: unknown): string =>
  Array.isArray(x)
    ? 'an array'
    : x === null || x === undefined
      ? String(x)
      : `${typeof x === 'object' ? 'an' : 'a'} ${typeof x}`

/** The options as they are, with nothing among them but what is known. */
export const optionsIn = <O extends object>(
  name: string,
  options: O | undefined,
  known: readonly (keyof O & string)[],
): O => {
  if (options === undefined) return {} as O
  const plain = isPlain(options) && !Array.isArray(options)
  const unknown = plain ? Object.keys(options).find(key => !known.some(k => k === key)) : undefined
  if (plain && unknown === undefined) return options
  throw new ArgumentError(
    name,
    unknown === undefined
      ? `got ${kindOf(options)} where options are expected.`
      : `there is no option ${unknown}.`,
    `The options are: ${known.join(', ')}.`,
  )
}

/** Refuses what is not a function. */
export const wantFunctions = (name: string, given: { readonly [what: string]: unknown }): void => {
  for (const [what, f] of Object.entries(given))
    if (typeof f !== 'function')
      throw new ArgumentError(name, `${what} is ${kindOf(f)}; expected a function.`)
}

/** Refuses another dtype than those of parameters. */
export const wantFloatDType = (name: string, dtype: unknown): void => {
  if (dtype !== undefined && dtype !== 'float32' && dtype !== 'float64')
    throw new ArgumentError(
      name,
      `dtype is ${typeof dtype === 'string' ? `'${dtype}'` : kindOf(dtype)}; expected 'float32' or 'float64'.`,
    )
}

/** Refuses what is neither true nor false. */
export const wantFlags = (name: string, given: { readonly [what: string]: unknown }): void => {
  for (const [what, flag] of Object.entries(given))
    if (flag !== undefined && typeof flag !== 'boolean')
      throw new ArgumentError(name, `${what} is ${kindOf(flag)}; expected true or false.`)
}

/** A number of things, such as features; anything may stand in its place. */
export const wantCounts = (name: string, given: { readonly [what: string]: unknown }): void => {
  for (const [what, n] of Object.entries(given))
    if (typeof n !== 'number' || !Number.isSafeInteger(n) || n < 1)
      throw new ArgumentError(
        name,
        `${what} is ${typeof n === 'number' ? n : kindOf(n)}; expected a whole number from 1 on.`,
      )
}

/** Refuses what is not a tensor, called by what it stands for. */
export const wantTensors = (name: string, given: { readonly [what: string]: unknown }): void => {
  for (const [what, x] of Object.entries(given))
    if (!isTensor(x))
      throw new ArgumentError(
        name,
        `${what}: got ${kindOf(x)}; expected a tensor.`,
        Array.isArray(x) || typeof x === 'number' ? 'Make it a tensor: tensor(x).' : undefined,
      )
}

/** The elements; nothing while a function is traced, where only shapes are known. */
export const elements = (x: Tensor): TypedArray | undefined => (isKnown(x) ? x.data() : undefined)

export const showShape = (shape: readonly number[]): string => `[${shape.join(',')}]`

/** Refuses elements outside of [0, 1], but for what rounding may add to 1. */
export const checkProbabilities = (
  name: string,
  what: string,
  values: ArrayLike<number> | undefined,
  fix: string,
): void => {
  const at = Array.prototype.findIndex.call(values ?? [], p => !(p >= 0 && p <= 1 + 1e-6))
  if (at >= 0)
    throw new ArgumentError(
      name,
      `${what} ${at} is ${values?.[at]}; expected a number from 0 to 1.`,
      fix,
    )
}
