/** What quasi-Newton methods know of the inverse Hessian H, learnt from steps and gradients. */
import { add, eye, matmul, mul, neg, outer, sub, type Tensor } from '@miniflow/core'
import { inner, lengthOf, type Vector } from './objective.js'

export interface Curvature {
  /** Whether nothing was learnt yet: then H is the identity, and steps have no natural length. */
  readonly fresh: boolean
  /** -H g, where to go from a point with gradient g. */
  readonly direction: (gradient: Vector) => Vector
  /** What is known after a step s that changed the gradient by y. */
  readonly learn: (s: Vector, y: Vector) => Curvature
}

/** Whether f curves upwards along the step, as H must; a step that rounding swallowed teaches nothing. */
const teaches = (s: Vector, y: Vector): boolean =>
  inner(s, y) > Number.EPSILON * lengthOf(s) * lengthOf(y)

const times = (x: Vector, factor: number): Vector => mul(x, factor) as Vector
const plus = (x: Vector, y: Vector): Vector => add(x, y) as Vector
const minus = (x: Vector, y: Vector): Vector => sub(x, y) as Vector

type Matrix = Tensor<[number, number], 'float64'>

/** (1 - rho s y') H (1 - rho y s') + rho s s' with rho = 1 / s'y, (6.17), multiplied out. */
const updated = (h: Matrix, s: Vector, y: Vector): Matrix => {
  const rho = 1 / inner(s, y)
  const hy = matmul(h, y) as Vector
  const along = minus(times(s, 1 + rho * inner(y, hy)), hy)
  return add(h, mul(sub(outer(s, along), outer(hy, s)), rho)) as Matrix
}

/** s'y / y'y, the size of H along the step, (6.20) and (7.20). */
const sizeOf = (s: Vector, y: Vector): number => inner(s, y) / inner(y, y)

const withMatrix = (h: Matrix): Curvature => ({
  fresh: false,
  direction: g => neg(matmul(h, g)) as Vector,
  learn: (s, y) => (teaches(s, y) ? withMatrix(updated(h, s, y)) : withMatrix(h)),
})

/** BFGS: H as a matrix (Nocedal and Wright 2006, algorithm 6.1). */
export const bfgs: Curvature = {
  fresh: true,
  direction: g => neg(g) as Vector,
  learn: (s, y) =>
    teaches(s, y)
      ? withMatrix(updated(mul(eye(s.size, { dtype: 'float64' }), sizeOf(s, y)) as Matrix, s, y))
      : bfgs,
}

/** A step, the change of the gradient, and 1 / s'y. */
interface Pair {
  readonly s: Vector
  readonly y: Vector
  readonly rho: number
}

/** H g from the last pairs, the newest last (Nocedal and Wright 2006, algorithm 7.4). */
const twoLoops = (pairs: readonly Pair[], g: Vector): Vector => {
  const newest = pairs.at(-1)
  if (newest === undefined) return g
  const [q, shares] = pairs.reduceRight<readonly [Vector, readonly number[]]>(
    ([rest, all], { s, y, rho }) => {
      const share = rho * inner(s, rest)
      return [minus(rest, times(y, share)), [share, ...all]]
    },
    [g, []],
  )
  return pairs.reduce(
    (r, { s, y, rho }, i) => plus(r, times(s, (shares[i] ?? 0) - rho * inner(y, r))),
    times(q, sizeOf(newest.s, newest.y)),
  )
}

/** L-BFGS: H from the last `memory` steps alone. */
export const limitedBfgs = (memory: number, pairs: readonly Pair[] = []): Curvature => ({
  fresh: pairs.length === 0,
  direction: g => neg(twoLoops(pairs, g)) as Vector,
  learn: (s, y) =>
    limitedBfgs(
      memory,
      teaches(s, y) ? [...pairs, { s, y, rho: 1 / inner(s, y) }].slice(-memory) : pairs,
    ),
})
