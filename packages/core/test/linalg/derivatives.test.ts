/** Derivatives of linear algebra by law: every function, every factor, tall and wide, to third order. */
import {
  grad,
  hessian,
  jacfwd,
  jacrev,
  jvp,
  linalg,
  mul,
  stack,
  sum,
  type Tensor,
  trace2d,
  vmap,
} from '@miniflow/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as calculus from '../laws/calculus.js'
import { mappedIsLooped, stagedIsEager } from '../laws/programs.js'
import { expectClose, expectSame } from '../support/close.js'
import { wave } from '../support/wave.js'
import { type Case, columns, definite, general, symmetric, turned } from './matrices.js'

type Unary = (a: Tensor) => Tensor
type Binary = (a: Tensor, b: Tensor) => Tensor

interface Smooth {
  readonly f: (...xs: readonly Tensor[]) => Tensor
  readonly at: (c: Case) => readonly Tensor[]
}

const ofOne = (f: Unary, at: (c: Case) => Tensor): Smooth => ({
  f: a => f(a as Tensor),
  at: c => [at(c)],
})

const ofTwo = (f: Binary): Smooth => ({
  f: (a, b) => f(a as Tensor, b as Tensor),
  at: c => [general(c, c.n, c.n), columns(c, 2)],
})

const square = (c: Case): Tensor => general(c, c.n, c.n)
const tall = (c: Case): Tensor => general(c, c.n + 2, c.n)
const wide = (c: Case): Tensor => general(c, c.n, c.n + 2)

const strong = definite

const triangular = (lower: boolean, transpose: boolean, unitDiagonal: boolean): Smooth => ({
  f: (a, b) => linalg.triangularSolve(a as Tensor, b as Tensor, { lower, transpose, unitDiagonal }),
  at: c => [strong(c), columns(c, 2)],
})

const table: Readonly<Record<string, Smooth>> = {
  cholesky: ofOne(linalg.cholesky, definite),
  solve: ofTwo(linalg.solve),
  'triangularSolve, upper': triangular(false, false, false),
  'triangularSolve, lower': triangular(true, false, false),
  'triangularSolve, upper transposed with ones': triangular(false, true, true),
  'triangularSolve, lower transposed': triangular(true, true, false),
  inv: ofOne(linalg.inv, square),
  det: ofOne(linalg.det, square),
  'log|det|': ofOne(a => linalg.slogdet(a)[1], square),
  'eigenvalues of eigh': ofOne(a => linalg.eigh(a)[0], symmetric),
  'eigenvectors of eigh': ofOne(a => linalg.eigh(a)[1], symmetric),
  'Q of a tall qr': ofOne(a => linalg.qr(a)[0], tall),
  'R of a tall qr': ofOne(a => linalg.qr(a)[1], tall),
  'Q of a wide qr': ofOne(a => linalg.qr(a)[0], wide),
  'R of a wide qr': ofOne(a => linalg.qr(a)[1], wide),
  'R of a square qr': ofOne(a => linalg.qr(a)[1], square),
  'U of a tall svd': ofOne(a => linalg.svd(a)[0], tall),
  's of a tall svd': ofOne(a => linalg.svd(a)[1], tall),
  'V^T of a tall svd': ofOne(a => linalg.svd(a)[2], tall),
  'U of a wide svd': ofOne(a => linalg.svd(a)[0], wide),
  's of a wide svd': ofOne(a => linalg.svd(a)[1], wide),
  'V^T of a wide svd': ofOne(a => linalg.svd(a)[2], wide),
  'U of a square svd': ofOne(a => linalg.svd(a)[0], square),
  'V^T of a square svd': ofOne(a => linalg.svd(a)[2], square),
}

const drawn = (sizes: readonly number[]): fc.Arbitrary<Case> =>
  fc.record({
    seed: fc.nat(1000),
    n: fc.constantFrom(...sizes),
    lead: fc.constantFrom<(readonly number[])[]>([], [], [2]),
  })

const small = drawn([0, 1, 2, 3])
const all = drawn([0, 1, 2, 5, 8])

/** Holds for many arguments of the function, drawn from a fixed seed. */
const always =
  (law: calculus.Law, from: fc.Arbitrary<Case>, numRuns: number) =>
  ({ f, at }: Smooth): void => {
    fc.assert(
      fc.property(from, c => {
        expect(law(f, at(c))).toEqual([])
      }),
      { seed: 4, numRuns },
    )
  }

const one: Case = { seed: 11, n: 3, lead: [] }

/** The gradient in the first argument. */
const gradientOf =
  (f: calculus.Smooth): calculus.Smooth =>
  (...xs) =>
    (grad(f as never) as calculus.Smooth)(...xs)

/** <u, f>: a function whose value is one number. */
const weighed = ({ f }: Smooth): ((...xs: readonly Tensor[]) => Tensor) => {
  return (...xs) => {
    const y = f(...xs)
    return sum(mul(y, wave(y.shape, 2)))
  }
}

