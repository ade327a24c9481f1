/** vmap does not repeat an operand that all examples share where an operation can do without. */
import { describe, expect, test } from 'vitest'
import {
  abs,
  grad,
  matmul,
  max,
  mul,
  random,
  stack,
  sub,
  sum,
  type Tensor,
  take,
  tapeToString,
  tensor,
  trace,
  transpose,
  vmap,
} from '../../src/index.js'

const EXAMPLES = 5
const normal = (seed: number, shape: readonly number[]): Tensor =>
  random.normal(random.key(seed), shape, { dtype: 'float64' })
const rowOf = (x: Tensor, i: number): Tensor => take(x, tensor(i, { dtype: 'int32' }), { axis: 0 })
const far = (a: Tensor, b: Tensor): number => max(abs(sub(a, b))).item()

describe.each([
  { a: [3, 4], b: [4, 2], flipA: false, flipB: false },
  { a: [4, 3], b: [4, 2], flipA: true, flipB: false },
  { a: [3, 4], b: [2, 4], flipA: false, flipB: true },
  { a: [4, 3], b: [2, 4], flipA: true, flipB: true },
])('matmul of $a and $b', ({ a, b, flipA, flipB }) => {
  const product = (x: Tensor, y: Tensor): Tensor =>
    matmul(flipA ? transpose(x) : x, flipB ? transpose(y) : y)
  const loss = (x: Tensor, y: Tensor): Tensor => sum(mul(product(x, y), product(x, y)))
  const functions = [product, grad(loss), grad(loss, { argnums: 1 })]

  test.each(functions.map((f, i) => [i, f] as const))(
    'vmap over either operand is the loop (%i)',
    (_, f) => {
      const examples = Array.from({ length: EXAMPLES }, (__, i) => i)
      const [xs, y] = [normal(0, [EXAMPLES, ...a]), normal(1, b)]
      const ofXs = vmap(f, { inAxes: [0, null] })(xs, y)
      expect(far(ofXs, stack(examples.map(i => f(rowOf(xs, i), y))))).toBeLessThan(1e-12)
      const [x, ys] = [normal(2, a), normal(3, [EXAMPLES, ...b])]
      const ofYs = vmap(f, { inAxes: [null, 0] })(x, ys)
      expect(far(ofYs, stack(examples.map(i => f(x, rowOf(ys, i)))))).toBeLessThan(1e-12)
    },
  )
})

test('neither a shared matrix nor a shared table is repeated', () => {
  const xs = normal(0, [EXAMPLES, 3])
  const w = normal(1, [3, 2])
  const rows = tensor([[0, 1]], { dtype: 'int32' })
  const program = trace((x: Tensor, table: Tensor, i: Tensor) => [
    vmap((row: Tensor) => matmul(row, table))(x),
    vmap((at: Tensor) => take(table, at, { axis: 0 }))(i),
  ])(xs, w, rows)
  expect(tapeToString(program)).not.toContain('broadcastTo')
})
