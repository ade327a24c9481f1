import {
  add,
  concat,
  exp,
  foriLoop,
  grad,
  greater,
  logSoftmax,
  matmul,
  max,
  mul,
  random,
  scan,
  sigmoid,
  softmax,
  sum,
  type Tensor,
  tensor,
  transpose,
  where,
} from '@miniflow/core'
import { expect, test } from 'vitest'
import { jit } from '../../src/index.js'

const k = random.key(1)
const u = (i: number, ...s: number[]) => random.normal(random.foldIn(k, i), s) as Tensor
const close = (a: any, b: any) => {
  const x = a.data(),
    y = b.data()
  expect(a.shape).toEqual(b.shape)
  for (let i = 0; i < x.length; i++)
    expect(Math.abs(x[i] - y[i])).toBeLessThan(1e-4 * (1 + Math.abs(y[i])))
}
const same = (f: any, ...xs: any[]) => {
  const want = f(...xs),
    got = (jit(f) as any)(...xs)
  const flat = (t: any): any[] =>
    Array.isArray(t) ? t.flatMap(flat) : t.data ? [t] : Object.values(t).flatMap(flat)
  flat(got).forEach((g, i) => close(g, flat(want)[i]))
}
const cases: Record<string, [any, ...any[]]> = {
  add: [(x: any, y: any) => add(x, y), u(1, 7), u(2, 7)],
  broadcast: [(x: any, y: any) => add(mul(x, 2), y), u(1, 5, 7), u(2, 7)],
  sum: [(x: any) => sum(x), u(1, 1000)],
  sumrows: [(x: any) => sum(mul(x, x), { axis: 1 }), u(1, 13, 17)],
  sumcols: [(x: any) => sum(mul(x, x), { axis: 0 }), u(1, 130, 37)],
  max: [(x: any) => max(x, { axis: 0 }), u(1, 130, 37)],
  transposed: [(x: any) => exp(transpose(x)), u(1, 13, 37)],
  matmul: [(x: any, y: any) => matmul(x, y), u(1, 13, 37), u(2, 37, 11)],
  epilogue: [
    (x: any, y: any, b: any) => sigmoid(add(matmul(x, y), b)),
    u(1, 13, 37),
    u(2, 37, 11),
    u(3, 11),
  ],
  softmax: [(x: any) => softmax(x), u(1, 13, 37)],
  logSoftmax: [(x: any) => logSoftmax(x), u(1, 13, 37)],
  grad: [grad((x: any) => sum(mul(x, sigmoid(x)))), u(1, 77)],
  where: [(x: any) => where(greater(x, 0), x, mul(x, 0.1)), u(1, 77)],
  concat: [(x: any, y: any) => mul(concat([x, y]), 2), u(1, 3), u(2, 4)],
  scan: [
    (x: any) => scan((c: any, a: any) => [add(c, a), mul(c, a)] as const, tensor(0), x),
    u(1, 9),
  ],
  scangrad: [
    grad((x: any) => {
      const [c, ys] = scan(
        (c: any, a: any) => [sigmoid(add(c, a)), mul(c, a)] as any,
        tensor(0),
        x,
      ) as any
      return add(c, sum(ys))
    }),
    u(1, 9),
  ],
  fori: [(x: any) => foriLoop(0, 5, (_i: any, c: any) => add(mul(c, 0.5), 1), x), u(1, 3, 3)],
}
test.each(Object.entries(cases))('%s', (_, [f, ...xs]) => same(f, ...xs))
