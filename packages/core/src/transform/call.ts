/** Calling a user's function with tracers in place of its arguments, and taking in its result. */
import * as E from 'fp-ts/lib/Either.js'
import type { Value } from '../data/tensor.js'
import {
  type Flat,
  firstDifference,
  flatten,
  flattenIn,
  joinPath,
  rebuild,
  type Structure,
} from '../data/tree.js'
import { orRaise, raise, reason } from '../error.js'
import type { Source } from '../tape/record.js'

/** A function of trees. */
export type TreeFunction = (...args: readonly never[]) => unknown

export const wantFunction = (where: string, f: unknown): void => {
  if (typeof f !== 'function')
    raise(
      where,
      reason(
        'argument',
        `got ${f === null ? 'null' : typeof f} where a function is expected.`,
        `Write ${where}(f)(x): the function first, its arguments in a second call.`,
      ),
    )
}

const SIMPLE =
  /^(?:async\s+)?(?:function\b[^(]*)?\(?\s*([\w$]+(?:\s*,\s*[\w$]+)*)\s*,?\s*\)?\s*(?:=>|\{)/

/** The names that f's own source gives its parameters, where they are plain; else `args[i]`. */
export const parameterNames = (f: TreeFunction, count: number): readonly string[] => {
  const names = SIMPLE.exec(Function.prototype.toString.call(f))?.[1]?.split(/\s*,\s*/) ?? []
  return Array.from(
    { length: count },
    (_, i) => names[i] ?? (count === 1 ? '' : joinPath('args', i)),
  )
}

/** Several arguments as one list of leaves with their paths. */
export const flattenArguments = (
  where: string,
  f: TreeFunction,
  args: readonly unknown[],
): Flat => {
  const names = parameterNames(f, args.length)
  const flats = args.map((arg, i) => flattenIn(where, arg, names[i]))
  return {
    leaves: flats.flatMap(flat => flat.leaves),
    paths: flats.flatMap(flat => flat.paths),
    structure: { tag: 'List', items: flats.map(flat => flat.structure) },
  }
}

export const sourcesOf = ({ leaves, paths }: Flat): readonly Source<Value>[] =>
  leaves.map((value, i) => ({ value, path: paths[i] as string }))

/** f applied to arguments rebuilt from leaves. */
export const callWith = (
  f: TreeFunction,
  structure: Structure,
  leaves: readonly Value[],
): unknown => f(...(rebuild(structure, leaves) as readonly never[]))

/** What f returned as leaves and structure, or a named error for what is not a tree of tensors. */
export const takeResult = (where: string, result: unknown): Flat => {
  if (result instanceof Promise) {
    // What the function does later fails on the closed tape; that failure belongs to this error.
    result.catch(() => undefined)
    return raise(
      where,
      reason(
        'async',
        'f is async: it returned a promise, and what it computes after the first await is not recorded.',
        'Await the data first, and pass it to a function that is not async.',
      ),
    )
  }
  const flat = flatten(result)
  return E.isRight(flat)
    ? flat.right
    : raise(where, reason('output', ...explain(result, flat.left.problem)))
}

const explain = (result: unknown, problem: string): readonly [string, string] => {
  if (result === undefined)
    return ['f returned undefined.', 'Is a return missing? f must return what it computes.']
  if (typeof result === 'number')
    return [
      `f returned the number ${result}, which carries no derivative.`,
      'Return the tensor itself instead of its item().',
    ]
  return [
    `f returned something that is not a tree of tensors: ${problem}`,
    'Return a tensor, or arrays and records of tensors.',
  ]
}

/** The leaves of an argument or cotangent that must match `expected` in structure, shape, dtype. */
export const alignLeaves = (
  where: string,
  what: string,
  tree: unknown,
  expected: Flat,
): readonly Value[] => {
  const flat = orRaise(where, flatten(tree))
  const different = firstDifference(expected.structure, flat.structure)
  if (different !== undefined) raise(where, different)
  flat.leaves.forEach((leaf, i) => {
    const want = expected.leaves[i] as Value
    if (leaf.dtype !== want.dtype || String(leaf.shape) !== String(want.shape))
      raise(
        where,
        reason(
          leaf.dtype === want.dtype ? 'shape' : 'dtype',
          `the ${what}${flat.paths[i] === '' ? '' : ` at ${flat.paths[i]}`} is ${leaf.dtype}[${leaf.shape.join(',')}]; expected ${want.dtype}[${want.shape.join(',')}].`,
        ),
      )
  })
  return flat.leaves
}
