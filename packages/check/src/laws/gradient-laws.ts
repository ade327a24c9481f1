/** All laws of derivatives as one property of a user's function. */
import { ArgumentError, type Tensor, TracedValueError, tree } from '@miniflow/core'
import * as fc from 'fast-check'
import type { Law } from './law.js'
import { type Broken, LawError } from './law-error.js'
import { isFloat, mixedOf, type Subject, smoothOf, type TreeFunction, wholeOf } from './subject.js'
import { type LawName, laws } from './table.js'

/** Which laws to leave out. */
export interface LawOptions {
  /** Laws that f need not keep, such as `forward` and `reverse` for a rule that is wrong on purpose. */
  readonly without?: readonly LawName[] | undefined
}

const wantNames = (where: string, names: readonly LawName[]): void => {
  const wrong = names.find(name => !Object.hasOwn(laws, name))
  if (wrong !== undefined)
    throw new ArgumentError(
      where,
      `there is no law "${wrong}" to leave out.`,
      `The laws are ${Object.keys(laws).join(', ')}.`,
    )
}

const wantFloats = (where: string, args: readonly unknown[]): void => {
  if (!tree.leaves(args).some(isFloat))
    throw new ArgumentError(
      where,
      'none of the arguments holds a float tensor, so there is nothing to differentiate.',
      'Draw them with tensors(...) or trees(...), several with fc.tuple(...).',
    )
}

/** What breaks the law; nothing where a function that reads values is asked for its shapes. */
const breaksOf = (law: Law, { f, xs, name }: Subject): readonly string[] => {
  try {
    return law.breaks(f, xs, name)
  } catch (error) {
    if (law.needs.includes('shapes') && error instanceof TracedValueError) return []
    throw error
  }
}

/** The laws that f breaks at a point. */
export const brokenAt = (
  f: TreeFunction,
  args: readonly unknown[],
  without: readonly LawName[],
): readonly Broken[] => {
  const [whole, smooth, mixed] = [wholeOf(f, args), smoothOf(f, args), mixedOf(f, args)]
  const subjectOf = ({ needs }: Law): Subject => {
    if (needs.includes('all arguments')) return mixed
    return needs.includes('derivatives') ? smooth : whole
  }
  return (Object.entries(laws) as readonly (readonly [LawName, Law])[])
    .filter(([name]) => !without.includes(name))
    .map(([name, law]) => ({
      law: name,
      statement: law.statement,
      breaks: breaksOf(law, subjectOf(law)),
    }))
    .filter(({ breaks }) => breaks.length > 0)
}

/** The arguments as a message shows them. */
const shown = (args: readonly unknown[]): readonly string[] => {
  const paths = tree.paths(args)
  return tree
    .leaves(args)
    .map((leaf: Tensor, i) => `${paths[i]}: ${leaf.dtype}[${leaf.shape}] ${String(leaf)}`)
}

/** The property that `broken` finds nothing. */
export const holding = <A extends readonly unknown[]>(
  where: string,
  arbitrary: fc.Arbitrary<A>,
  broken: (args: A) => readonly Broken[],
): fc.IPropertyWithHooks<[A]> =>
  fc.property(arbitrary, args => {
    wantFloats(where, args)
    const found = broken(args)
    if (found.length > 0) throw new LawError(where, shown(args), found)
  })

/**
 * The laws of derivatives as a fast-check property of f: reverse and forward mode give what
 * differences of values give and are each other's transpose, both are linear, second derivatives are
 * right, commute and are symmetric, vmap is a loop around and inside of them, the tape gives what f
 * gives, and f is pure. `arbitrary` draws the list of arguments, trees of float64 tensors at which f
 * is defined: `fc.tuple(tensors(shapes()))`, `broadcastablePairs()`. At kinks any slope between those
 * of both sides is right. A failure shrinks to the smallest shapes and simplest numbers; its `LawError`
 * says which laws are broken there. Laws on shapes are left out for a function that reads values.
 *
 * Throws `ArgumentError` for the name of a law that there is not, and, when it is run, for arguments
 * without floats.
 * @example fc.check(gradientLaws((x) => sum(mul(x, sin(x))), fc.tuple(tensors(shapes())))).failed // => false
 * @example fc.check(gradientLaws((x) => mul(x, stopGradient(x)), fc.tuple(tensors(shapes())))).counterexample // => 0
 */
export const gradientLaws = <A extends readonly unknown[]>(
  f: (...args: A) => unknown,
  arbitrary: fc.Arbitrary<A>,
  { without = [] }: LawOptions = {},
): fc.IPropertyWithHooks<[A]> => {
  wantNames('gradientLaws', without)
  return holding('gradientLaws', arbitrary, args => brokenAt(f as TreeFunction, args, without))
}
