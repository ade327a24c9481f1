/** What the drawing functions take, and what they refuse. */
import { ArgumentError, type Inspection, type Tape, tree } from '@miniflow/core'

/** A program, or one run of it with its values and gradients: what `trace` and `inspect` give. */
export type Drawable = Tape | Inspection

/** Where the arrows lead: down, up, to the right or to the left. */
export type Direction = 'TB' | 'BT' | 'LR' | 'RL'

export interface DrawOptions {
  /** Where the arrows lead, as Mermaid and Graphviz write it: `TB` (the default), `BT`, `LR`, `RL`. */
  readonly direction?: Direction | undefined
  /** The number of elements up to which a tensor's value is written out; 6 by default. */
  readonly maxElements?: number | undefined
  /**
   * How many levels of scopes stand open; what lies deeper is one box for each block, with 0 for the
   * outermost ones already. Without it, as many as give 60 boxes at most.
   */
  readonly depth?: number | undefined
}

/** The options with their defaults. */
export interface Settings {
  readonly direction: Direction
  readonly maxElements: number
  readonly depth: number | undefined
}

const directions: readonly unknown[] = ['TB', 'BT', 'LR', 'RL'] satisfies readonly Direction[]

const isDirection = (x: unknown): x is Direction => directions.includes(x)

const isObject = (x: unknown): x is { readonly [key: string]: unknown } =>
  typeof x === 'object' && x !== null

const nameOf = (x: unknown): string =>
  typeof x === 'string'
    ? JSON.stringify(x)
    : typeof x === 'function'
      ? 'a function'
      : Array.isArray(x)
        ? 'an array'
        : isObject(x)
          ? 'an object'
          : String(x)

const names = ['direction', 'maxElements', 'depth']

/** An object as `{ ... }` writes it: an instance of a class holds no options. */
const isPlain = (x: unknown): boolean => {
  if (typeof x !== 'object' || x === null || Array.isArray(x)) return false
  const prototype: unknown = Object.getPrototypeOf(x)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

export const settingsOf = (where: string, options: DrawOptions): Settings => {
  if (!isPlain(options))
    throw new ArgumentError(
      where,
      `got ${nameOf(options)} for the options; expected an object.`,
      `Write ${where}(tape, { direction: 'LR' }).`,
    )
  const unknown = Object.keys(options).find(name => !names.includes(name))
  if (unknown !== undefined)
    throw new ArgumentError(
      where,
      `there is no option ${unknown}.`,
      `The options are: ${names.join(', ')}.`,
    )
  const { direction = 'TB', maxElements = 6, depth } = options
  if (!isDirection(direction))
    throw new ArgumentError(
      where,
      `direction is ${nameOf(direction)}; expected 'TB', 'BT', 'LR' or 'RL'.`,
      "Use 'TB' for arrows that lead from top to bottom, 'LR' from left to right.",
    )
  if (!(Number.isInteger(maxElements) && maxElements >= 0))
    throw new ArgumentError(
      where,
      `maxElements is ${nameOf(maxElements)}; expected a whole number of at least 0.`,
      'Use 0 to leave all values out.',
    )
  if (
    !(
      depth === undefined ||
      depth === Number.POSITIVE_INFINITY ||
      (Number.isInteger(depth) && depth >= 0)
    )
  )
    throw new ArgumentError(
      where,
      `depth is ${nameOf(depth)}; expected a whole number of at least 0, or Infinity.`,
      'Use 0 to fold all scopes, Infinity to leave all of them open.',
    )
  return { direction, maxElements, depth }
}

const isTape = (x: unknown): x is Tape =>
  isObject(x) && Array.isArray(x.nodes) && Array.isArray(x.outputs)

/** Tensors that can be read, and nothing where there is none. */
const areTensors = (xs: unknown): boolean => {
  try {
    return (
      Array.isArray(xs) &&
      Array.from(xs, x => x === undefined || tree.structure(x).tag === 'Leaf').every(Boolean)
    )
  } catch {
    return false
  }
}

const isInspection = (x: unknown): x is Inspection =>
  isObject(x) && isTape(x.tape) && areTensors(x.values) && areTensors(x.cotangents)

/** A run of a program, of which nothing but the tape may be known. */
export interface Run {
  readonly tape: Tape
  readonly values: Inspection['values']
  readonly cotangents: Inspection['cotangents']
}

export const runOf = (where: string, drawable: Drawable): Run => {
  const given: unknown = drawable
  if (isInspection(given)) return given
  if (isTape(given)) return { tape: given, values: [], cotangents: [] }
  throw new ArgumentError(
    where,
    `got ${nameOf(given)}; expected a tape or a recording.`,
    `Write ${where}(trace(f)(x)) for the program, ${where}(inspect(f)(x)) for a run with its values.`,
  )
}