describe.each(Object.entries(table))('%s', (_, smooth) => {
  test('pulls back what central differences give', () =>
    always(calculus.reverseIsNumeric, small, 8)(smooth))

  test('pushes forward what central differences give', () =>
    always(calculus.forwardIsNumeric, all, 8)(smooth))

  test('has a pull that is the transpose of its push', () =>
    always(calculus.pullTransposesPush, all, 8)(smooth))

  test('has second derivatives that central differences of the gradient give', () =>
    always(calculus.secondIsNumeric, small, 6)(smooth))

  test('has third derivatives that central differences of the second give', () => {
    const [x, ...rest] = smooth.at({ ...one, n: 2 }) as readonly [Tensor, ...Tensor[]]
    const gradient = gradientOf((a: Tensor) => weighed(smooth)(a, ...rest))
    const along: calculus.Smooth = a => jvp(gradient)([a as Tensor], [wave(x.shape, 3)])[1]
    expect(calculus.reverseIsNumeric(along, [x])).toEqual([])
  })

  test('has one Jacobian, by forward and by reverse mode', () => {
    const [x, ...rest] = smooth.at(one) as readonly [Tensor, ...Tensor[]]
    const f = (a: Tensor): Tensor => smooth.f(a, ...rest)
    const forward = jacfwd(f as never)(x as never) as Tensor
    expectClose(forward, (jacrev(f as never)(x as never) as Tensor).data())
  })

  test('has a symmetric Hessian', () => {
    const [x, ...rest] = smooth.at({ ...one, n: 2 }) as readonly [Tensor, ...Tensor[]]
    const h = hessian(((a: Tensor) => weighed(smooth)(a, ...rest)) as never)(x as never) as Tensor
    const rows = x.size
    const flat = h.data()
    const mirrored = Array.from(
      flat,
      (_, at) => flat[(at % rows) * rows + Math.floor(at / rows)] as number,
    )
    expectClose(h, mirrored)
  })

  test('maps over a batch, and so does its gradient', () => {
    const examples = [1, 2, 3].map(seed => smooth.at({ ...one, seed }))
    expect(mappedIsLooped(smooth.f, examples)).toEqual([])
    expect(mappedIsLooped(gradientOf(weighed(smooth)), examples)).toEqual([])
  })

  test('maps over some of its arguments, and shares the others', () => {
    const examples = [1, 2, 3].map(seed => smooth.at({ ...one, seed }))
    const first = examples[0] as readonly Tensor[]
    first.forEach((_, k) => {
      const axes = first.map((_, i) => (i === k ? 0 : null))
      const xs = first.map((x, i) => (i === k ? stack(examples.map(e => e[k] as Tensor)) : x))
      const each = vmap(smooth.f as never, { inAxes: axes }) as unknown as calculus.Smooth
      const want = stack(examples.map(e => smooth.f(...first.with(k, e[k] as Tensor))))
      expectClose(each(...xs), want.data())
    })
  })

  test('is differentiated through a map as one by one', () => {
    const examples = [1, 2, 3].map(seed => smooth.at({ ...one, seed }))
    const xs = (examples[0] as readonly Tensor[]).map((_, i) =>
      stack(examples.map(e => e[i] as Tensor)),
    )
    const f = weighed(smooth)
    const each = vmap(f as never) as unknown as calculus.Smooth
    const total: calculus.Smooth = (...ys) => sum(each(...ys))
    const want = stack(examples.map(ys => gradientOf(f)(...ys)))
    expectClose(gradientOf(total)(...xs), want.data())
  })

  test('gives from its tape what it gives at once', () => always(stagedIsEager, small, 6)(smooth))
})

describe('identities', () => {
  test('the gradient of log|det A| is A^-T', () => {
    const a = square({ ...one, n: 5 })
    expectClose(gradientOf(x => linalg.slogdet(x)[1])(a), turned(linalg.inv(a)).data())
  })

  test('the gradient of det A is det(A) A^-T where A is regular', () => {
    const a = square({ ...one, n: 5 })
    const want = mul(linalg.det(a), turned(linalg.inv(a)))
    expectClose(gradientOf(x => linalg.det(x))(a), want.data())
  })

  test('the gradient of the sum of the eigenvalues is that of the trace', () => {
    const a = symmetric({ ...one, n: 5 })
    const got = gradientOf(x => sum(linalg.eigh(x)[0]))(a)
    expectClose(got, gradientOf(x => trace2d(x as Tensor))(a).data())
  })

  test('gradients of functions of (A + A^T)/2 are symmetric', () => {
    const a = definite({ ...one, n: 5 })
    const g = gradientOf(x => sum(mul(linalg.cholesky(x as Tensor), wave([5, 5]))))(a)
    expectSame(g, turned(g))
  })
})
