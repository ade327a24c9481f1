/** The user's own derivatives, and no derivative at all. */

import { isFloat } from '../data/dtype.js'
import { optionsIn } from '../data/options.js'
import type { Arguments } from '../data/signatures-transform.js'
import { type Aval, like, type Value } from '../data/tensor.js'
import {
  type Flat,
  flattenIn,
  isList,
  leafCount,
  nameOf,
  rebuild,
  type Structure,
} from '../data/tree.js'
import { raise, reason } from '../error.js'
import { stopGradientOp } from '../ops/select.js'
import type { Node, Op, Rewrite } from '../tape/op.js'
import { apply, isTracer } from '../tape/record.js'
import { asWritten } from '../tape/watch.js'
import {
  alignLeaves,
  callWith,
  flattenArguments,
  type Leafwise,
  type TreeFunction,
  takeResult,
  wantFunction,
} from './call.js'
import { applyJoint, type Joint, jointOp, overBatch, stageLeaves, vjpLeaves } from './joint.js'

/**
 * x with a derivative of 0; x may be a tree.
 * @example grad((x) => mul(x, stopGradient(x)))(tensor(3)) // => 3
 */
export const stopGradient = <T>(x: T): T => {
  const { leaves, structure } = flattenIn('stopGradient', x)
  return rebuild(
    structure,
    leaves.map(leaf => (isFloat(leaf.dtype) ? apply(stopGradientOp, leaf) : leaf)),
  ) as T
}

/** A function with rules of its own, all on lists of leaves. */
interface Rules {
  readonly label: string
  readonly run: Leafwise
  readonly outputs: (args: readonly Aval[]) => readonly Aval[]
  readonly push: Joint['push']
  readonly pull: Joint['pull']
}

const fromInside = (label: string): never =>
  raise(
    label,
    reason(
      'argument',
      'f uses a tensor of a function around it that is being differentiated or traced; the rule has no derivative in it.',
      'Pass it to f as an argument.',
    ),
  )

const customJoint = (rules: Rules, lead: number): Joint => ({
  name: 'custom',
  params: { rule: rules.label },
  bodies: [],
  lead,
  outputs: rules.outputs,
  run: rules.run,
  inline: rules.run,
  push: rules.push,
  pull: rules.pull,
  batch: size => customJoint(batchRules(rules, size), lead + 1),
  rewritten: (how, args) => customJoint(rewrittenRules(rules, how, args), lead),
})

/** Rules whose functions are run as `how` says. */
const rewrittenRules = (rules: Rules, how: Rewrite, args: readonly Aval[]): Rules => {
  const outputs = rules.outputs(args)
  const paired =
    (f: (xs: readonly Value[], ys: readonly Value[]) => readonly Value[], ys: readonly Aval[]) =>
    (xs: readonly Value[], given: readonly Value[]): readonly Value[] =>
      how.inside(
        all => f(all.slice(0, xs.length), all.slice(xs.length)),
        [...args, ...ys],
      )([...xs, ...given])
  return {
    label: rules.label,
    run: how.inside(rules.run, args),
    outputs: () => outputs.map(how.aval),
    push: paired(rules.push, args),
    pull: paired(rules.pull, outputs),
  }
}

/** Rules for operands that all carry a batch axis in front. */
const batchRules = (rules: Rules, size: number): Rules => {
  const mapped =
    (f: (xs: readonly Value[], ys: readonly Value[]) => readonly Value[]) =>
    (xs: readonly Value[], ys: readonly Value[]): readonly Value[] =>
      overBatch(all => f(all.slice(0, xs.length), all.slice(xs.length)), size)([...xs, ...ys])
  return {
    label: rules.label,
    run: overBatch(rules.run, size),
    outputs: args =>
      rules
        .outputs(args.map(({ shape, dtype }) => ({ shape: shape.slice(1), dtype })))
        .map(({ shape, dtype }) => ({ shape: [size, ...shape], dtype })),
    push: mapped(rules.push),
    pull: mapped(rules.pull),
  }
}

export const customOp = (rules: Rules): Op => jointOp(customJoint(rules, 0))

