/** What is said of wrong derivatives, word by word. */
import { checkGradients, showReport } from '@miniflow/check'
import {
  abs,
  add,
  customJvp,
  customVjp,
  exp,
  matmul,
  mean,
  mul,
  relu,
  sin,
  sqrt,
  square,
  stopGradient,
  sum,
  type Tensor,
  take,
  tensor,
  transpose,
} from '@miniflow/core'
import { expect, test } from 'vitest'

type F = (...args: readonly never[]) => unknown

const said = (f: F, args: readonly unknown[], options = {}): string => {
  const result = checkGradients(f as (...args: readonly unknown[]) => unknown, args, options)
  return result._tag === 'Left' ? result.left.message : showReport(result.right)
}

/** exp with another derivative. */
const expWith = (rule: (x: Tensor, g: Tensor) => Tensor) =>
  customVjp((x: Tensor) => exp(x), {
    forward: (x: Tensor) => [exp(x), x] as const,
    backward: (x: Tensor, g: Tensor) => [rule(x, g)] as const,
  })

const point = [tensor([0, 0.5, 1])]

test('counted twice', () => {
  expect(
    said(
      expWith((x, g) => mul(2, mul(g, exp(x)))),
      point,
    ),
  ).toMatchInlineSnapshot(`
    "checkGradients: the derivative is not what differences of values give, in 3 of the 9 derivatives looked at.
      argument     result     mode  analytic   numeric  difference  ratio  error
      argument[2]  result[2]  both  5.436564  2.718282    2.718282      2  2e-10
      argument[1]  result[1]  both  3.297443  1.648721    1.648721      2  1e-10
      argument[0]  result[0]  both         2         1           1      2  2e-10
      Probably: it is twice what it should be: counted twice?
      To blame: customVjp (%1 on the tape, [3] -> [3]), its rule in operand 0.
      To look again: { seed: 0, path: '1/2' } as options."
  `)
})

test('the wrong sign, inside of other operations', () => {
  const wrong = expWith((x, g) => mul(-1, mul(g, exp(x))))
  expect(said((x: Tensor) => sum(sin(wrong(mul(x, 2)))), point)).toMatchInlineSnapshot(`
    "checkGradients: the derivative is not what differences of values give, in 3 of the 3 derivatives looked at.
      argument  mode   analytic    numeric  difference  ratio  error
      x[2]      both  -6.625859   6.625859   -13.25172     -1   2e-9
      x[1]      both   4.956699  -4.956699    9.913399     -1  5e-10
      x[0]      both  -1.080605   1.080605   -2.161209     -1  4e-10
      Probably: the sign is wrong.
      To blame: customVjp (%3 on the tape, [3] -> [3]), its rule in operand 0.
      To look again: { seed: 0, path: '1/2' } as options."
  `)
})

test('a sum instead of a mean', () => {
  const wrong = customVjp((x: Tensor) => mean(square(x)), {
    forward: (x: Tensor) => [mean(square(x)), x] as const,
    backward: (x: Tensor, g: Tensor) => [mul(g, mul(2, x))] as const,
  })
  expect(said(wrong, [tensor([1, 2, 3])])).toMatchInlineSnapshot(`
    "checkGradients: the derivative is not what differences of values give, in 3 of the 3 derivatives looked at.
      argument     mode  analytic    numeric  difference  ratio  error
      argument[2]  both         6          2           4      3  2e-15
      argument[1]  both         4   1.333333    2.666667      3  2e-15
      argument[0]  both         2  0.6666667    1.333333      3  4e-15
      Probably: it is 3 times what it should be: a sum where there is a mean over 3 elements?
      To blame: customVjp (%1 on the tape, [3] -> []), its rule in operand 0.
      To look again: { seed: 0, path: '1/2' } as options."
  `)
})

test('transposed', () => {
  const wrong = customVjp((w: Tensor, x: Tensor) => matmul(w, x), {
    forward: (w: Tensor, x: Tensor) => [matmul(w, x), [w, x] as const] as const,
    backward: ([w, x], g: Tensor) => [matmul(x, transpose(g)), matmul(transpose(w), g)] as const,
  })
  const args = [
    {
      w: tensor([
        [1, 2],
        [3, 4],
      ]),
    },
    tensor([
      [0.5, 0.2],
      [0.1, 0.7],
    ]),
  ]
  const f = (p: { readonly w: Tensor }, x: Tensor) => sum(square(wrong(p.w, x)))
  expect(said(f, args)).toMatchInlineSnapshot(`
    "checkGradients: the derivative is not what differences of values give, in 2 of the 4 derivatives looked at.
      argument  mode  analytic  numeric  difference      ratio  error
      p.w[1,0]  both      2.38     3.26  -0.8800001  0.7300613  7e-15
      p.w[0,1]  both      3.26     2.38   0.8800001   1.369748  9e-15
      Probably: it is transposed.
      To blame: customVjp (%2 on the tape, [2,2] [2,2] -> [2,2]), its rule in operand 0.
      To look again: { seed: 0, path: '1/2' } as options."
  `)
})

