/** What factors, solutions and determinants are, for stacks of matrices of sizes 0 to 8. */
import {
  add,
  astype,
  broadcastTo,
  diag,
  exp,
  expandDims,
  eye,
  linalg,
  matmul,
  mul,
  neg,
  prod,
  slice,
  sub,
  sum,
  type Tensor,
  tensor,
  tril,
  triu,
  zeros,
} from '@miniflow/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expectClose, expectSame } from '../support/close.js'
import {
  type Case,
  cases,
  columns,
  definite,
  float64,
  general,
  normal,
  symmetric,
  turned,
} from './matrices.js'

const sizes = [0, 1, 2, 5, 8]

/** Holds for many stacks of matrices, drawn from a fixed seed. */
const always = (law: (c: Case) => void, numRuns = 25): void => {
  fc.assert(fc.property(cases(sizes), law), { seed: 3, numRuns })
}

const close = (got: Tensor, want: Tensor): void => {
  expect(got.shape).toEqual(want.shape)
  expectClose(got, want.data())
}

const identities = (x: Tensor): Tensor => {
  const n = x.shape.at(-1) as number
  return broadcastTo(eye(n, float64), [...x.shape.slice(0, -2), n, n])
}

const expectPositive = (triangle: Tensor): void => {
  const diagonal = sum(mul(triangle, identities(triangle)), { axis: -1 })
  expect(Array.from<number>(diagonal.data()).every(x => x > 0)).toBe(true)
}

/** Tall, square and wide. */
const rectangles = (c: Case): readonly Tensor[] =>
  [
    [c.n + 3, c.n],
    [c.n, c.n],
    [c.n, c.n + 2],
  ].map(([m = 0, n = 0]) => general(c, m, n))

describe('every factorisation multiplies back', () => {
  test('A = L L^T, with a lower triangle whose diagonal is positive', () => {
    always(c => {
      const a = definite(c)
      const l = linalg.cholesky(a)
      close(matmul(l, turned(l)), a)
      expectSame(l, tril(l))
      expectPositive(l)
    })
  })

  test('A = Q R, with orthonormal columns and an upper triangle whose diagonal is positive', () => {
    always(c => {
      for (const a of rectangles(c)) {
        const [q, r] = linalg.qr(a)
        close(matmul(q, r), a)
        close(matmul(turned(q), q), identities(matmul(turned(q), q)))
        expectSame(r, triu(r))
        const square = r.shape.at(-2) === r.shape.at(-1)
        if (square) expectPositive(r)
      }
    })
  })

  test('A v = w v, with orthonormal eigenvectors and ascending eigenvalues', () => {
    always(c => {
      const a = symmetric(c)
      const [w, v] = linalg.eigh(a)
      close(matmul(a, v), mul(v, expandDims(w, -2)))
      close(matmul(turned(v), v), identities(v))
      const expected = Array.from({ length: w.size }, (_, i) => (i % c.n) - 1.3)
      expectClose(w, expected)
    })
  })

  test('A = U diag(s) V^T, with orthonormal vectors and descending singular values', () => {
    always(c => {
      for (const a of rectangles(c)) {
        const [u, s, vT] = linalg.svd(a)
        close(matmul(mul(u, expandDims(s, -2)), vT), a)
        close(matmul(turned(u), u), identities(matmul(turned(u), u)))
        close(matmul(vT, turned(vT)), identities(matmul(vT, turned(vT))))
        const expected = Array.from({ length: s.size }, (_, i) => c.n - (i % c.n))
        expectClose(s, expected)
      }
    })
  })
})

describe('every solution solves', () => {
  test('A x = b for matrices and vectors on the right, and A^-1 A = I', () => {
    always(c => {
      const a = general(c, c.n, c.n)
      const b = columns(c, 3)
      close(matmul(a, linalg.solve(a, b)), b)
      const v = tensor(Float64Array.from({ length: c.n }, Math.cos))
      close(
        matmul(a, expandDims(linalg.solve(a, v), -1)),
        broadcastTo(expandDims(v, 1), [...c.lead, c.n, 1]),
      )
      close(matmul(linalg.inv(a), a), identities(a))
    })
  })

  test('the stacks of matrices and of right-hand sides broadcast', () => {
    const c: Case = { seed: 5, n: 3, lead: [2, 1] }
    const a = general(c, 3, 3)
    const b = columns({ ...c, lead: [4] }, 2)
    close(matmul(a, linalg.solve(a, b)), broadcastTo(b, [2, 4, 3, 2]))
    const one = general({ ...c, lead: [] }, 3, 3)
    close(matmul(one, linalg.solve(one, b)), b)
  })

  test('T x = b for each triangle, transposed or not, with its diagonal or ones', () => {
    always(c => {
      const a = add(general(c, c.n, c.n), mul(identities(general(c, c.n, c.n)), 3 * c.n))
      const b = columns(c, 2)
      for (const lower of [false, true])
        for (const transpose of [false, true])
          for (const unitDiagonal of [false, true]) {
            const part = lower ? tril(a) : triu(a)
            const own = mul(part, identities(a))
            const triangle = unitDiagonal ? add(sub(part, own), identities(a)) : part
            const t = transpose ? turned(triangle) : triangle
            const x = linalg.triangularSolve(a, b, { lower, transpose, unitDiagonal })
            expectClose(matmul(t, x), b.data(), { relative: 1e-8, absolute: 1e-8 })
          }
    }, 20)
  })

  test('det is the product of the eigenvalues, and slogdet its sign and logarithm', () => {
    always(c => {
      const a = symmetric(c)
      const w = linalg.eigh(a)[0]
      const [sign, logabsdet] = linalg.slogdet(a)
      close(linalg.det(a), prod(w, { axis: -1 }))
      close(mul(sign, exp(logabsdet)), linalg.det(a))
    })
  })
})