/** f on lists: the structure of its result is found on the way. */
const onLeaves = (where: string, f: TreeFunction, structure: Structure) => {
  let result: Structure | undefined
  const run: Leafwise = xs => {
    const flat = takeResult(where, callWith(f, structure, xs))
    result = flat.structure
    return flat.leaves
  }
  return { run, resultStructure: () => result as Structure }
}

/** The shapes of f's results, found by tracing it; no tensor of another recording may be in it. */
const tracedOutputs =
  (label: string, run: Leafwise) =>
  (args: readonly Aval[]): readonly Aval[] => {
    const { nodes, outputs } = stageLeaves(run, args)
    if (nodes.some(node => node.tag === 'Const' && isTracer(node.value))) fromInside(label)
    return outputs.map(slot => (nodes[slot] as Node).aval)
  }

const call = (args: Flat, rules: Rules, resultStructure: () => Structure): unknown => {
  const outputs = applyJoint(customJoint(rules, 0), args.leaves)
  return rebuild(resultStructure(), outputs)
}

/** Cotangents or tangents from the user, like the leaves they belong to. */
const fitting = (where: string, what: string, given: unknown, expected: Flat): readonly Value[] => {
  if (!isList(given))
    return raise(
      where,
      reason('output', `${what} must return a list, one entry for each argument of f.`),
    )
  const filled = given.map((entry, i) =>
    entry === null || entry === undefined
      ? zeros((expected.structure as { items: readonly Structure[] }).items[i], expected, i)
      : entry,
  )
  return alignLeaves(where, 'cotangent', filled, expected)
}

/** Zeros in the place of an argument for which the user gave none. */
const zeros = (structure: Structure | undefined, all: Flat, index: number): unknown => {
  const items = (all.structure as { items: readonly Structure[] }).items
  const before = items.slice(0, index).reduce((n, s) => n + leafCount(s), 0)
  const s = structure ?? { tag: 'List', items: [] }
  return rebuild(
    s,
    all.leaves.slice(before, before + leafCount(s)).map(leaf => like(leaf, 0)),
  )
}

/** What `customVjp` needs: f with what to save, and the cotangents from it. */
export interface VjpRule<A extends readonly unknown[], R, S> {
  readonly forward: (...args: A) => readonly [R, S]
  readonly backward: (saved: S, cotangent: R) => { readonly [K in keyof A]: A[K] | null }
  /**
   * For an f that cannot be traced, since it reads values (to call another library, say): a function
   * of the same arguments that can be, and whose result has the structure, shapes and dtypes of f's.
   */
  readonly like?: (...args: A) => R
}

const likeIn = <F>(where: string, like: F | undefined): F | undefined =>
  like === undefined || typeof like === 'function'
    ? like
    : raise(where, reason('argument', `like is ${nameOf(like)}; expected a function.`))

const rulesIn = <A extends readonly unknown[], R, S>(rule: VjpRule<A, R, S>): VjpRule<A, R, S> => {
  const given = optionsIn('customVjp', rule, ['forward', 'backward', 'like'])
  const { forward, backward } = given
  const like = likeIn('customVjp', given.like)
  return typeof forward === 'function' && typeof backward === 'function'
    ? { forward, backward, ...(like !== undefined && { like }) }
    : raise(
        'customVjp',
        reason(
          'argument',
          `forward is ${nameOf(forward)} and backward is ${nameOf(backward)}; expected two functions.`,
          'Write customVjp(f, { forward: (x) => [y, saved], backward: (saved, g) => [dx] }).',
        ),
      )
}

/**
 * f with a derivative of your own. `forward` gives f's value and what the backward pass is to have;
 * `backward(saved, g)` gives the list of the arguments' cotangents (null for none). It may use any
 * operations, and is differentiated for higher orders and for forward mode. Arguments are trees;
 * tensors from outside of f that are being differentiated must be passed as arguments.
 * @example grad(customVjp((x) => abs(x), { forward: (x) => [abs(x), x], backward: (x, g) => [mul(g, tanh(x))] }))(tensor(0)) // => 0
 */
