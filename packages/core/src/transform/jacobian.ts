/** Jacobians, Hessians and their products: a basis mapped over forward or reverse mode. */

import { optionsIn } from '../data/options.js'
import { checkSize, range } from '../data/shape.js'
import type { Arguments } from '../data/signatures-transform.js'
import { like, type Value } from '../data/tensor.js'
import { type Flat, flattenIn, isList, rebuild } from '../data/tree.js'
import type { DType, IsAny, Tensor, Unknown } from '../data/types.js'
import { orRaise } from '../error.js'
import { reshape, transpose } from '../ops/layout.js'
import { identityLike } from '../ops/linalg-parts.js'
import {
  type Leafwise,
  lifted,
  parameterNames,
  type TreeFunction,
  wantFunction,
  withNamesOf,
} from './call.js'
import { gradient, positions } from './grad.js'
import { overBatch } from './joint.js'
import { directional, pushed } from './jvp.js'
import { differentiable, transposed } from './vjp.js'

/** For each leaf of R a tree like P, whose shapes are those of the result with the argument's after them. */
export type JacobianOf<R, P> =
  IsAny<R> extends true
    ? Unknown
    : R extends Tensor<Unknown, infer D>
      ? Derivative<P, D>
      : { [K in keyof R]: JacobianOf<R[K], P> }
type Derivative<P, D extends DType> =
  IsAny<P> extends true
    ? Unknown
    : P extends Tensor
      ? Tensor<Unknown, D>
      : { [K in keyof P]: Derivative<P[K], D> }

type First<A extends readonly unknown[]> = A[0]

/** The type of `jacfwd` and `jacrev`. */
export type Jacobian = <A extends Arguments, R>(
  f: (...args: A) => R,
  options?: JacobianOptions,
) => (...args: A) => JacobianOf<R, First<A>>

/** The type of `hessian`. */
export type Hessian = <A extends Arguments>(
  f: (...args: A) => Tensor,
  options?: JacobianOptions,
) => (...args: A) => JacobianOf<First<A>, First<A>>

interface JacobianOptions {
  readonly argnums?: number | undefined
}

/** f as a function of the one argument that the options name, and that argument. */
const focus = (
  where: string,
  f: TreeFunction,
  argnums: number,
  args: readonly unknown[],
): { readonly at: TreeFunction; readonly flat: Flat } => {
  const position = positions(where, [argnums], args.length)[0] as number
  const name = parameterNames(f, args.length)[position]
  return {
    at: (y: unknown) => f(...(args.with(position, y) as readonly unknown[] as readonly never[])),
    flat: differentiable(where, flattenIn(where, lifted(args[position]), name)),
  }
}

/** One argument as a list of arguments. */
const alone = (flat: Flat): Flat => ({
  ...flat,
  structure: { tag: 'List', items: [flat.structure] },
})

/** A linear map of lists applied to every element of leaf i alone: [size, ...] for each result. */
const overBasis = (
  where: string,
  leaves: readonly Value[],
  i: number,
  map: Leafwise,
): readonly Value[] => {
  const { shape, size, dtype } = leaves[i] as Value
  orRaise(where, checkSize([size, size]))
  const basis = reshape(identityLike(like({ shape: [size, size], dtype }, 0)), [size, ...shape])
  const unit: Leafwise = ([one]) =>
    map(leaves.map((other, j) => (i === j ? (one as Value) : like(other, 0))))
  return overBatch(unit, size)([basis])
}

/** [...in, ...out] as [...out, ...in]. */
const inputsLast = (x: Value, inputs: number): Value =>
  transpose(x, [...range(x.rank).slice(inputs), ...range(x.rank).slice(0, inputs)])

/**
 * The Jacobian by reverse mode, one pullback for each element of the result: best for few results of
 * many arguments. For every leaf of f's result a tree like the argument, with shapes `[...result,
 * ...argument]`; `argnums` says which argument (default: the first).
 * @example jacrev((x) => mul(x, x))(tensor([1, 2])) // => [[2, 0], [0, 4]]
 */
