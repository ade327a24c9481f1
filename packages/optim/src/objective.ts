/** A function of a tree of parameters as a function of one flat vector of float64. */
import {
  ArgumentError,
  astype,
  concat,
  DTypeError,
  dot,
  ravel,
  reshape,
  type Scalar,
  slice,
  type Tensor,
  tensor,
  tree,
  valueAndGrad,
  zeros,
} from '@miniflow/core'
import { inNameOf, leavesOf } from './leaves.js'
import { shown } from './options.js'

export type Vector = Tensor<[number], 'float64'>

export const inner = (a: Vector, b: Vector): number => dot(a, b).item()

export const lengthOf = (a: Vector): number => Math.sqrt(inner(a, a))

/** Where f was computed. A value that is not finite, or has no finite gradient, is Infinity. */
export interface Point<P> {
  readonly x: P
  readonly at: Vector
  readonly value: number
  readonly gradient: Vector
}

export interface Objective<P> {
  readonly start: Point<P>
  readonly evaluate: (at: Vector) => Point<P>
  /** The distance from 1 to the next number of the coarsest dtype among the parameters. */
  readonly precision: number
}

const flat = (leaves: readonly Tensor[]): Vector =>
  leaves.length === 0
    ? zeros([0], { dtype: 'float64' })
    : (concat(leaves.map(leaf => astype(ravel(leaf), 'float64'))) as Vector)

/** The elements alone: what is computed with them here has no derivative. */
const known = (x: Tensor): Tensor => tensor(x.data(), [...x.shape], { dtype: x.dtype })

const checkFloats = (x0: unknown, leaves: readonly Tensor[]): void =>
  leaves.forEach((leaf, i) => {
    if (leaf.dtype === 'float32' || leaf.dtype === 'float64') return
    const path = tree.paths(x0)[i]
    throw new DTypeError(
      'minimize',
      `x0${path ? ` at ${path}` : ''} is ${leaf.dtype}; expected float32 or float64.`,
      'Pass what stays as it is to f in another way.',
    )
  })

const checkStart = <P>({ value, gradient }: Point<P>, got: number): void => {
  if (Number.isFinite(value)) return
  const bad = Array.from(gradient.data()).find(x => !Number.isFinite(x))
  throw new ArgumentError(
    'minimize',
    Number.isFinite(got)
      ? `the gradient of f at x0 ${bad === undefined ? 'is too large' : `has an element ${bad}`}; expected finite numbers.`
      : `f is ${got} at x0; expected a finite number.`,
    'Begin where f and its gradient are finite; debugNaN(f)(x0) says where they are not.',
  )
}

export const objective = <P>(f: (x: P) => Scalar, x0: P): Objective<P> => {
  if (typeof f !== 'function')
    throw new ArgumentError(
      'minimize',
      `got ${shown(f)} where a function is expected.`,
      'Write minimize(f, x0): the function of the parameters, and where to begin.',
    )
  const leaves = inNameOf('minimize', () => leavesOf('minimize', x0).map(known))
  checkFloats(x0, leaves)
  const structure = tree.structure(x0)
  let end = 0
  const places = leaves.map(({ size }) => {
    const from = end
    end += size
    return [[from], [end]] as const
  })
  const rebuilt = (at: Vector): readonly Tensor[] =>
    leaves.map(({ shape, dtype }, i) => {
      const [from, to] = places[i] as (typeof places)[number]
      return astype(reshape(slice(at, from, to), [...shape]), dtype)
    })
  const valueAndGradient = valueAndGrad(f as (x: Tensor) => Scalar)
  const evaluate = (parts: readonly Tensor[]): readonly [Point<P>, number] => {
    const x = tree.unflatten(structure, parts)
    const [value, slope] = inNameOf('minimize', () => valueAndGradient(x as Tensor), [
      'valueAndGrad',
    ])
    const gradient = flat(tree.leaves(slope).map(known))
    const got = Number(value.item())
    const bounded = Number.isFinite(got) && Number.isFinite(inner(gradient, gradient))
    // `at` is what the dtypes of the parameters make of it, so that steps are those really taken.
    const point = { x: x as P, at: flat(parts), gradient }
    return [{ ...point, value: bounded ? got : Number.POSITIVE_INFINITY }, got]
  }
  const [start, got] = evaluate(leaves)
  checkStart(start, got)
  return {
    start,
    evaluate: at => evaluate(rebuilt(at))[0],
    precision: leaves.some(({ dtype }) => dtype === 'float32') ? 2 ** -23 : Number.EPSILON,
  }
}
