/** A jitted function takes and gives what the function takes and gives. */
import {
  add,
  astype,
  concat,
  greater,
  logicalNot,
  matmul,
  mul,
  neg,
  sum,
  type Tensor,
  tensor,
  where,
  zeros,
} from '@miniflow/core'
import { jit } from '@miniflow/jit'
import { expect, test } from 'vitest'

test('trees go in and come out as they are, whatever is in them', () => {
  interface Layer {
    readonly w: Tensor
    readonly b: Tensor
  }
  const f = jit((layers: readonly Layer[], x: Tensor) => ({
    sums: layers.map(({ w, b }) => [sum(w), sum(b)] as const),
    nested: { y: layers.reduce((h, { w, b }) => add(matmul(h, w), b), x) },
  }))
  const layers = [
    { w: tensor([[1, 2]]), b: tensor([1, 1]) },
    { w: tensor([[1], [1]]), b: tensor([5]) },
  ]
  const { sums, nested } = f(layers, tensor([[1]]))
  expect(sums.map(pair => pair.map(x => x.item()))).toEqual([
    [3, 2],
    [2, 5],
  ])
  expect(nested.y.toArray()).toEqual([[10]])
})

test('a function of nothing is a program of constants', () => {
  const f = jit(() => add(tensor([1, 2]), 1))
  expect(f().toArray()).toEqual([2, 3])
  expect(f().toArray()).toEqual([2, 3])
})

test('inputs may be outputs, and an output may stand in several places', () => {
  const f = jit((x: Tensor, y: Tensor) => {
    const z = mul(x, y)
    return { x, z, again: z, constant: tensor(7), y: [y, y] as const }
  })
  const [x, y] = [tensor([1, 2]), tensor([3, 4])]
  const got = f(x, y)
  expect(got.x.toArray()).toEqual([1, 2])
  expect(got.z.toArray()).toEqual([3, 8])
  expect(got.again.toArray()).toEqual([3, 8])
  expect(got.constant.item()).toBe(7)
  expect(got.y.map(one => one.toArray())).toEqual([
    [3, 4],
    [3, 4],
  ])
})

test('large identity outputs stay what they were when the next call comes', () => {
  const f = jit((x: Tensor) => ({ same: x, next: add(x, 1) }))
  const first = f(zeros([4096]))
  const second = f(first.next)
  const third = f(second.next)
  expect(first.same.data()[5]).toBe(0)
  expect(second.same.data()[5]).toBe(1)
  expect(third.same.data()[4095]).toBe(2)
  expect(third.next.data()[4095]).toBe(3)
})

test('tensors without elements go through', () => {
  const f = jit((x: Tensor, y: Tensor) => ({
    joined: concat([x, y], { axis: 0 }),
    total: sum(x),
    product: matmul(x, y),
  }))
  const { joined, total, product } = f(zeros([0, 3]), zeros([3, 3]))
  expect(joined.shape).toEqual([3, 3])
  expect(total.item()).toBe(0)
  expect(product.shape).toEqual([0, 3])
  expect(product.toArray()).toEqual([])
})

test('each dtype comes out as it went in', () => {
  const f = jit((i: Tensor, d: Tensor, b: Tensor) => ({
    i: add(i, i),
    d: mul(d, d),
    b: logicalNot(b as Tensor<readonly number[], 'bool'>),
    chosen: where(greater(d, 1), d, neg(d)),
    truth: astype(b, 'int32'),
  }))
  const got = f(
    tensor([2 ** 30, -1], { dtype: 'int32' }),
    tensor([1e200, 0.1], { dtype: 'float64' }),
    tensor([true, false], { dtype: 'bool' }),
  )
  expect(got.i.dtype).toBe('int32')
  // 2^31 wraps around, as it does without jit
  expect([...got.i.data()]).toEqual([-(2 ** 31), -2])
  expect(got.d.dtype).toBe('float64')
  expect([...got.d.data()]).toEqual([Infinity, 0.1 * 0.1])
  expect(got.b.dtype).toBe('bool')
  expect(got.b.toArray()).toEqual([false, true])
  expect([...got.chosen.data()]).toEqual([1e200, -0.1])
  expect([...got.truth.data()]).toEqual([1, 0])
})

test('results are immutable, and do not change when the function is called again', () => {
  const f = jit((x: Tensor) => mul(x, 2))
  const first = f(tensor([1, 2]))
  const copy = first.data()
  f(tensor([5, 6]))
  expect(first.toArray()).toEqual([2, 4])
  copy.fill(9 as never)
  expect(first.toArray()).toEqual([2, 4])
  expect(Object.isFrozen(f(tensor([1, 2])))).toBe(Object.isFrozen(tensor([1, 2])))
})

test('results that stay with the module are the same whenever they are read', () => {
  const f = jit((x: Tensor) => add(x, 1))
  const results: Tensor[] = [zeros([5000])]
  for (let i = 0; i < 50; i++) results.push(f(results[i] as Tensor))
  // read from the last to the first, each for the first time
  expect(results.map((_, i) => results[50 - i]?.data()[4999])).toEqual(
    results.map((_, i) => 50 - i),
  )
})

test('tensors from outside are part of the program', () => {
  const table = tensor([[10], [20]])
  const f = jit((x: Tensor) => matmul(x, table))
  expect(f(tensor([[1, 2]])).toArray()).toEqual([[50]])
  expect(f(tensor([[0, 1]])).toArray()).toEqual([[20]])
})

test('it has the parameters of the function, by name', () => {
  const f = jit((weights: Tensor, scale: number) => mul(weights, scale))
  f(tensor([1]), 1)
  f(tensor([1, 2]), 1)
  expect(f.stats().misses.at(-1)?.changed).toBe('weights was float32[1] and is float32[2]')
})
