/** What a module says of how its functions are to be checked. */
import { ArgumentError } from '@miniflow/core'
import { optionsIn, type TreeFunction } from '@miniflow/core/extend'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { checkIn } from './check.js'
import type { CheckOptions } from './options.js'
import { GradientMismatch, type Report, showReport } from './report.js'

/** The name under which a module exports its checks. */
export const CHECKS = 'checks'

/**
 * How a function of a module is checked by `miniflow-check`: with a list of arguments, or with
 * arguments drawn from a fast-check arbitrary of lists of arguments; options are those of
 * `checkGradients`.
 */
export type ModuleCheck =
  | readonly unknown[]
  | ({ readonly args: readonly unknown[] } & CheckOptions)
  | ({
      readonly arbitrary: fc.Arbitrary<readonly unknown[]>
      /** How many lists of arguments are drawn; 20 by default. */
      readonly runs?: number
    } & CheckOptions)

/** What a module exports as `checks`: by the name of the exported function, how it is checked. */
export type ModuleChecks = Readonly<Record<string, ModuleCheck>>

/** What became of one exported function. */
export type Outcome =
  | { readonly tag: 'right'; readonly name: string; readonly text: string }
  | { readonly tag: 'wrong'; readonly name: string; readonly text: string }
  | { readonly tag: 'failed'; readonly name: string; readonly text: string }
  | { readonly tag: 'skipped'; readonly name: string; readonly text: string }

interface Plan {
  readonly args: readonly unknown[] | undefined
  readonly arbitrary: fc.Arbitrary<readonly unknown[]> | undefined
  readonly runs: number
  readonly options: CheckOptions
}

const WHERE = 'miniflow-check'

const planOf = (name: string, check: unknown, given: CheckOptions): Plan => {
  if (Array.isArray(check)) return { args: check, arbitrary: undefined, runs: 1, options: given }
  const {
    args,
    arbitrary,
    runs = 20,
    ...options
  } = optionsIn<
    CheckOptions & {
      readonly args?: readonly unknown[]
      readonly arbitrary?: fc.Arbitrary<readonly unknown[]>
      readonly runs?: number
    }
  >(WHERE, check as object, [
    'args',
    'arbitrary',
    'runs',
    'modes',
    'order',
    'tolerance',
    'seed',
    'path',
  ])
  if ((args === undefined) === (arbitrary === undefined))
    throw new ArgumentError(
      WHERE,
      `${CHECKS}.${name} must have either args or an arbitrary.`,
      `Write ${CHECKS} = { ${name}: [x, y] } with the arguments of ${name}.`,
    )
  return { args, arbitrary, runs, options: { ...options, ...given } }
}

/** The report of a property is that of the last arguments it drew. */
const sampled = (f: TreeFunction, { arbitrary, runs, options }: Plan): E.Either<string, string> => {
  let last: Report | undefined
  const property = fc.property(arbitrary as fc.Arbitrary<readonly unknown[]>, args => {
    const result = checkIn(WHERE, f, args, options)
    if (E.isLeft(result)) throw result.left
    last = result.right
  })
  const details = fc.check(property, { seed: options.seed ?? 0, numRuns: runs })
  if (!details.failed)
    return E.right(
      `${runs} lists of arguments; the last one:\n${last === undefined ? '' : showReport(last)}`,
    )
  if (details.errorInstance instanceof GradientMismatch)
    return E.left(
      `${details.errorInstance.message}\n  Smallest arguments found: ${fc.stringify(details.counterexample)} (seed ${details.seed}, path ${details.counterexamplePath})`,
    )
  throw details.errorInstance
}

const once = (f: TreeFunction, { args = [], options }: Plan): E.Either<string, string> =>
  E.bimap((wrong: GradientMismatch) => wrong.message, showReport)(checkIn(WHERE, f, args, options))

const outcome = (name: string, f: TreeFunction, check: unknown, given: CheckOptions): Outcome => {
  try {
    const plan = planOf(name, check, given)
    const result = plan.arbitrary === undefined ? once(f, plan) : sampled(f, plan)
    return E.isRight(result)
      ? { tag: 'right', name, text: result.right }
      : { tag: 'wrong', name, text: result.left }
  } catch (error) {
    return { tag: 'failed', name, text: error instanceof Error ? error.message : String(error) }
  }
}

/**
 * Checks the functions of a module, or those named. One without an entry in the module's `checks` is
 * skipped where none is named, and a failure where it is.
 */
export const checkModule = (
  exports: Readonly<Record<string, unknown>>,
  only: readonly string[],
  given: CheckOptions,
): readonly Outcome[] => {
  const checks = (exports[CHECKS] ?? {}) as Readonly<Record<string, unknown>>
  const functions = Object.keys(exports).filter(name => typeof exports[name] === 'function')
  const strangers = Object.keys(checks).filter(name => !functions.includes(name))
  const how = (name: string): string =>
    `Export ${CHECKS} = { ${name}: [...] } with the arguments to call it with.`
  const named = only.length > 0 ? only : [...functions, ...strangers]
  return named.map((name): Outcome => {
    if (!functions.includes(name))
      return { tag: 'failed', name, text: `The module exports no function ${name}.` }
    if (Object.hasOwn(checks, name))
      return outcome(name, exports[name] as TreeFunction, checks[name], given)
    return { tag: only.length > 0 ? 'failed' : 'skipped', name, text: how(name) }
  })
}
