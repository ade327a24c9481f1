/** The laws for a derivative of one's own: what customVjp or customJvp is given. */
import {
  customJvp,
  customVjp,
  type JvpRule,
  type Tensor,
  tree,
  type VjpRule,
  zerosLike,
} from '@miniflow/core'
import * as fc from 'fast-check'
import { differing } from './compare.js'
import { brokenAt, holding, type LawOptions } from './gradient-laws.js'
import type { Broken } from './law-error.js'
import type { TreeFunction } from './subject.js'

/** Values are computed by other operations, but of the same numbers. */
const ROUNDING = 1e-9

const isPushforward = <A extends readonly unknown[], R, S>(
  rule: VjpRule<A, R, S> | JvpRule<A, R>,
): rule is JvpRule<A, R> => typeof rule === 'function'

/** The value that a rule gives beside the derivative. */
const valueOf = <A extends readonly unknown[], R, S>(
  rule: VjpRule<A, R, S> | JvpRule<A, R>,
  args: A,
): R => (isPushforward(rule) ? rule(args, tree.map(zerosLike)(args))[0] : rule.forward(...args)[0])

const valueBroken = (got: unknown, want: unknown): readonly Broken[] => {
  const leaves = tree.leaves(got)
  const breaks = tree
    .leaves(want)
    .flatMap((leaf, i) => differing('the value', leaves[i] as Tensor, leaf, ROUNDING))
  return breaks.length === 0
    ? []
    : [{ law: 'value', statement: 'the rule gives the value that f gives', breaks }]
}

/**
 * Checks a derivative of your own before you use it: that the rule gives f's value, and that
 * `customVjp(f, rule)`, or `customJvp(f, rule)`, keeps the laws of `gradientLaws` at the arguments that
 * `arbitrary` draws. Options are fast-check's (`seed`, `numRuns`), and the laws to leave out, for a rule
 * that is no derivative on purpose: a straight-through estimator is checked with
 * `{ without: ['reverse', 'forward', 'second'] }`.
 *
 * Throws an error with a `LawError` as its cause, with the smallest counterexample and its seed.
 * @example checkCustomRule((x) => exp(x), { forward: (x) => { const y = exp(x); return [y, y] }, backward: (y, g) => [mul(g, y)] }, fc.tuple(tensors(shapes()))) // => undefined
 */
export const checkCustomRule = <A extends readonly unknown[], R, S>(
  f: (...args: A) => R,
  rule: VjpRule<A, R, S> | JvpRule<A, R>,
  arbitrary: fc.Arbitrary<A>,
  { without = [], ...parameters }: LawOptions & fc.Parameters<[A]> = {},
): void => {
  const ruled = (
    isPushforward(rule)
      ? customJvp(f as never, rule as never)
      : customVjp(f as never, rule as never)
  ) as TreeFunction
  fc.assert(
    holding('checkCustomRule', arbitrary, args => [
      ...valueBroken(valueOf(rule, args), f(...args)),
      ...brokenAt(ruled, args, without),
    ]),
    parameters,
  )
}