export const customVjp = <A extends Arguments, R, S>(
  f: (...args: A) => R,
  rule: VjpRule<A, R, S>,
): ((...args: A) => R) => {
  wantFunction('customVjp', f)
  const { forward, backward, like: alike = f } = rulesIn(rule)
  return (...primals: A): R => {
    const args = flattenArguments('customVjp', f as TreeFunction, primals)
    const { run } = onLeaves('customVjp', f as TreeFunction, args.structure)
    const shaped = onLeaves('customVjp', alike as TreeFunction, args.structure)
    const outputs = tracedOutputs('customVjp', shaped.run)
    const pull: Joint['pull'] = (xs, cotangents) => {
      const expected: Flat = { ...args, leaves: xs }
      const result = callWith(forward as TreeFunction, args.structure, xs)
      if (!isList(result) || result.length !== 2)
        return raise(
          'customVjp',
          reason('output', 'forward must return [value, saved], a list of two.'),
        )
      const shape = takeResult('customVjp', result[0]).structure
      const back = backward as (saved: unknown, g: unknown) => unknown
      const given = asWritten(() => back(result[1], rebuild(shape, cotangents)))
      return fitting('customVjp', 'backward', given, expected)
    }
    const rules: Rules = {
      label: 'customVjp',
      run,
      outputs,
      pull,
      // The pullback is linear in g, and the transpose of the pullback is the pushforward.
      push: (xs, tangents) => {
        const outs = outputs(xs).map(aval => like(aval, 0))
        return vjpLeaves(gs => pull(xs, gs), outs, tangents)
      },
    }
    return call(args, rules, shaped.resultStructure) as R
  }
}

/** What `customJvp` needs: value and tangent from primals and tangents. */
export type JvpRule<A extends readonly unknown[], R> = (primals: A, tangents: A) => readonly [R, R]

/** What `customJvp` may be told besides. */
export interface JvpOptions<A extends readonly unknown[], R> {
  /**
   * For an f that cannot be traced, since it reads values (to call another library, say): a function
   * of the same arguments that can be, and whose result has the structure, shapes and dtypes of f's.
   */
  readonly like?: ((...args: A) => R) | undefined
}

/**
 * f with a derivative of your own in forward mode: `rule(primals, tangents)` gives `[value, tangent]`,
 * the tangent being linear in the tangents; reverse mode is its transpose. `{ like }` says what the
 * result is like where f reads values.
 * @example grad(customJvp((x) => abs(x), ([x], [dx]) => [abs(x), mul(tanh(x), dx)]))(tensor(0)) // => 0
 */
export const customJvp = <A extends Arguments, R>(
  f: (...args: A) => R,
  rule: JvpRule<A, R>,
  options?: JvpOptions<A, R>,
): ((...args: A) => R) => {
  wantFunction('customJvp', f)
  wantFunction('customJvp', rule)
  const { like: given } = optionsIn('customJvp', options, ['like'])
  const alike = likeIn('customJvp', given) ?? f
  return (...primals: A): R => {
    const args = flattenArguments('customJvp', f as TreeFunction, primals)
    const { run } = onLeaves('customJvp', f as TreeFunction, args.structure)
    const shaped = onLeaves('customJvp', alike as TreeFunction, args.structure)
    const push: Joint['push'] = (xs, tangents) => {
      const given = [rebuild(args.structure, xs), rebuild(args.structure, tangents)] as const
      const result = asWritten(() => rule(...(given as unknown as Parameters<typeof rule>)))
      if (!isList(result) || result.length !== 2)
        return raise(
          'customJvp',
          reason('output', 'the rule must return [value, tangent], a list of two.'),
        )
      return alignLeaves('customJvp', 'tangent', result[1], takeResult('customJvp', result[0]))
    }
    const rules: Rules = {
      label: 'customJvp',
      run,
      outputs: tracedOutputs('customJvp', shaped.run),
      push,
      pull: (xs, cotangents) =>
        vjpLeaves(
          ts => push(xs, ts),
          xs.map(x => like(x, 0)),
          cotangents,
        ),
    }
    return call(args, rules, shaped.resultStructure) as R
  }
}
