import {
  div,
  grad,
  jacfwd,
  jacrev,
  log,
  mul,
  safeDiv,
  safeSqrt,
  sqrt,
  sum,
  type Tensor,
  take,
  tensor,
  xlogy,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { expectClose } from '../support/close.js'
import { messageOf } from '../support/message.js'

const number = (x: number): Tensor => tensor(x, { dtype: 'float64' })

type Two = (a: Tensor, b: Tensor) => Tensor

/** Value, both first and all four second derivatives, with second ones by either mode. */
const upToSecond = (f: Two, x: number, y: number): readonly number[] => {
  const at = tensor([x, y], { dtype: 'float64' })
  const pick = (v: Tensor, i: number): Tensor => take(v, tensor(i, { dtype: 'int32' }))
  const g = (v: Tensor): Tensor => f(pick(v, 0), pick(v, 1))
  const forward = jacfwd(grad(g))(at)
  expectClose(jacrev(grad(g))(at), forward.data())
  return [g(at).item(), ...grad(g)(at).data(), ...forward.data()]
}

const nowhere = [0, 0, 0, 0, 0, 0, 0]

describe('safeDiv', () => {
  test('divides, up to the second derivative', () => {
    expect(upToSecond(safeDiv, 3, -2)).toEqual(upToSecond(div, 3, -2))
    expect(upToSecond(safeDiv, 0, 2)).toEqual(upToSecond(div, 0, 2))
  })

  test.each([
    [1, 0],
    [0, 0],
    [-3, -0],
    [Infinity, 0],
  ])('is 0 for %d / %d, and so are its derivatives', (a, b) => {
    expectClose(tensor(upToSecond(safeDiv, a, b)), nowhere)
  })
})

describe('safeSqrt', () => {
  test('is the root above 0, up to the second derivative', () => {
    expect(safeSqrt(number(4)).item()).toBe(sqrt(number(4)).item())
    expect(grad(safeSqrt)(number(4)).item()).toBe(grad(sqrt)(number(4)).item())
    expect(grad(grad(safeSqrt))(number(4)).item()).toBe(grad(grad(sqrt))(number(4)).item())
  })

  test.each([0, -0, -1e-17, -4])('is 0 at %d, and so are its derivatives', x => {
    const root = (y: Tensor): Tensor => safeSqrt(y)
    for (const f of [root, grad(root), grad(grad(root)), jacfwd(grad(root))])
      expectClose(f(number(x)), [0])
  })

  test('does not hide what is not a number', () => {
    expect(safeSqrt(number(Number.NaN)).item()).toBeNaN()
  })
})

describe('xlogy', () => {
  const formula: Two = (x, y) => mul(x, log(y))

  test('is x log y for y above 0, up to the second derivative, also where x is 0', () => {
    expect(upToSecond(xlogy, 2, 3)).toEqual(upToSecond(formula, 2, 3))
    expect(upToSecond(xlogy, -2, 0.5)).toEqual(upToSecond(formula, -2, 0.5))
    expectClose(tensor(upToSecond(xlogy, 0, 2), { dtype: 'float64' }), [
      ...[0, Math.log(2), 0],
      ...[0, 0.5, 0.5, 0],
    ])
  })

  test.each([0, -1, Infinity])('is 0 for x = 0 and y = %d, and so are its derivatives', y => {
    expectClose(tensor(upToSecond(xlogy, 0, y)), nowhere)
  })

  test('elsewhere hides nothing', () => {
    expect(xlogy(number(1), number(0)).item()).toBe(-Infinity)
    expect(xlogy(number(1), number(-1)).item()).toBeNaN()
    expect(xlogy(number(0), number(Number.NaN)).item()).toBeNaN()
  })

  test('gives an entropy whose gradient is finite at a certain outcome', () => {
    const p = tensor([0, 1, 0.5], { dtype: 'float64' })
    expectClose(xlogy(p, p), [0, 0, 0.5 * Math.log(0.5)])
    expectClose(grad((q: Tensor) => sum(xlogy(q, q)))(p), [0, 1, 1 + Math.log(0.5)])
  })
})

test('whole numbers become float32, two floats do not mix, and mistakes are named', () => {
  expect(safeDiv(tensor([1, 2], { dtype: 'int32' }), 0).dtype).toBe('float32')
  expect(safeSqrt(tensor([4], { dtype: 'int32' })).dtype).toBe('float32')
  const any = (f: unknown) => f as (...args: readonly unknown[]) => unknown
  const mistakes: readonly (readonly [unknown, ...unknown[]])[] = [
    [safeDiv, tensor([1, 2]), tensor([1, 2, 3])],
    [safeDiv, tensor(1), number(1)],
    [safeDiv, 1],
    [safeSqrt, 'x'],
    [xlogy, null, 1],
  ]
  expect(
    mistakes.map(([f, ...args]) => messageOf(() => any(f)(...args))).join('\n'),
  ).toMatchInlineSnapshot(`
    "ShapeError: safeDiv: shapes [2] and [3] do not broadcast: last axes are 2 and 3.
    DTypeError: safeDiv: got float32 and float64; two float dtypes do not mix.
      Convert one of them: astype(x, 'float32') or astype(x, 'float64').
    ArgumentError: safeDiv: got undefined; expected a tensor or a number.
    ArgumentError: safeSqrt: got the string "x"; expected a tensor or a number.
    ArgumentError: xlogy: got null; expected a tensor or a number."
  `)
})
