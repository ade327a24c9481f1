import {
  add,
  astype,
  foriLoop,
  grad,
  jvp,
  less,
  mul,
  random,
  sin,
  square,
  sum,
  type Tensor,
  take,
  tensor,
  trace,
  where,
  whileLoop,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import type { Smooth } from '../laws/calculus.js'
import { messageOf } from '../support/message.js'
import { wave } from '../support/wave.js'
import { flat } from './loops.js'
import { gradient, type Tensors } from './modes.js'
import { allReadings, differ, forwardReadings } from './readings.js'

const int = (i: number): Tensor => tensor(i, { dtype: 'int32' })

/** What foriLoop does. */
const counted = <C>(from: number, to: number, f: (i: Tensor, carry: C) => C, init: C): C => {
  let carry = init
  for (let i = from; i < to; i++) carry = f(int(i), carry)
  return carry
}

type Count = typeof counted

const bounds: readonly (readonly [number, number])[] = [
  [0, 4],
  [-2, 2],
  [3, 4],
  [2, 2],
  [5, 1],
]

describe('foriLoop is a for loop', () => {
  test('that makes no list of all its indices, be they very many', () => {
    const longest = trace((x: Tensor) => foriLoop(0, 2 ** 31 - 1, (_, y: Tensor) => y, x))(
      tensor(1),
    )
    expect(longest.nodes.length).toBeLessThan(8)
    const sizes = longest.nodes.flatMap(({ aval }) => aval.shape)
    expect(Math.max(0, ...sizes)).toBeLessThan(2 ** 18)
  })

  test('in blocks as in one piece, with its derivative', () => {
    const [from, to] = [-5, 2 ** 15 + 70]
    const sums = (x: Tensor): Tensor =>
      foriLoop(from, to, (i: Tensor, y: Tensor) => add(mul(y, x), astype(i, 'float64')), x)
    const one = tensor(1, { dtype: 'float64' })
    const n = to - from
    expect(sums(one).item()).toBe(1 + ((from + to - 1) * n) / 2)
    // d/dx of x^(n+1) + sum_i i x^(to-1-i) at 1
    let slope = n + 1
    for (let i = from; i < to; i++) slope += i * (to - 1 - i)
    expect(jvp(sums)([one], [one])[1].item()).toBe(slope)
    expect(grad(sums)(one).item()).toBe(slope)
    const last = foriLoop(2 ** 31 - 3, 2 ** 31 - 1, (i: Tensor, _: Tensor) => i, int(0))
    expect(last.item()).toBe(2 ** 31 - 2)
  })

  const form =
    (count: Count, from: number, to: number): Smooth =>
    (x, w) =>
      flat(
        ...count(
          from,
          to,
          (i, [y, z]: readonly [Tensor, Tensor]) =>
            [sin(add(mul(y, w as Tensor), astype(i, 'float64'))), add(z, square(y))] as const,
          [x, x] as readonly [Tensor, Tensor],
        ),
      )

  test.each(bounds)('from %i to %i', (from, to) => {
    const xs = [wave([2]), wave([2], 1)]
    expect(
      differ(allReadings, form(foriLoop as Count, from, to), form(counted, from, to), xs),
    ).toEqual([])
  })

  test('that reads at its counter, in a loop', () => {
    const sums =
      (count: Count): Smooth =>
      (x, table) =>
        count(
          0,
          2,
          (i, outer: Tensor) =>
            count(0, 3, (j, inner: Tensor) => mul(inner, take(table as Tensor, add(i, j))), outer),
          x as Tensor,
        )
    const xs = [wave([]), wave([4], 1)]
    expect(differ(allReadings, sums(foriLoop as Count), sums(counted), xs)).toEqual([])
  })

  test('that draws a random number at every step', () => {
    const walk =
      (count: Count): Smooth =>
      (x, w) => {
        const step = (i: Tensor, [y, key]: readonly [Tensor, random.Key]) => {
          const noise = random.normal(random.foldIn(key, i as Tensor<[], 'int32'>), [2], {
            dtype: 'float64',
          })
          return [sin(add(mul(y, w as Tensor), noise)), key] as const
        }
        return count(0, 3, step, [x as Tensor, random.key(1)] as const)[0]
      }
    const xs = [wave([2]), wave([2], 1)]
    expect(differ(allReadings, walk(foriLoop as Count), walk(counted), xs)).toEqual([])
  })
})

describe('whileLoop', () => {
  /** x is doubled, shifted, until it is large or has been seven times. */
  const steps = 7
  const body = (y: Tensor, w: Tensor): Tensor => add(sin(y), mul(square(w), 1.5))
  const goesOn = (y: Tensor): Tensor => less(sum(y), 1.9)

  const looped: Smooth = (x, w) =>
    whileLoop(
      ([n, y]: readonly [Tensor, Tensor]) => where(less(n, steps), goesOn(y), tensor(false)),
      ([n, y]) => [add(n, 1), body(y, w as Tensor)] as const,
      [int(0), x as Tensor] as const,
    )[1]

  const masked: Smooth = (x, w) => {
    let y = x as Tensor
    let running: Tensor = tensor(true)
    for (let n = 0; n < steps; n++) {
      running = where(goesOn(y), running, tensor(false))
      y = where(running, body(y, w as Tensor), y)
    }
    return y
  }

  test.each([
    ['never', 5],
    ['some times', 0.4],
    ['as often as it may', 0.01],
  ])('that runs %s is its steps, for each of a batch its own number', (_, w) => {
    const xs: Tensors = [wave([2]), tensor(w, { dtype: 'float64' })]
    expect(differ(forwardReadings, looped, masked, xs)).toEqual([])
  })

  test('in reverse mode says what to use instead', () => {
    const xs: Tensors = [wave([2]), wave([])]
    expect(messageOf(() => gradient(ys => sum(looped(...ys)))(xs))).toMatchInlineSnapshot(`
      "ArgumentError: whileLoop: reverse mode needs to know the number of steps before the loop runs.
        Use foriLoop or scan with a fixed number of steps, or forward mode: jvp, jacfwd."
    `)
  })

  test('whose result has no derivative leaves reverse mode alone', () => {
    const count = (x: Tensor): Tensor =>
      whileLoop(
        ([, y]: readonly [Tensor, Tensor]) => less(sum(y), 5),
        ([n, y]) => [add(n, 1), mul(y, 2)] as const,
        [int(0), x] as const,
      )[0]
    const f = ([x]: Tensors): Tensor => sum(mul(x as Tensor, astype(count(x as Tensor), 'float64')))
    expect(gradient(f)([tensor([1, 0.5], { dtype: 'float64' })])[0]?.toArray()).toEqual([2, 2])
  })
})
