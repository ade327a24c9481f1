/** Approximations of the inverse Hessian, against matrices in plain loops. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bfgs, type Curvature, limitedBfgs } from '../src/curvature.js'
import { float64 } from './support/path.js'

type Row = readonly number[]
type Matrix = readonly Row[]

const dot = (a: Row, b: Row): number => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0)
const apply = (m: Matrix, v: Row): Row => m.map(row => dot(row, v))
const product = (a: Matrix, b: Matrix): Matrix =>
  a.map(row => (b[0] ?? []).map((_, j) => row.reduce((s, x, k) => s + x * (b[k]?.[j] ?? 0), 0)))
const transposed = (m: Matrix): Matrix => (m[0] ?? []).map((_, j) => m.map(row => row[j] ?? 0))
const identity = (n: number, scale: number): Matrix =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => (i === j ? scale : 0)))

/** Nocedal and Wright (2006), (6.17): V' H V + rho s s' with V = I - rho y s'. */
const update = (h: Matrix, s: Row, y: Row): Matrix => {
  const rho = 1 / dot(s, y)
  const v = y.map((yi, i) => s.map((sj, j) => (i === j ? 1 : 0) - rho * yi * sj))
  return product(product(transposed(v), h), v).map((row, i) =>
    row.map((x, j) => x + rho * (s[i] ?? 0) * (s[j] ?? 0)),
  )
}

const N = 3
const vectors = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), {
  minLength: N,
  maxLength: N,
})

/** Steps through a bowl with the Hessian I + a a': y = s + a a's, so that s'y > 0. */
const bowls = fc
  .tuple(vectors, fc.array(vectors, { minLength: 1, maxLength: 5 }))
  .filter(([, steps]) => steps.every(s => dot(s, s) > 1e-2))
  .map(([a, steps]) =>
    steps.map(s => [s, s.map((x, i) => x + (a[i] ?? 0) * dot(a, s))] as readonly [Row, Row]),
  )

const learnt = (curvature: Curvature, pairs: readonly (readonly [Row, Row])[]): Curvature =>
  pairs.reduce((known, [s, y]) => known.learn(float64(s), float64(y)), curvature)

const minusH = (curvature: Curvature, g: Row): Row => [...curvature.direction(float64(g)).data()]

const close = (got: Row, wanted: Row): void =>
  got.forEach((x, i) => {
    const scale = Math.max(1, ...wanted.map(Math.abs))
    expect(Math.abs(x - (wanted[i] ?? Number.NaN))).toBeLessThan(1e-8 * scale)
  })

const both: readonly (readonly [string, Curvature])[] = [
  ['bfgs', bfgs],
  ['limitedBfgs', limitedBfgs(5)],
]

describe('what is learnt of the inverse Hessian', () => {
  test.each(both)('%s goes down the gradient before it has learnt anything', (_, curvature) => {
    expect(curvature.fresh).toBe(true)
    expect(minusH(curvature, [1, -2, 3])).toEqual([-1, 2, -3])
  })

  test.each(both)('%s maps the last change of the gradient to the last step', (_, curvature) => {
    fc.assert(
      fc.property(bowls, pairs => {
        const known = learnt(curvature, pairs)
        const [s, y] = pairs.at(-1) ?? [[], []]
        expect(known.fresh).toBe(false)
        close(
          minusH(known, y),
          s.map(x => -x),
        )
      }),
    )
  })

  test('bfgs is (6.17) from the first size of (6.20) on', () => {
    fc.assert(
      fc.property(bowls, vectors, (pairs, g) => {
        const [s, y] = pairs[0] ?? [[], []]
        const start = identity(N, dot(s, y) / dot(y, y))
        const h = pairs.reduce((m, [a, b]) => update(m, a, b), start)
        close(
          minusH(learnt(bfgs, pairs), g),
          apply(h, g).map(x => -x),
        )
      }),
    )
  })

  test('limitedBfgs is (6.17) over the last steps from the last size of (7.20) on', () => {
    fc.assert(
      fc.property(bowls, vectors, fc.integer({ min: 1, max: 5 }), (pairs, g, memory) => {
        const last = pairs.slice(-memory)
        const [s, y] = last.at(-1) ?? [[], []]
        const start = identity(N, dot(s, y) / dot(y, y))
        const h = last.reduce((m, [a, b]) => update(m, a, b), start)
        close(
          minusH(learnt(limitedBfgs(memory), pairs), g),
          apply(h, g).map(x => -x),
        )
      }),
    )
  })

  test.each(both)(
    '%s learns nothing from steps along which f does not curve up',
    (_, curvature) => {
      const known = curvature.learn(float64([1, 0, 0]), float64([2, 0, 0]))
      const after = learnt(known, [
        [
          [0, 1, 0],
          [0, -1, 0],
        ],
        [
          [0, 0, 0],
          [0, 0, 0],
        ],
      ])
      expect(minusH(after, [1, 1, 1])).toEqual(minusH(known, [1, 1, 1]))
      expect(curvature.learn(float64([0, 1, 0]), float64([0, 0, 0])).fresh).toBe(true)
    },
  )
})
