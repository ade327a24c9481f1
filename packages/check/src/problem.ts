/** A function and its derivatives as functions of one list of float64 numbers, with names for them. */
import { jvp, vjp } from '@miniflow/core'
import { type Aval, dense, isFloat, isTensor, sizeOf, type Value } from '@miniflow/core/extend'

/** f on lists of tensors, in float64. */
export type Leafwise = (xs: readonly Value[]) => readonly Value[]

/** A leaf of the arguments or of the result among all numbers. */
export interface Leaf {
  readonly path: string
  readonly shape: readonly number[]
  readonly start: number
  readonly size: number
}

export interface Problem {
  readonly leafwise: Leafwise
  readonly inputs: readonly Leaf[]
  readonly outputs: readonly Leaf[]
  readonly at: Float64Array
  readonly value: Float64Array
  /** How often f was evaluated. */
  readonly count: () => number
  readonly f: (x: Float64Array) => Float64Array
  readonly push: (v: Float64Array) => Float64Array
  readonly pull: (u: Float64Array) => Float64Array
}

const leavesOf = (avals: readonly Aval[], paths: readonly string[]): readonly Leaf[] => {
  let start = 0
  return avals.map(({ shape }, i) => {
    const size = sizeOf(shape)
    start += size
    return { path: paths[i] ?? `[${i}]`, shape, start: start - size, size }
  })
}

export const totalOf = (leaves: readonly Leaf[]): number =>
  leaves.reduce((n, { size }) => n + size, 0)

/** Values of these shapes from numbers. */
export const valuesFrom = (leaves: readonly Leaf[], x: Float64Array): readonly Value[] =>
  leaves.map(({ shape, start, size }) => dense(shape, 'float64', x.slice(start, start + size)))

export const numbersFrom = (values: readonly Value[]): Float64Array => {
  const all = new Float64Array(values.reduce((n, { size }) => n + size, 0))
  let start = 0
  for (const value of values) {
    all.set(value.data(), start)
    start += value.size
  }
  return all
}

const lazily = <A>(make: () => A): (() => A) => {
  let made: { readonly is: A } | undefined
  return () => {
    made ??= { is: make() }
    return made.is
  }
}

/** The problem of a function at a point; `outputPaths` names its results. */
export const problemOf = (
  leafwise: Leafwise,
  xs: readonly Value[],
  paths: readonly string[],
  outputPaths: readonly string[],
): Problem => {
  const inputs = leavesOf(xs, paths)
  const ys = leafwise(xs)
  const outputs = leavesOf(ys, outputPaths)
  let evaluations = 1
  const f = (x: Float64Array): Float64Array => {
    evaluations++
    return numbersFrom(leafwise(valuesFrom(inputs, x)))
  }
  const pullback = lazily(() => {
    const [, pull] = vjp((...all: readonly Value[]) => leafwise(all))(...xs)
    return pull as (gs: readonly Value[]) => readonly Value[]
  })
  return {
    leafwise,
    inputs,
    outputs,
    at: numbersFrom(xs),
    value: numbersFrom(ys),
    count: () => evaluations,
    f,
    push: v => {
      const [, tangents] = jvp((...all: readonly Value[]) => leafwise(all))(
        xs,
        valuesFrom(inputs, v),
      )
      return numbersFrom(tangents as readonly Value[])
    },
    pull: u => numbersFrom(pullback()(valuesFrom(outputs, u))),
  }
}

/** The derivative of a leafwise function in reverse mode from a fixed cotangent, as such a function. */
export const gradientOf =
  (f: Leafwise, u: readonly Value[]): Leafwise =>
  xs => {
    const [, pull] = vjp((...all: readonly Value[]) => f(all))(...xs)
    return (pull as (gs: readonly Value[]) => readonly Value[])(u)
  }

/** The derivative in a fixed direction, as such a function. */
export const tangentOf =
  (f: Leafwise, v: readonly Value[]): Leafwise =>
  xs => {
    const [, tangents] = jvp((...all: readonly Value[]) => f(all))(xs, v)
    return tangents as readonly Value[]
  }

/** Only what has derivatives. */
export const floatsOf = (values: readonly Value[]): readonly Value[] =>
  values.filter(value => isTensor(value) && isFloat(value.dtype))

/** `w[0,1]`: where the n-th of all numbers stands in its tree. */
export const placeOf = (
  leaves: readonly Leaf[],
  n: number,
): { readonly leaf: Leaf; readonly index: readonly number[] } => {
  const leaf = leaves.find(({ start, size }) => start <= n && n < start + size) as Leaf
  let rest = n - leaf.start
  const index = leaf.shape.map((_, axis) => {
    const below = sizeOf(leaf.shape.slice(axis + 1))
    const i = Math.floor(rest / below)
    rest -= i * below
    return i
  })
  return { leaf, index }
}
