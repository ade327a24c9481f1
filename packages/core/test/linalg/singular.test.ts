/** Where matrices are singular or roots equal: what has a derivative has the right one, the rest none. */
import {
  add,
  astype,
  concat,
  debugNaN,
  exp,
  expandDims,
  eye,
  grad,
  hessian,
  jvp,
  linalg,
  matmul,
  mul,
  neg,
  notEqual,
  reshape,
  slice,
  sum,
  type Tensor,
  tensor,
  vmap,
  where,
  zeros,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import * as calculus from '../laws/calculus.js'
import { expectClose, expectSame } from '../support/close.js'
import { wave } from '../support/wave.js'
import { float64, general, normal, turned, withEigenvalues } from './matrices.js'

type Unary = (a: Tensor) => Tensor

describe('what lies outside of a triangle takes no part in derivatives, be it infinite', () => {
  const oo = Number.POSITIVE_INFINITY
  const identity: Tensor = eye(2, float64)

  test('in the cotangent of the matrix', () => {
    const solved = (a: Tensor): Tensor =>
      sum(linalg.triangularSolve(a, tensor([1, oo], float64), { lower: true }))
    expect(gradientOf(solved, identity).toArray()).toEqual([
      [-1, -0],
      [-1, -oo],
    ])
  })

  test('in a tangent of the matrix', () => {
    const upper = (a: Tensor): Tensor => linalg.triangularSolve(a, tensor([2, 3], float64))
    const dx = jvp(upper)(
      [identity],
      [
        tensor(
          [
            [1, 0],
            [Number.NaN, 1],
          ],
          float64,
        ),
      ],
    )[1]
    expect(dx.toArray()).toEqual([-2, -3])
    const lower = (a: Tensor): Tensor =>
      linalg.triangularSolve(a, tensor([2, 3], float64), { lower: true, unitDiagonal: true })
    expect(
      jvp(lower)(
        [identity],
        [
          tensor(
            [
              [oo, oo],
              [1, oo],
            ],
            float64,
          ),
        ],
      )[1].toArray(),
    ).toEqual([-0, -2])
  })
})

const gradientOf = (f: Unary, a: Tensor): Tensor => grad(f)(a as never) as Tensor

/** det as a polynomial, by the first row: sums and products of elements, right at every matrix. */
const byLaplace = (a: Tensor): Tensor => {
  const n = a.shape[0] as number
  if (n === 0) return tensor(1, float64)
  const below = (column: number): Tensor => {
    const rows = slice(a, [1, 0], [n, n])
    const keep = Array.from({ length: n }, (_, j) => j).filter(j => j !== column)
    const kept = keep.map(j => slice(rows, [0, j], [n - 1, j + 1]))
    return kept.length === 0 ? zeros([0, 0], float64) : concat(kept, { axis: 1 })
  }
  return Array.from({ length: n }, (_, j) => {
    const element = reshape(slice(a, [0, j], [1, j + 1]), [])
    const product = mul(element, byLaplace(below(j)))
    return j % 2 === 0 ? product : neg(product)
  }).reduce(add)
}

/** The k-th derivative of f along k directions. */
const along = (f: Unary, directions: readonly Tensor[]): Unary =>
  directions.reduce<Unary>(
    (g, t) => a => jvp(g as never)([a as never], [t as never])[1] as Tensor,
    f,
  )

const ofRank = (n: number, rank: number): Tensor =>
  matmul(normal(rank, [n, rank]), normal(rank + 9, [rank, n]))

const ranks = [1, 2, 3, 4].flatMap(n => Array.from({ length: n + 1 }, (_, r) => [n, r] as const))

describe.each(ranks)('the determinant of a matrix of %i rows and rank %i', (n, rank) => {
  const a = ofRank(n, rank)
  const directions = [0, 1, 2].map(phase => wave([n, n], phase))

  test.each([0, 1, 2, 3, 4])(
    'has the derivatives of order %i of the polynomial, forward',
    order => {
      const ts = directions.slice(0, order)
      expectClose(along(linalg.det, ts)(a), along(byLaplace, ts)(a).data())
    },
  )

  test.each([0, 1, 2])('has the gradient of its derivative of order %i, backward', order => {
    const ts = directions.slice(0, order)
    const got = gradientOf(along(linalg.det, ts), a)
    expectClose(got, gradientOf(along(byLaplace, ts), a).data())
  })

  test('has the same derivatives through a map and in stacks', () => {
    const stacked = tensor(
      [0, 1].flatMap(() => Array.from<number>(a.data())),
      [2, n, n],
      float64,
    )
    const want = gradientOf(linalg.det, a).data()
    const twice = [...want, ...want]
    expectClose(
      gradientOf(x => sum(linalg.det(x)), stacked),
      twice,
    )
    expectClose(vmap(grad(linalg.det as Unary) as never)(stacked as never) as Tensor, twice)
    const [h, g] = [
      hessian(linalg.det as never)(a as never),
      hessian(byLaplace as never)(a as never),
    ]
    expectClose(h as Tensor, (g as Tensor).data())
  })
})

describe('log|det| of a singular matrix', () => {
  const stack = tensor(
    [
      [
        [2, 0],
        [0, 4],
      ],
      [
        [0, 0],
        [0, 1],
      ],
    ],
    float64,
  )

  test('is -Infinity with sign 0', () => {
    const [sign, logabsdet] = linalg.slogdet(stack)
    expect([...sign.data(), ...logabsdet.data()]).toEqual([1, 0, Math.log(8), -Infinity])
  })

  test('lets nothing back where nothing depends on it, to second order', () => {
    const f = (a: Tensor): Tensor => {
      const [sign, logabsdet] = linalg.slogdet(a)
      return sum(where(notEqual(sign, 0), logabsdet, 0))
    }
    expectClose(gradientOf(f, stack), [0.5, 0, 0, 0.25, 0, 0, 0, 0])
    const second = hessian(f as never)(stack as never) as Tensor
    expectClose(slice(reshape(second, [8, 8]), [4, 0], [8, 8]), zeros([32]).data())
    expect(second.data()[0]).toBeCloseTo(-0.25, 12)
  })

  test('lets nothing forward either', () => {
    const f = (a: Tensor): Tensor => {
      const [sign, logabsdet] = linalg.slogdet(a)
      return where(notEqual(sign, 0), logabsdet, 0)
    }
    const t = tensor(
      Float64Array.from({ length: 8 }, () => 1),
      [2, 2, 2],
    )
    expectClose(along(f, [t])(stack), [0.75, 0])
    expectClose(along(f, [t, t])(stack), [-0.3125 - 2 / 8, 0])
  })

  test('has an infinite derivative', () => {
    const flat = tensor(
      [
        [0, 0],
        [0, 1],
      ],
      float64,
    )
    expect(Array.from(gradientOf(a => linalg.slogdet(a)[1], flat).data())).toEqual(
      Array.from({ length: 4 }, () => Infinity),
    )
  })

  test('leaves no infinity behind at regular matrices', () => {
    const regular = slice(stack, [0], [1])
    const f = (a: Tensor): Tensor => sum(linalg.slogdet(a)[1])
    expect(debugNaN(f)(regular).item()).toBeCloseTo(Math.log(8), 12)
  })

  test('passes on a cotangent that happens to be 0 at a regular matrix', () => {
    const regular = tensor(
      [
        [2, 0],
        [0, 4],
      ],
      float64,
    )
    const f = (u: Tensor): Tensor => mul(u, linalg.slogdet(regular)[1])
    const mixed = (u: Tensor): Tensor => sum(gradientOf(a => mul(u, linalg.slogdet(a)[1]), regular))
    expectClose(gradientOf(f, tensor(0, float64)), [Math.log(8)])
    expectClose(gradientOf(mixed, tensor(0, float64)), [0.75])
  })
})

describe('equal eigenvalues', () => {
  const values = tensor([1, 2, 2, 2, 5], float64)
  const a = withEigenvalues({ seed: 3, n: 5, lead: [] }, values)

  test('the gradient of a sum over functions of them is right', () => {
    const f = (x: Tensor): Tensor => sum(exp(linalg.eigh(x)[0]))
    const [w, v] = linalg.eigh(a)
    expectClose(gradientOf(f, a), matmul(mul(v, exp(w)), turned(v)).data())
  })

  test('the projector on their space has the derivative of a smooth function', () => {
    const projector = (x: Tensor): Tensor => {
      const v = slice(linalg.eigh(x)[1], [0, 1], [5, 4])
      return matmul(v, turned(v))
    }
    expect(calculus.reverseIsNumeric(projector, [a])).toEqual([])
    expect(calculus.forwardIsNumeric(projector, [a])).toEqual([])
  })

  test('all derivatives are finite, in float32 as well, to second order', () => {
    for (const x of [a, astype(a, 'float32'), eye(3), zeros([3, 3])]) {
      const f = (y: Tensor): Tensor => {
        const [w, v] = linalg.eigh(y)
        return add(sum(mul(w, w)), sum(mul(v, mul(v, v))))
      }
      const all = [gradientOf(f, x), hessian(f as never)(x as never) as Tensor]
      for (const d of all) {
        expect(d.data().every(Number.isFinite)).toBe(true)
        expect(Math.max(...d.data().map(Math.abs))).toBeLessThan(1e3)
      }
    }
  })
})

describe('equal singular values, and 0', () => {
  const q = linalg.qr(normal(1, [4, 3]))[0]
  const r = linalg.qr(normal(2, [3, 3]))[0]
  const a = matmul(mul(q, tensor([2, 2, 2], float64)), r)

  test('the orthogonal factor U V^T has the derivative of a smooth function', () => {
    const polar = (x: Tensor): Tensor => {
      const [u, , vT] = linalg.svd(x)
      return matmul(u, vT)
    }
    expect(calculus.reverseIsNumeric(polar, [a])).toEqual([])
    expect(calculus.forwardIsNumeric(polar, [a])).toEqual([])
  })

  test('the gradient of the sum of the singular values is U V^T, without the directions of 0', () => {
    const flat = ofRank(4, 2)
    const [u, , vT] = linalg.svd(flat)
    const want = matmul(slice(u, [0, 0], [4, 2]), slice(vT, [0, 0], [2, 4]))
    expectClose(
      gradientOf(x => sum(linalg.svd(x)[1]), flat),
      want.data(),
    )
    expectClose(
      gradientOf(x => sum(linalg.svd(x)[1]), zeros([2, 2], float64)),
      [0, 0, 0, 0],
    )
  })

  test('all derivatives are finite, to second order', () => {
    for (const x of [
      a,
      ofRank(3, 1),
      ofRank(3, 0),
      eye(3, float64),
      astype(ofRank(3, 2), 'float32'),
    ]) {
      const f = (y: Tensor): Tensor =>
        linalg
          .svd(y)
          .map(part => sum(mul(part, mul(part, part))))
          .reduce((s, t) => add(s, t))
      for (const d of [gradientOf(f, x), hessian(f as never)(x as never) as Tensor])
        expect(d.data().every(Number.isFinite)).toBe(true)
    }
  })
})

describe('matrices far out of scale', () => {
  test('are not taken for singular: columns scaled by powers of two change nothing else', () => {
    const a = general({ seed: 4, n: 3, lead: [] }, 3, 3)
    const scales = tensor([1, 2 ** -500, 2 ** 500], float64)
    expectSame(mul(linalg.inv(mul(a, scales)), expandDims(scales, 1)), linalg.inv(a))
  })
})
