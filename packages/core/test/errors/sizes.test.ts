import {
  add,
  arange,
  broadcastTo,
  clip,
  concat,
  conv2d,
  diag,
  dot,
  einsum,
  eye,
  foriLoop,
  hessian,
  jacfwd,
  jacrev,
  matmul,
  maxPool,
  oneHot,
  ones,
  outer,
  pad,
  random,
  safeDiv,
  scan,
  sin,
  stack,
  sum,
  type Tensor,
  tensordot,
  tile,
  transpose,
  where,
  zeros,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { js } from '../support/js.js'
import { messageOf } from '../support/message.js'

const x2: Tensor = zeros([2])

describe('shapes that are none', () => {
  test('a number', () => {
    expect(messageOf(() => js('zeros', 3))).toMatchInlineSnapshot(`
      "ShapeError: zeros: got 3 where a shape is expected.
        A shape is a list: write [3]."
    `)
  })

  test('not a number', () => {
    expect(messageOf(() => zeros([2, Number.NaN]))).toMatchInlineSnapshot(`
      "ShapeError: zeros: axis 1 of shape [2,NaN] is NaN.
        An axis length is a whole number from 0 on."
    `)
  })

  test('a negative length', () => {
    expect(messageOf(() => ones([-1]))).toMatchInlineSnapshot(`
      "ShapeError: ones: axis 0 of shape [-1] is -1.
        An axis length is a whole number from 0 on."
    `)
    expect(messageOf(() => eye(-2))).toMatchInlineSnapshot(`
      "ShapeError: eye: axis 0 of shape [-2,-2] is -2.
        An axis length is a whole number from 0 on."
    `)
    expect(messageOf(() => tile(x2, [-1]))).toMatchInlineSnapshot(`
      "ShapeError: tile: axis 0 of shape [-1] is -1.
        An axis length is a whole number from 0 on."
    `)
  })

  test('a fraction', () => {
    expect(messageOf(() => random.normal(random.key(0), [2.5]))).toMatchInlineSnapshot(`
      "ShapeError: random.normal: axis 0 of shape [2.5] is 2.5.
        An axis length is a whole number from 0 on."
    `)
  })

  test('more than any array holds', () => {
    expect(messageOf(() => zeros([100_000, 100_000]))).toMatchInlineSnapshot(
      `"ShapeError: zeros: shape [100000,100000] is too large; one array holds at most 2147483647 elements."`,
    )
    expect(messageOf(() => zeros([1e200, 1e200, 0]))).toMatchInlineSnapshot(
      `"ShapeError: zeros: shape [1e+200,1e+200,0] is too large; one array holds at most 2147483647 elements."`,
    )
    expect(messageOf(() => arange(1e12))).toMatchInlineSnapshot(
      `"ShapeError: arange: shape [1000000000000] is too large; one array holds at most 2147483647 elements."`,
    )
  })

  test('more than any array holds, as a result, in the name of the function that was called', () => {
    const long: Tensor = zeros([100_000])
    const column: Tensor = zeros([100_000, 1])
    const image: Tensor = zeros([1, 2, 2, 1])
    const calls: Readonly<Record<string, () => unknown>> = {
      outer: () => outer(long, long),
      add: () => add(column, long),
      safeDiv: () => safeDiv(column, long),
      where: () => where(true, column, long),
      clip: () => clip(column, long, 1),
      matmul: () => matmul(column, transpose(column)),
      dot: () => dot(column, transpose(column)),
      einsum: () => einsum('i,j->ij', long, long),
      tensordot: () => tensordot(long, long, 0),
      broadcastTo: () => broadcastTo(long, [100_000, 100_000]),
      tile: () => tile(long, [100_000]),
      pad: () => pad(long, [[2 ** 31, 0]]),
      concat: () => concat(Array.from({ length: 30_000 }, () => long)),
      stack: () => stack(Array.from({ length: 30_000 }, () => long)),
      oneHot: () => oneHot(zeros([100_000], { dtype: 'int32' }), 100_000),
      diag: () => diag(long),
      conv2d: () => conv2d(image, ones([1, 1, 1, 1]), padding(100_000)),
      maxPool: () => maxPool(image, { window: [200_000, 200_000], ...padding(150_000) }),
      jacfwd: () => jacfwd(sin)(long),
      jacrev: () => jacrev(sin)(long),
      hessian: () => hessian((x: Tensor) => sum(sin(x)))(long),
      scan: () => scan((c: Tensor) => [c, long], x2, [], { length: 100_000 }),
      'random.normal': () => random.normal(random.key(0), [100_000, 100_000]),
      'random.permutation': () => random.permutation(random.key(0), 2 ** 31),
    }
    for (const [name, call] of Object.entries(calls))
      expect(messageOf(call)).toMatch(
        new RegExp(`^ShapeError: ${name}: shape \\[[\\d,]+\\] is too large`),
      )
  })

  test('more steps than a loop can count', () => {
    expect(
      messageOf(() => scan((c: Tensor) => [c, []], x2, [], { length: 1e12 })),
    ).toMatchInlineSnapshot(
      `"ArgumentError: scan: length is 1000000000000; a loop has at most 2147483647 steps."`,
    )
    expect(messageOf(() => foriLoop(-(2 ** 31), 2 ** 31, (_, c) => c, x2))).toMatchInlineSnapshot(
      `"ArgumentError: foriLoop: from -2147483648 to 2147483648 there are 4294967296 steps; a loop has at most 2147483647 steps."`,
    )
    expect(messageOf(() => foriLoop(0, 1e12, (_, c) => c, x2))).toMatchInlineSnapshot(
      `"ArgumentError: foriLoop: the bounds are the number 0 and the number 1000000000000; expected whole numbers from -2^31 to 2^31, since i is an int32."`,
    )
  })
})

const padding = (n: number) =>
  ({
    padding: [
      [n, n],
      [n, n],
    ],
  }) as const
