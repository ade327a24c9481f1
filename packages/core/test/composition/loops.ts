/** Loops of every form, each written for any implementation of a loop. */
import {
  add,
  astype,
  concat,
  cos,
  exp,
  greater,
  logicalNot,
  matmul,
  mul,
  ravel,
  reshape,
  sin,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  take,
  tanh,
  tensor,
  where,
  zeros,
} from '@miniflow/core'
import type { Smooth } from '../laws/calculus.js'
import { wave } from '../support/wave.js'
import type { Tensors } from './modes.js'
import type { Loop } from './unrolled.js'

interface Example {
  readonly f: Smooth
  readonly xs: Tensors
}

export type Form = (loop: Loop) => Example

/** Several tensors as one vector. */
export const flat = (...xs: Tensors): Tensor => concat(xs.map(x => astype(ravel(x), 'float64')))

const vector = (n: number, phase = 0): Tensor => wave([n], phase)

/** h' = tanh(h W + x), y = sum h' x: one leaf each, and weights from outside of the loop. */
const recurrent =
  (steps: number, reverse = false): Form =>
  loop => ({
    f: (h, x, w) =>
      flat(
        ...loop(
          (carry: Tensor, share: Tensor) => {
            const next = tanh(add(matmul(carry, w as Tensor), share))
            return [next, sum(mul(next, share))]
          },
          h as Tensor,
          x as Tensor,
          { reverse },
        ),
      ),
    xs: [vector(2), wave([steps, 2], 1), wave([2, 2], 2)],
  })

export const forms: Readonly<Record<string, Form>> = {
  'of four steps': recurrent(4),
  'of one step': recurrent(1),
  'of no step': recurrent(0),
  'from the last to the first': recurrent(3, true),

  'with several leaves in carry, xs and ys': loop => ({
    f: (a, c, u, v) => {
      const [carry, ys] = loop(
        ({ a, b: [c] }: { a: Tensor; b: readonly [Tensor] }, x: { u: Tensor; v: Tensor }) => [
          { a: sin(add(a, x.u)), b: [mul(c, cos(x.v))] as const },
          { p: mul(a, sum(c)), q: [x.v, add(c, a)] },
        ],
        { a: a as Tensor, b: [c as Tensor] as const },
        { u: u as Tensor, v: v as Tensor },
      )
      return flat(carry.a, carry.b[0], ys.p, ...ys.q)
    },
    xs: [wave([]), vector(2, 1), vector(3, 2), wave([3, 2], 3)],
  }),

  'that counts in whole numbers and truth values': loop => ({
    f: (x, u) => {
      const [carry, ys] = loop(
        ([n, odd, y]: readonly [Tensor, Tensor, Tensor], share: Tensor) => {
          const next = add(where(odd, sin(y), square(y)), mul(share, astype(n, 'float64')))
          return [[add(n, 2), logicalNot(odd), next] as const, [n, odd, next] as const]
        },
        [tensor(1, { dtype: 'int32' }), tensor(false), x as Tensor] as const,
        u as Tensor,
      )
      return flat(...carry, ...ys)
    },
    xs: [wave([]), vector(4, 1)],
  }),

  'over whole numbers': loop => ({
    f: (x, table) =>
      flat(
        ...loop(
          (y: Tensor, i: Tensor) => [mul(y, take(table as Tensor, i)), i],
          x as Tensor,
          tensor([2, 0, 1, 2], { dtype: 'int32' }) as Tensor,
        ),
      ),
    xs: [wave([]), vector(3, 1)],
  }),

  'over nothing, a number of times': loop => ({
    f: (x, w) =>
      flat(...loop((y: Tensor) => [sin(mul(y, w as Tensor)), y], x as Tensor, [], { length: 3 })),
    xs: [vector(2), vector(2, 1)],
  }),

  'without results of its steps': loop => ({
    f: (x, u) =>
      loop(
        (y: Tensor, share: Tensor) => [mul(exp(share), sin(y)), []],
        x as Tensor,
        u as Tensor,
      )[0],
    xs: [vector(2), wave([3, 2], 1)],
  }),

  'without a carry': loop => ({
    f: (u, w) =>
      flat(
        loop((none: readonly [], share: Tensor) => [none, sin(mul(share, w as Tensor))], [], u)[1],
      ),
    xs: [wave([3, 2]), vector(2, 1)],
  }),

  'whose carry nothing changes, and whose result nothing moves': loop => ({
    f: (x, u) => {
      const [carry, ys] = loop(
        (y: Tensor, share: Tensor) => [y, [mul(y, share), zeros([2], { dtype: 'float64' })]],
        x as Tensor,
        u as Tensor,
      )
      return flat(carry, ...ys)
    },
    xs: [wave([]), vector(3, 1)],
  }),

  'that begins at a constant': loop => ({
    f: (u, w) =>
      flat(
        ...loop(
          (y: Tensor, share: Tensor) => [add(mul(y, w as Tensor), share), square(y)],
          tensor(0.5, { dtype: 'float64' }) as Tensor,
          u as Tensor,
        ),
      ),
    xs: [vector(4), wave([], 1)],
  }),

  'over tensors without elements': loop => ({
    f: (x, u, w) => {
      const [carry, ys] = loop(
        ([y, z]: readonly [Tensor, Tensor], share: Tensor) => [
          [mul(y, share), sin(add(z, sum(share)))] as const,
          share,
        ],
        [x, w] as readonly [Tensor, Tensor],
        u as Tensor,
      )
      return flat(...carry, ys)
    },
    xs: [zeros([2, 0], { dtype: 'float64' }), zeros([3, 2, 0], { dtype: 'float64' }), wave([])],
  }),

  'in a loop': loop => ({
    f: (x, u, w) =>
      flat(
        ...loop(
          (y: Tensor, rows: Tensor) => {
            const [end, ys] = loop(
              (z: Tensor, share: Tensor) => [sin(add(mul(z, w as Tensor), mul(share, y))), z],
              y,
              rows,
            )
            return [end, sum(ys)]
          },
          x as Tensor,
          u as Tensor,
        ),
      ),
    xs: [wave([]), wave([2, 3], 1), wave([], 2)],
  }),

  'whose steps give what comes from outside of it': loop => ({
    f: (x, u) => {
      const outside = sub(stack([x as Tensor, x as Tensor]), 1)
      const [carry, ys] = loop(
        (y: Tensor, share: Tensor) => [where(greater(y, 9), y, share), outside],
        x as Tensor,
        u as Tensor,
      )
      return flat(carry, reshape(ys, [-1]))
    },
    xs: [wave([]), vector(2, 1)],
  }),
}

/** Sums of its derivatives are rounded to float32 in another order than those of its steps. */
export const ofTwoDTypes: Form = loop => ({
  f: (x, u) => {
    const [[y, z], ys] = loop(
      ([y, z]: readonly [Tensor, Tensor], share: Tensor) => {
        const half = astype(share, 'float32')
        return [[mul(y, sin(share)), mul(z, half)] as const, z]
      },
      [x as Tensor, tensor(0.5) as Tensor] as const,
      u as Tensor,
    )
    return flat(y, z, ys)
  },
  xs: [wave([]), vector(3, 1)],
})
