import {
  add,
  cond,
  cos,
  exp,
  grad,
  greater,
  log,
  mul,
  scan,
  sin,
  square,
  sum,
  type Tensor,
  tensor,
  vmap,
  where,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import type { Smooth } from '../laws/calculus.js'
import { expectClose } from '../support/close.js'
import { wave } from '../support/wave.js'
import { allReadings, differ } from './readings.js'

type Choice = typeof cond

/** Both branches, of which one is taken. */
const both = ((
  predicate: Tensor,
  yes: (...xs: readonly Tensor[]) => Tensor,
  no: (...xs: readonly Tensor[]) => Tensor,
  ...xs: readonly Tensor[]
) => where(predicate, yes(...xs), no(...xs))) as unknown as Choice

const double = (x: number): Tensor => tensor(x, { dtype: 'float64' })

/** p is at 0 and its neighbours in a batch are above it: they do not choose alike. */
const mixed =
  (choose: Choice): Smooth =>
  (p, x, w) =>
    choose(
      greater(p as Tensor, 0.01),
      (y: Tensor) => mul(sin(y), w as Tensor),
      (y: Tensor) => square(add(y, w as Tensor)),
      x as Tensor,
    )

const forms: Readonly<Record<string, (choose: Choice) => Smooth>> = {
  'whose branches read from outside': mixed,
  'of which one branch is constant': choose => (p, x, w) =>
    choose(
      greater(p as Tensor, 0.01),
      (y: Tensor) => add(mul(y, 0), 3),
      (y: Tensor) => mul(y, w as Tensor),
      x as Tensor,
    ),
  'that takes a number of the batch': choose => (p, x, w) =>
    choose(
      greater(p as Tensor, 0.01),
      (y: Tensor, q: Tensor) => mul(mul(y, q), w as Tensor),
      (y: Tensor, q: Tensor) => add(y, sin(q)),
      x as Tensor,
      p as Tensor,
    ),
  'in a choice': choose => (p, x, w) =>
    choose(
      greater(p as Tensor, 0.01),
      (y: Tensor) =>
        choose(
          greater(p as Tensor, 0.06),
          (z: Tensor) => mul(z, w as Tensor),
          (z: Tensor) => exp(z),
          sin(y),
        ),
      (y: Tensor) => cos(y),
      x as Tensor,
    ),
  'in a loop': choose => (p, x, w) =>
    scan(
      (y: Tensor, i: Tensor) => {
        const next = choose(
          greater(add(mul(p as Tensor, 20), i), 1.5),
          (z: Tensor) => mul(sin(z), w as Tensor),
          (z: Tensor) => add(z, square(w as Tensor)),
          y,
        )
        return [next, []]
      },
      x as Tensor,
      tensor([0, 1, 2], { dtype: 'int32' }) as Tensor,
    )[0],
}

describe('a choice is one of its branches', () => {
  test.each(Object.entries(forms))('%s', (_, form) => {
    const xs = [double(0), wave([2]), wave([], 1)]
    expect(differ(allReadings, form(cond), form(both), xs)).toEqual([])
  })

  test('and the other is not run where the predicate is known', () => {
    const f = (x: Tensor): Tensor =>
      cond(
        greater(x, 0),
        (y: Tensor) => log(y),
        () => {
          throw new Error('run')
        },
        x,
      )
    expectClose(grad(f)(double(2)), [0.5])
  })

  test('and a NaN of the other does not show, in no order, for no example', () => {
    const f = (x: Tensor): Tensor =>
      cond(
        greater(x, 0),
        (y: Tensor) => log(y),
        (y: Tensor) => square(y),
        x,
      )
    const xs = tensor([2, -3, 0], { dtype: 'float64' })
    expectClose(vmap(f)(xs) as Tensor, [Math.log(2), 9, 0])
    expectClose(vmap(grad(f))(xs) as Tensor, [0.5, -6, 0])
    expectClose(vmap(grad(grad(f)))(xs) as Tensor, [-0.25, 2, 2])
    expectClose(grad((ys: Tensor) => sum(vmap(f)(ys) as Tensor))(xs), [0.5, -6, 0])
  })

  test('for a number of JavaScript too', () => {
    const f = (x: Tensor): Tensor =>
      cond(
        true,
        (y: Tensor) => square(y),
        (y: Tensor) => y,
        x,
      )
    expectClose(grad(f)(double(3)), [6])
  })
})