test('a forgotten sum over a broadcast axis', () => {
  const wrong = customVjp((x: Tensor, b: Tensor) => add(x, b), {
    forward: (x: Tensor, b: Tensor) => [add(x, b), null] as const,
    backward: (_: null, g: Tensor) =>
      [g, take(g, tensor(0, { dtype: 'int32' }), { axis: 0 })] as const,
  })
  const f = (x: Tensor, b: Tensor) => sum(square(wrong(x, b)))
  expect(
    said(f, [
      tensor([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
      tensor([0.5, 0.25]),
    ]),
  ).toMatchInlineSnapshot(`
    "checkGradients: the derivative is not what differences of values give, in 2 of the 2 derivatives looked at.
      argument  mode  analytic  numeric  difference      ratio  error
      b[1]      both       4.5     25.5         -21  0.1764706  1e-13
      b[0]      both         3       21         -18  0.1428571  1e-13
      Probably: it is what one place of axis 0 of the result contributes: the sum over that axis is missing; was the argument broadcast along it?
      To blame: customVjp (%2 on the tape, [3,2] [2] -> [3,2]), its rule in operand 1.
      To look again: { seed: 0, path: '1/7' } as options."
  `)
})

test('cut by a value that was read, and by stopGradient', () => {
  expect(said((x: Tensor) => mul(2, x.item()), [tensor(3)])).toMatchInlineSnapshot(`
    "checkGradients: the derivative is not what differences of values give, in 1 of the 1 derivatives looked at.
      argument  mode  analytic  numeric  difference  ratio  error
      x         both         0        2          -2      0   1e-6
      Probably: it is 0: the dependence is cut.
      To blame: no single rule; each operation on the tape is right by itself. Is a value read (item, data, toArray) on the way?
      To look again: { seed: 0, path: '1/0' } as options."
  `)
  expect(said((x: Tensor) => mul(x, stopGradient(x)), [tensor(3)])).toMatchInlineSnapshot(`
    "checkGradients: the derivative is not what differences of values give, in 1 of the 1 derivatives looked at.
      argument  mode  analytic  numeric  difference  ratio  error
      x         both         3        6          -3    0.5  5e-15
      Probably: it is half of what it should be: one of two uses forgotten, or a mean where there is a sum over two?
      To blame: stopGradient, which stands on the tape; every other operation is right by itself.
      To look again: { seed: 0, path: '1/0' } as options."
  `)
})

test('wrong in forward mode, and only at second order', () => {
  const forward = customJvp(
    (x: Tensor) => exp(x),
    ([x], [t]) => [exp(x), mul(3, mul(exp(x), t))],
  )
  expect(said(forward, [tensor(1)], { modes: ['forward'] })).toMatchInlineSnapshot(`
    "checkGradients: the derivative is not what differences of values give, in 1 of the 1 derivatives looked at.
      argument  mode     analytic   numeric  difference  ratio  error
      argument  forward  8.154845  2.718282    5.436564      3  2e-10
      Probably: it is 3 times what it should be.
      To blame: customJvp (%1 on the tape, [] -> []), its rule in operand 0.
      To look again: { seed: 0, path: '1/0' } as options."
  `)
  const second = expWith((x, g) => mul(g, stopGradient(exp(x))))
  expect(said(second, [tensor(1)], { order: 1 })).toMatchInlineSnapshot(
    `"right: reverse and forward mode, by 7 evaluations along 1 direction."`,
  )
  expect(said(second, [tensor(1)], { order: 2 })).toMatchInlineSnapshot(`
    "checkGradients: the second derivative is not what differences of values give, in 1 of the 1 derivatives looked at.
      argument  mode  analytic   numeric  difference  ratio  error
      argument  both         0  1.816645   -1.816645      0  2e-10
      Probably: it is 0: the dependence is cut.
      To blame: stopGradient, which stands on the tape; every other operation is right by itself.
      To look again: { seed: 0, path: '2/0' } as options."
  `)
})

test('not pure', () => {
  let calls = 0
  expect(said((x: Tensor) => mul(x, calls++), [tensor(1)])).toMatchInlineSnapshot(`
    "checkGradients: f is not pure: called twice with the same arguments it gave two different results.
      Derivatives are of pure functions: pass what changes, keys for random numbers too, as arguments."
  `)
  const changing = (p: { w: Tensor }) => {
    p.w = mul(p.w, 2)
    return p.w
  }
  expect(said(changing, [{ w: tensor(1) }])).toMatchInlineSnapshot(`
    "checkGradients: f is not pure: it changes its arguments (Cannot assign to read only property 'w' of object '#<Object>').
      Derivatives are of pure functions: pass what changes, keys for random numbers too, as arguments."
  `)
})

test('right, with kinks, infinite slopes and rounding', () => {
  expect(said((x: Tensor) => sum(add(relu(x), abs(x))), [tensor([0, 1])])).toMatchInlineSnapshot(`
    "right: reverse and forward mode, by 119 evaluations along 2 directions and of 2 single numbers.
    kinks, where any slope between those of both sides is right:
      argument  mode  analytic  numeric  difference  ratio  error
      x[0]      both         0  -1 to 2           0      -   9e-8"
  `)
  expect(said((x: Tensor) => sum(sqrt(x)), [tensor([0, 1])])).toMatchInlineSnapshot(`
    "right: reverse and forward mode, by 119 evaluations along 2 directions and of 2 single numbers.
    infinite slopes:
      argument  mode  analytic   numeric  difference  ratio  error
      x[0]      both  Infinity  Infinity           0      -      -"
  `)
  expect(said((x: Tensor) => add(1e18, mul(1e-3, x)), [tensor(1)])).toMatchInlineSnapshot(`
    "right: reverse and forward mode, by 115 evaluations along 2 directions and of 1 single number.
    too much rounding to tell:
      argument  mode  analytic  numeric  difference  ratio  error
      x         both     0.001        0       0.001      -  5e+11"
  `)
})

test('what cannot be checked', () => {
  const text = (f: () => unknown): string => {
    try {
      return String(f())
    } catch (error) {
      return (error as Error).message
    }
  }
  expect([
    text(() => said((x: Tensor) => x, [tensor(1)], { order: 4 })),
    text(() => said((x: Tensor) => x, [tensor(1)], { modes: [] })),
    text(() => said((x: Tensor) => x, [tensor(1)], { tolerance: -1 })),
    text(() => said((x: Tensor) => x, [tensor(1)], { seed: 0.5 })),
    text(() => said((x: Tensor) => x, [tensor(1)], { path: 'x' })),
    text(() => said((x: Tensor) => x, [tensor(1)], { path: '1/7' })),
    text(() => said((x: Tensor) => x, [tensor(1)], { orders: 2 })),
    text(() => said((x: Tensor) => x, [tensor(1, { dtype: 'int32' })])),
    text(() => said(() => tensor(1, { dtype: 'int32' }), [tensor(1)])),
    text(() => said(() => undefined, [tensor(1)])),
    text(() => said('f' as unknown as F, [tensor(1)])),
    text(() => said((x: Tensor) => x, tensor(1) as unknown as readonly unknown[])),
  ]).toMatchInlineSnapshot(`
    [
      "checkGradients: order is 4; expected 1, 2 or 3.",
      "checkGradients: modes is [].
      Write modes: ['reverse', 'forward'].",
      "checkGradients: tolerance is -1; expected a number from 0 to 1.",
      "checkGradients: seed is 0.5; expected a whole number.",
      "checkGradients: path is x.
      Copy it from a mismatch, such as path: '1/0'.",
      "checkGradients: path is 1/7; the arguments have 1 numbers.",
      "checkGradients: there is no option orders.
      The options are: modes, order, tolerance, seed, path.",
      "checkGradients: no argument is a float, so that there is no derivative to check.",
      "checkGradients: f returned no float, so that there is no derivative to check.",
      "checkGradients: f returned undefined.
      Is a return missing? f must return what it computes.",
      "checkGradients: got the string "f" where a function is expected.
      Write checkGradients(f)(x): the function first, its arguments in a second call.",
      "checkGradients: the arguments of f must be a list.
      Write checkGradients(f, [x]), also for one.",
    ]
  `)
})