export const jacrev: Jacobian = ((f: TreeFunction, options?: JacobianOptions) => {
  wantFunction('jacrev', f)
  const { argnums = 0 } = optionsIn('jacrev', options, ['argnums'])
  return withNamesOf(f, (...args: readonly unknown[]) => {
    const { at, flat } = focus('jacrev', f, argnums, args)
    const { outputs, pullback } = transposed('jacrev', at, alone(flat))
    differentiable('jacrev', outputs)
    const rows = outputs.leaves.map((leaf, i) =>
      rebuild(
        flat.structure,
        overBasis('jacrev', outputs.leaves, i, pullback).map((column, j) =>
          reshape(column, [...leaf.shape, ...(flat.leaves[j] as Value).shape]),
        ),
      ),
    )
    return rebuild(outputs.structure, rows)
  })
}) as Jacobian

/**
 * The Jacobian by forward mode, one pushforward for each element of the argument: best for many
 * results of few arguments. The same result as `jacrev`.
 * @example jacfwd((x) => mul(x, x))(tensor([1, 2])) // => [[2, 0], [0, 4]]
 */
export const jacfwd: Jacobian = ((f: TreeFunction, options?: JacobianOptions) => {
  wantFunction('jacfwd', f)
  return forwardJacobian('jacfwd', f, optionsIn('jacfwd', options, ['argnums']))
}) as Jacobian

/** The Jacobian by forward mode, in the name of the public function `where`. */
const forwardJacobian = (
  where: string,
  f: TreeFunction,
  { argnums = 0 }: JacobianOptions,
): TreeFunction =>
  withNamesOf(f, (...args: readonly unknown[]) => {
    const { at, flat } = focus(where, f, argnums, args)
    const { outputs, pushforward } = pushed(where, at, alone(flat))
    const columns = flat.leaves.map((leaf, j) =>
      overBasis(where, flat.leaves, j, pushforward).map((column, i) =>
        inputsLast(
          reshape(column, [...leaf.shape, ...(outputs.leaves[i] as Value).shape]),
          leaf.rank,
        ),
      ),
    )
    const rows = outputs.leaves.map((_, i) =>
      rebuild(
        flat.structure,
        columns.map(column => column[i]),
      ),
    )
    return rebuild(outputs.structure, rows)
  })

/**
 * The Hessian of a function whose value is one number: forward over reverse mode. For every leaf of
 * the argument a tree like the argument, with shapes `[...leaf, ...other leaf]`.
 * @example hessian((x) => sum(mul(x, mul(x, x))))(tensor([1, 2])) // => [[ 6, 0], [ 0, 12]]
 */
export const hessian: Hessian = ((f: TreeFunction, given?: JacobianOptions) => {
  wantFunction('hessian', f)
  const options = optionsIn('hessian', given, ['argnums'])
  return forwardJacobian('hessian', gradient('hessian', f, options), options)
}) as Hessian

/** The type of `hvp`. */
export type Hvp = <A extends Arguments>(
  f: (...args: A) => Tensor,
) => (primals: A, tangents: A) => A extends readonly [infer P] ? P : A

/**
 * The product of the Hessian with a vector, without the Hessian: the derivative of the gradient in a
 * direction, at the cost of a few gradients. For one argument a tree like it, for several a list.
 * @example hvp((x) => sum(mul(x, mul(x, x))))([tensor([1, 2])], [tensor([1, 0])]) // => [6, 0]
 */
export const hvp: Hvp = ((f: TreeFunction) => {
  wantFunction('hvp', f)
  return (primals: unknown, tangents: unknown) => {
    const several = isList(primals) && primals.length !== 1
    const argnums = several ? range(primals.length) : 0
    return directional('hvp', gradient('hvp', f, { argnums }), primals, tangents)[1]
  }
}) as Hvp