describe('known values', () => {
  test('the inverse of the Hilbert matrix of 3 rows is whole', () => {
    const h = tensor([1, 1 / 2, 1 / 3, 1 / 2, 1 / 3, 1 / 4, 1 / 3, 1 / 4, 1 / 5], [3, 3], float64)
    expectClose(linalg.inv(h), [9, -36, 30, -36, 192, -180, 30, -180, 180])
    expectClose(linalg.det(h), [1 / 2160])
  })

  test('the determinant of a Vandermonde matrix is the product of the differences', () => {
    const x = [-1, 0.5, 2, 3]
    const a = tensor(
      x.map(t => x.map((_, k) => t ** k)),
      float64,
    )
    const differences = x.flatMap((t, i) => x.slice(i + 1).map(u => u - t))
    expectClose(linalg.det(a), [differences.reduce((p, d) => p * d, 1)])
  })

  test('partial products out of range do not matter, elements near its ends neither', () => {
    expect(linalg.det(diag(tensor([1e200, 1e200, 1e-200, 1e-200], float64))).item()).toBe(1)
    const base = tensor(
      [
        [2, 1],
        [1, 2],
      ],
      float64,
    )
    const far = mul(base, 1e300)
    expectClose(linalg.eigh(far)[0], [1e300, 3e300])
    expectClose(linalg.svd(mul(base, 1e-300))[1], [3e-300, 1e-300], relatively)
    expectClose(
      linalg.qr(far)[1],
      [Math.sqrt(5) * 1e300, 0.8 * Math.sqrt(5) * 1e300, 0, 0.6 * Math.sqrt(5) * 1e300],
      relatively,
    )
  })

  test('signs are fixed: the largest component of each vector is positive', () => {
    const a = tensor(
      [
        [2, 1],
        [1, 2],
      ],
      float64,
    )
    const h = Math.SQRT1_2
    expectClose(linalg.eigh(a)[1], [h, h, -h, h])
    expectClose(linalg.eigh(neg(a))[1], [h, h, h, -h])
  })
})

const relatively = { relative: 1e-14, absolute: 0 }

describe('matrices of lower rank', () => {
  test('have a full set of orthonormal singular vectors, and singular values of 0', () => {
    for (const [m, n, rank] of [
      [3, 3, 0],
      [4, 3, 1],
      [5, 5, 3],
      [3, 5, 2],
    ] as const) {
      const a = matmul(normal(m, [m, rank]), normal(n, [rank, n]))
      const [u, s, vT] = linalg.svd(a)
      close(matmul(mul(u, s), vT), a)
      close(matmul(turned(u), u), eye(s.size, float64))
      close(matmul(vT, turned(vT)), eye(s.size, float64))
      expectClose(slice(s, [rank], [s.size]), zeros([s.size - rank], float64).data())
    }
  })

  test('have a Q with orthonormal columns, and 0 on the diagonal of R', () => {
    const a = tensor(
      [
        [1, 2, 3],
        [2, 4, 6],
        [1, 1, 1],
      ],
      float64,
    )
    const [q, r] = linalg.qr(a)
    close(matmul(q, r), a)
    close(matmul(turned(q), q), eye(3, float64))
    expect(diag(r).toArray()[2]).toBe(0)
  })
})

describe('dtypes', () => {
  test('float32 is float64 rounded once', () => {
    always(c => {
      const a32 = astype(definite(c), 'float32')
      const a64 = astype(a32, 'float64')
      const all = (a: Tensor): readonly Tensor[] => [
        linalg.cholesky(a),
        linalg.inv(a),
        linalg.det(a),
        ...linalg.slogdet(a),
        ...linalg.qr(a),
        ...linalg.eigh(a),
        ...linalg.svd(a),
        linalg.solve(a, astype(columns(c, 2), a.dtype)),
      ]
      const doubles = all(a64)
      all(a32).forEach((x, i) => {
        expect(x.dtype).toBe('float32')
        const want = doubles[i] as Tensor
        const inputs = i === doubles.length - 1
        expectClose(x, want.data(), inputs ? { relative: 1e-5, absolute: 1e-5 } : once)
      })
    }, 20)
  })

  test('whole numbers and truth values become float32', () => {
    const a = tensor(
      [
        [2, 1],
        [1, 1],
      ],
      { dtype: 'int32' },
    )
    expect(linalg.inv(a).dtype).toBe('float32')
    expect(String(linalg.solve(a, tensor([true, false])))).toBe('[ 1, -1]')
  })

  test('a matrix with NaN or an infinity in it gives NaN, in its place of the stack alone', () => {
    const a = tensor([
      [
        [1, 0],
        [0, 1],
      ],
      [
        [1, NaN],
        [0, 1],
      ],
      [
        [Infinity, 0],
        [0, 1],
      ],
    ])
    for (const x of [
      linalg.cholesky(a),
      linalg.inv(a),
      linalg.eigh(a)[1],
      linalg.svd(a)[0],
      linalg.qr(a)[1],
    ])
      expect(Array.from(x.data(), Number.isNaN)).toEqual([
        ...Array(4).fill(false),
        ...Array(8).fill(true),
      ])
    expect(Array.from(linalg.det(a).data())).toEqual([1, NaN, NaN])
  })
})

/** Half a unit in the last place of float32. */
const once = { relative: 2 ** -24, absolute: 2 ** -50 }
