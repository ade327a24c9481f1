import { broadcastablePairs, gradientLaws, LawError, shapes, tensors, trees } from '@miniflow/check'
import {
  add,
  cumsum,
  customVjp,
  div,
  exp,
  flip,
  greater,
  matmul,
  maximum,
  mul,
  prod,
  softmax,
  square,
  stopGradient,
  sum,
  swapaxes,
  type Tensor,
  transpose,
  vjp,
  where,
  zerosLike,
} from '@miniflow/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

type Backward = (xs: readonly Tensor[], g: Tensor) => readonly Tensor[]

/** f with a rule of which f is the right value. */
const ruled = (f: (...xs: readonly Tensor[]) => Tensor, backward: Backward) =>
  customVjp(f, {
    forward: (...xs: readonly Tensor[]) => [f(...xs), xs] as const,
    backward: (xs: readonly Tensor[], g: Tensor) => backward(xs, g) as never,
  }) as (...xs: readonly Tensor[]) => Tensor

const one = (domain: fc.Arbitrary<Tensor>): fc.Arbitrary<readonly Tensor[]> => fc.tuple(domain)

const isSquare = (x: Tensor): boolean => x.rank > 1 && x.shape.at(-1) === x.shape.at(-2)

/** Right but for a mean in the place of the sum over broadcast axes. */
const meanTo =
  (f: (...xs: readonly Tensor[]) => Tensor): Backward =>
  (xs, g) =>
    (vjp(f)(...xs)[1](g) as readonly Tensor[]).map(h => mul(h, h.size / g.size))

interface Planted {
  readonly f: (...xs: readonly Tensor[]) => Tensor
  readonly domain: fc.Arbitrary<readonly Tensor[]>
}

const plus = (...[x, y]: readonly Tensor[]): Tensor => add(x as Tensor, y as Tensor)

/** Wrong rules, with the arguments to look at. */
const planted: Readonly<Record<string, Planted>> = {
  'a square forgets its 2': {
    f: ruled(
      x => square(x as Tensor),
      ([x], g) => [mul(g, x as Tensor)],
    ),
    domain: one(tensors(shapes())),
  },
  'a sum hands on the mean': {
    f: ruled(
      x => sum(x as Tensor),
      ([x], g) => [add(zerosLike(x as Tensor), div(g, (x as Tensor).size))],
    ),
    domain: one(tensors(shapes())),
  },
  'an addition takes the mean over broadcast axes': {
    f: ruled(plus, meanTo(plus)),
    domain: broadcastablePairs(),
  },
  'a product of matrices reads a square factor transposed': {
    f: ruled(
      (x, y) => matmul(x as Tensor, y as Tensor),
      ([x, y], g) => {
        const [a, b] = [x as Tensor, y as Tensor]
        return [matmul(g, isSquare(b) ? b : swapaxes(b, -1, -2)), matmul(swapaxes(a, -1, -2), g)]
      },
    ),
    domain: trees([
      ['m', 'k'],
      ['k', 'n'],
    ]),
  },
  'a transpose leaves square cotangents as they are': {
    f: ruled(
      x => transpose(x as Tensor),
      (_, g) => [isSquare(g) ? g : transpose(g)],
    ),
    domain: one(tensors(shapes({ minRank: 2, maxRank: 2 }))),
  },
  'a softmax drops a term': {
    f: ruled(
      x => softmax(x as Tensor),
      ([x], g) => [mul(g, softmax(x as Tensor))],
    ),
    domain: one(tensors(shapes({ minRank: 1 }))),
  },
  'a running sum runs on in the same direction': {
    f: ruled(
      x => cumsum(x as Tensor),
      (_, g) => [cumsum(g)],
    ),
    domain: one(tensors(shapes({ minRank: 1 }))),
  },
  'a reversal does not reverse': {
    f: ruled(
      x => flip(x as Tensor, { axis: -1 }),
      (_, g) => [g],
    ),
    domain: one(tensors(shapes({ minRank: 1 }))),
  },
  'an exponential is detached': {
    f: ruled(
      x => exp(x as Tensor),
      ([x], g) => [mul(g, stopGradient(exp(x as Tensor)))],
    ),
    domain: one(tensors(shapes())),
  },
  'a maximum hands on to the smaller one': {
    f: ruled(
      (x, y) => maximum(x as Tensor, y as Tensor),
      ([x, y], g) => {
        const larger = greater(x as Tensor, y as Tensor)
        return [where(larger, 0, g), where(larger, g, 0)]
      },
    ),
    domain: trees([['n'], ['n']]),
  },
  'a product divides by its factors': {
    f: ruled(
      x => prod(x as Tensor),
      ([x], g) => [mul(g, div(prod(x as Tensor), x as Tensor))],
    ),
    domain: one(tensors(shapes())),
  },
  'what has an axis of length 1 counts twice': {
    f: ruled(
      x => mul(x as Tensor, 1),
      ([x], g) => [mul(g, (x as Tensor).shape.includes(1) ? 2 : 1)],
    ),
    domain: one(tensors(shapes())),
  },
}

/** What they shrink to: either of two where the fault shows in both. */
const smallest: Readonly<Record<string, readonly string[]>> = {
  'a square forgets its 2': ['[1]'],
  'a sum hands on the mean': ['[[0,0]]'],
  'an addition takes the mean over broadcast axes': ['[0,[0,0]]', '[[0,0],0]'],
  'a product of matrices reads a square factor transposed': ['[[[0,0]],[[0,0],[0,0]]]'],
  'a transpose leaves square cotangents as they are': ['[[[0,0],[0,0]]]'],
  'a softmax drops a term': ['[[0]]'],
  'a running sum runs on in the same direction': ['[[0,0]]'],
  'a reversal does not reverse': ['[[0,0]]'],
  'an exponential is detached': ['[0]'],
  'a maximum hands on to the smaller one': ['[[1],[0]]', '[[0],[1]]'],
  'a product divides by its factors': ['[0]'],
  'what has an axis of length 1 counts twice': ['[[0]]'],
}

const failure = ({ f, domain }: Planted, seed: number) =>
  fc.check(gradientLaws(f, domain), { seed, numRuns: 100 })

/** What a failure shrank to, as nested lists. */
const shrunk = (fault: Planted, seed: number): string => {
  const { counterexample, errorInstance } = failure(fault, seed)
  expect(errorInstance).toBeInstanceOf(LawError)
  const [xs = []] = (counterexample ?? []) as unknown as readonly [(readonly Tensor[])?]
  return JSON.stringify(xs.map(x => x.toArray()))
}

describe('a wrong rule', () => {
  test.each(Object.entries(planted))(
    'is shown by the smallest shapes and the simplest numbers: %s',
    (name, fault) => {
      for (const seed of [1, 2]) expect(smallest[name]).toContain(shrunk(fault, seed))
    },
  )
})
