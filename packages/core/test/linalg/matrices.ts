/** Random float64 matrices of known kind, from a seed; orthogonal ones are products of reflections. */
import {
  arange,
  diag,
  div,
  eye,
  matmul,
  mul,
  outer,
  random,
  reshape,
  slice,
  stack,
  sub,
  sum,
  swapaxes,
  type Tensor,
  transpose,
  zeros,
} from '@miniflow/core'
import * as fc from 'fast-check'

export const float64 = { dtype: 'float64' } as const

export type Shape = readonly number[]

export interface Case {
  readonly seed: number
  readonly n: number
  /** The axes in front of the matrices. */
  readonly lead: Shape
}

/** Matrices of the given sizes, alone and in stacks, empty stacks among them. */
export const cases = (sizes: readonly number[]): fc.Arbitrary<Case> =>
  fc.record({
    seed: fc.nat(1000),
    n: fc.constantFrom(...sizes),
    lead: fc.constantFrom<Shape[]>([], [], [3], [2, 2], [0]),
  })

export const turned = (x: Tensor): Tensor => swapaxes(x, -1, -2)

export const normal = (seed: number, shape: Shape): Tensor =>
  random.normal(random.key(seed), shape, float64)

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

const stacked = ({ seed, lead }: Case, tail: Shape, one: (seed: number) => Tensor): Tensor => {
  const count = lead.reduce((a, b) => a * b, 1)
  return count === 0
    ? zeros([...lead, ...tail], float64)
    : reshape(stack(range(count).map(i => one(16 * seed + i))), [...lead, ...tail])
}

/** I - 2 v v^T / v.v */
const reflection = (v: Tensor): Tensor =>
  sub(eye(v.size, float64), mul(outer(v, v), div(2, sum(mul(v, v)))))

const orthogonalOne = (seed: number, n: number): Tensor => {
  const vs = normal(seed, [n, n])
  return range(n)
    .map(i => reflection(reshape(slice(vs, [i, 0], [i + 1, n]), [n])))
    .reduce(matmul, eye(n, float64))
}

/** Singular values 1 to min(m, n). */
export const general = (c: Case, m: number, n: number): Tensor =>
  stacked(c, [m, n], seed => {
    const k = Math.min(m, n)
    const u = slice(orthogonalOne(2 * seed, m), [0, 0], [m, k])
    const v = slice(orthogonalOne(2 * seed + 1, n), [0, 0], [n, k])
    return matmul(mul(u, arange(1, k + 1, float64)), transpose(v))
  })

/** Symmetric, with these eigenvalues. */
export const withEigenvalues = (c: Case, values: Tensor): Tensor =>
  stacked(c, [c.n, c.n], seed => {
    const q = orthogonalOne(seed, c.n)
    return matmul(matmul(q, diag(values)), transpose(q))
  })

/** Symmetric with eigenvalues -1.3, -0.3, ..., n - 2.3. */
export const symmetric = (c: Case): Tensor => withEigenvalues(c, sub(arange(c.n, float64), 1.3))

/** Symmetric with eigenvalues 1 to n. */
export const definite = (c: Case): Tensor => withEigenvalues(c, arange(1, c.n + 1, float64))

export const columns = (c: Case, k: number): Tensor =>
  stacked(c, [c.n, k], seed => normal(seed + 7, [c.n, k]))
