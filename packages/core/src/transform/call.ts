/** Calling a user's function with tracers in place of its arguments, and taking in its result. */
import * as E from 'fp-ts/lib/Either.js'
import { sameShape } from '../data/shape.js'
import { type Aval, describe, scalar, type Value } from '../data/tensor.js'
import {
  type Flat,
  firstDifference,
  flatten,
  flattenIn,
  isList,
  isRecord,
  joinPath,
  living,
  nameOf,
  rebuild,
  type Structure,
} from '../data/tree.js'
import { raise, reason } from '../error.js'
import { type Source, stage } from '../tape/record.js'
import type { Tape } from '../tape/tape.js'
import { asWritten } from '../tape/watch.js'

/** A function of trees. */
export type TreeFunction = (...args: readonly never[]) => unknown

/** A function of lists of tensors. */
export type Leafwise = (xs: readonly Value[]) => readonly Value[]

export const wantFunction = (where: string, f: unknown): void => {
  if (typeof f !== 'function')
    raise(
      where,
      reason(
        'argument',
        `got ${nameOf(f)} where a function is expected.`,
        `Write ${where}(f)(x): the function first, its arguments in a second call.`,
      ),
    )
}

/** The functions that transformed functions were made from, whose parameters are theirs. */
const originals = new WeakMap<object, TreeFunction>()

/** `transformed` takes the arguments of f, and shows them under f's names. */
export const withNamesOf = <F extends object>(f: TreeFunction, transformed: F): F => {
  originals.set(transformed, originals.get(f) ?? f)
  return transformed
}

const SIMPLE =
  /^(?:async\s+)?(?:function\b[^(]*)?\(?\s*([\w$]+(?:\s*,\s*[\w$]+)*)\s*,?\s*\)?\s*(?:=>|\{)/

/** The names that f's own source gives its parameters, where they are plain; else `args[i]`. */
export const parameterNames = (f: TreeFunction, count: number): readonly string[] => {
  const source = Function.prototype.toString.call(originals.get(f) ?? f)
  const names = SIMPLE.exec(source)?.[1]?.split(',') ?? []
  return Array.from(
    { length: count },
    (_, i) => names[i]?.trim() ?? (count === 1 ? '' : joinPath('args', i)),
  )
}

/** A list of arguments, as `jvp` takes them. */
export const wantList = (where: string, what: string, xs: unknown): void => {
  if (!Array.isArray(xs))
    raise(
      where,
      reason(
        'argument',
        `the ${what} are ${nameOf(xs)}; expected a list of f's arguments.`,
        `Write ${where}(f)([x], [dx]), also for one argument.`,
      ),
    )
}

/** An argument to be differentiated: a bare number is a float32 scalar. */
export const lifted = (arg: unknown): unknown => (typeof arg === 'number' ? scalar(arg) : arg)

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

export const sourcesOf = <A extends Aval>({ leaves, paths }: Flat<A>): readonly Source<A>[] =>
  leaves.map((value, i) => ({ value, path: paths[i] as string }))

/** f applied to arguments rebuilt from leaves. */
export const callWith = (
  f: TreeFunction,
  structure: Structure,
  leaves: readonly Value[],
): unknown => asWritten(() => f(...(rebuild(structure, leaves) as readonly never[])))

/** The promises in what f returned; what holds itself is looked into once. */
const promisesIn = (
  result: unknown,
  seen: Set<unknown> = new Set(),
): readonly Promise<unknown>[] => {
  if (result instanceof Promise) return [result]
  if (seen.has(result) || !(isList(result) || isRecord(result))) return []
  seen.add(result)
  return Object.values(result).flatMap(item => promisesIn(item, seen))
}

/** Refuses what an `async` function returned. */
export const refusePromise = (where: string, result: unknown): void => {
  const promises = promisesIn(result)
  if (promises.length === 0) return
  // What the function does later fails on the closed tape; that failure belongs to this error.
  for (const promise of promises) promise.catch(() => undefined)
  raise(
    where,
    reason(
      'async',
      'f is async: it returned a promise, and what it computes after the first await is not recorded.',
      'Await the data first, and pass it to a function that is not async.',
    ),
  )
}

/** What f returned as leaves and structure, or a named error for what is not a tree of tensors. */
export const takeResult = (where: string, result: unknown): Flat => {
  const flat = flatten(result)
  if (E.isRight(flat)) return living(where, flat.right)
  refusePromise(where, result)
  return raise(where, reason('output', ...explain(result, flat.left.problem)))
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
    `f returned something that is not a tree of tensors: ${problem.replace('the argument', 'it')}`,
    'Return a tensor, or arrays and records of tensors.',
  ]
}

/** f as a program of the leaves of its arguments, and what it returned. */
export const stageCall = (
  where: string,
  f: TreeFunction,
  args: Flat<Aval>,
): { readonly tape: Tape; readonly result: Flat } =>
  stage(sourcesOf(args), tracers => {
    const result = takeResult(where, callWith(f, args.structure, tracers))
    return { outputs: result.leaves, result }
  })

/** Refuses b where it differs from a: `say` puts into words how a leaf does. */
export const wantAlike = (
  where: string,
  a: Flat<Aval>,
  b: Flat<Aval>,
  names: readonly [string, string],
  say: (path: string, a: string, b: string) => readonly [problem: string, fix?: string],
): void => {
  const different = firstDifference(a.structure, b.structure, names)
  if (different !== undefined) raise(where, different)
  b.leaves.forEach((y, i) => {
    const x = a.leaves[i] as Aval
    if (x.dtype !== y.dtype || !sameShape(x.shape, y.shape))
      raise(
        where,
        reason(
          x.dtype === y.dtype ? 'shape' : 'dtype',
          ...say(b.paths[i] as string, describe(x), describe(y)),
        ),
      )
  })
}

/** The leaves of an argument or cotangent that must match `expected` in structure, shape, dtype. */
export const alignLeaves = (
  where: string,
  what: string,
  tree: unknown,
  expected: Flat,
): readonly Value[] => {
  const flat = flattenIn(where, tree, what)
  wantAlike(where, expected, flat, ['what is expected', `the ${what}`], (path, want, got) => [
    `${path} is ${got}; expected ${want}.`,
  ])
  return flat.leaves
}
