/** Jacobians, Hessians and their products: a basis mapped over forward or reverse mode. */

import { resolveAxis } from '../data/shape.js'
import type { Arguments } from '../data/signatures-transform.js'
import { like, type Value } from '../data/tensor.js'
import { type Flat, flattenIn, rebuild } from '../data/tree.js'
import type { DType, IsAny, Tensor, Unknown } from '../data/types.js'
import { orRaise } from '../error.js'
import { eye } from '../fn/creation.js'
import { reshape, transpose } from '../ops/layout.js'
import { parameterNames, type TreeFunction, wantFunction } from './call.js'
import { grad } from './grad.js'
import { jvp, linearize } from './jvp.js'
import { differentiable, vjp } from './vjp.js'
import { vmap } from './vmap.js'

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
  options?: { readonly argnums?: number },
) => (...args: A) => JacobianOf<R, First<A>>

/** The type of `hessian`. */
export type Hessian = <A extends Arguments>(
  f: (...args: A) => Tensor,
  options?: { readonly argnums?: number },
) => (...args: A) => JacobianOf<First<A>, First<A>>

/** f as a function of one argument, with the leaves of that argument. */
const focus = (
  where: string,
  f: TreeFunction,
  argnums: number,
  args: readonly unknown[],
): { readonly at: (x: unknown) => unknown; readonly x: unknown; readonly flat: Flat } => {
  wantFunction(where, f)
  const position = orRaise(where, resolveAxis(argnums, args.length))
  const x = args[position]
  const name = parameterNames(f, args.length)[position]
  return {
    at: y => f(...(args.with(position, y) as readonly unknown[] as readonly never[])),
    x,
    flat: differentiable(where, flattenIn(where, x, name)),
  }
}

/** A linear map of trees applied to every element of leaf i alone: [size, ...] for each result leaf. */
const overBasis = (
  { leaves, structure }: Flat,
  i: number,
  map: (tree: unknown) => unknown,
): readonly Value[] => {
  const leaf = leaves[i] as Value
  const basis = reshape(eye(leaf.size, { dtype: leaf.dtype }), [leaf.size, ...leaf.shape])
  const one = (unit: Value): readonly Value[] => {
    const units = leaves.map((other, j) => (i === j ? unit : like(other, 0)))
    return flattenIn('vmap', map(rebuild(structure, units))).leaves
  }
  return vmap(one as never)(basis as never) as readonly Value[]
}

/** [...in, ...out] as [...out, ...in]. */
const inputsLast = (x: Value, inputs: number): Value =>
  transpose(x, [
    ...x.shape.map((_, axis) => axis).slice(inputs),
    ...x.shape.map((_, axis) => axis).slice(0, inputs),
  ])

/**
 * The Jacobian by reverse mode, one pullback for each element of the result: best for few results of
 * many arguments. For every leaf of f's result a tree like the argument, with shapes `[...result,
 * ...argument]`; `argnums` says which argument (default: the first).
 * @example jacrev((x) => mul(x, x))(tensor([1, 2])) // => [[2, 0], [0, 4]]
 */
export const jacrev: Jacobian = ((f: TreeFunction, { argnums = 0 } = {}) =>
  (...args: readonly unknown[]) => {
    const { at, x, flat } = focus('jacrev', f, argnums, args)
    const [value, pullback] = vjp(at)(x)
    const result = differentiable('jacrev', flattenIn('jacrev', value))
    const rows = result.leaves.map((leaf, i) => {
      const columns = overBasis(result, i, ct => (pullback(ct) as readonly unknown[])[0])
      return rebuild(
        flat.structure,
        columns.map((column, j) =>
          reshape(column, [...leaf.shape, ...(flat.leaves[j] as Value).shape]),
        ),
      )
    })
    return rebuild(result.structure, rows)
  }) as Jacobian

/**
 * The Jacobian by forward mode, one pushforward for each element of the argument: best for many
 * results of few arguments. The same result as `jacrev`.
 * @example jacfwd((x) => mul(x, x))(tensor([1, 2])) // => [[2, 0], [0, 4]]
 */
export const jacfwd: Jacobian = ((f: TreeFunction, { argnums = 0 } = {}) =>
  (...args: readonly unknown[]) => {
    const { at, x, flat } = focus('jacfwd', f, argnums, args)
    const [value, pushforward] = linearize(at)(x)
    const result = flattenIn('jacfwd', value)
    const columns = flat.leaves.map((leaf, j) =>
      overBasis(flat, j, t => pushforward(t as never)).map((column, i) =>
        inputsLast(
          reshape(column, [...leaf.shape, ...(result.leaves[i] as Value).shape]),
          leaf.rank,
        ),
      ),
    )
    return rebuild(
      result.structure,
      result.leaves.map((_, i) =>
        rebuild(
          flat.structure,
          columns.map(column => column[i]),
        ),
      ),
    )
  }) as Jacobian

/**
 * The Hessian of a function whose value is one number: forward over reverse mode. For every leaf of
 * the argument a tree like the argument, with shapes `[...leaf, ...other leaf]`.
 * @example hessian((x) => sum(mul(x, mul(x, x))))(tensor([1, 2])) // => [[ 6, 0], [ 0, 12]]
 */
export const hessian: Hessian = ((f: TreeFunction, options: { readonly argnums?: number } = {}) =>
  jacfwd(grad(f as never, options) as never, options)) as Hessian

/** The type of `hvp`. */
export type Hvp = <A extends Arguments>(
  f: (...args: A) => Tensor,
) => (primals: A, tangents: A) => A extends readonly [infer P] ? P : A

/**
 * The product of the Hessian with a vector, without the Hessian: the derivative of the gradient in a
 * direction, at the cost of a few gradients. For one argument a tree like it, for several a list.
 * @example hvp((x) => sum(mul(x, mul(x, x))))([tensor([1, 2])], [tensor([1, 0])]) // => [6, 0]
 */
export const hvp: Hvp = ((f: TreeFunction) =>
  (primals: readonly unknown[], tangents: readonly unknown[]) => {
    wantFunction('hvp', f)
    const argnums = primals.length === 1 ? 0 : primals.map((_, i) => i)
    const gradient = grad(f as never, { argnums })
    const [, product] = jvp(gradient as never)(primals as never, tangents as never)
    return product
  }) as Hvp
