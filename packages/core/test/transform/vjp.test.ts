import {
  add,
  argmax,
  exp,
  grad,
  jvp,
  linearize,
  mul,
  sigmoid,
  sum,
  type Tensor,
  tensor,
  vjp,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'

const x = tensor([1, 2])

describe('vjp', () => {
  test('gives the value and a pullback that may be called many times', () => {
    const [value, pullback] = vjp((a: Tensor, b: Tensor) => mul(a, b))(x, tensor([3, 4]))
    expect(value.toArray()).toEqual([3, 8])
    const pull = (g: Tensor): unknown => pullback(g).map(ct => ct.toArray())
    const once = pull(tensor([1, 10]))
    expect(once).toEqual([
      [3, 40],
      [1, 20],
    ])
    expect(pull(tensor([1, 10]))).toEqual(once)
    expect(pull(tensor([2, 0]))).toEqual([
      [6, 0],
      [2, 0],
    ])
  })

  test('takes a cotangent like the value, be it a tree', () => {
    const [value, pullback] = vjp((a: Tensor) => ({ twice: mul(a, 2), parts: [a, exp(a)] }))(x)
    expect(value.twice.toArray()).toEqual([2, 4])
    const zero = tensor([0, 0])
    const [back] = pullback({ twice: tensor([1, 1]), parts: [tensor([10, 10]), zero] })
    expect(back.toArray()).toEqual([12, 12])
  })

  test('adds the cotangents of results that are one tensor', () => {
    const [, pullback] = vjp((a: Tensor) => [a, a])(x)
    expect(pullback([x, x])[0].toArray()).toEqual([2, 4])
  })

  test('takes a cotangent of whole numbers for results that are, and ignores it', () => {
    const [, pullback] = vjp((a: Tensor) => [sum(a), argmax(a)])(x)
    expect(pullback([tensor(3), tensor(1, { dtype: 'int32' })])[0].toArray()).toEqual([3, 3])
  })

  test('of a function of no arguments has a pullback to nothing', () => {
    const [value, pullback] = vjp(() => tensor(1))()
    expect(value.item()).toBe(1)
    expect(pullback(tensor(1))).toEqual([])
  })

  test('has a pullback that differentiates: the second derivative by hand', () => {
    const f = (a: Tensor): Tensor => vjp(sigmoid)(a)[1](tensor(1))[0]
    const s = 1 / (1 + Math.exp(-0.5))
    expect(grad(f)(tensor(0.5)).item()).toBeCloseTo(s * (1 - s) * (1 - 2 * s), 6)
  })
})

describe('jvp', () => {
  test('gives the value and the derivative in a direction', () => {
    const [value, tangent] = jvp((a: Tensor, b: Tensor) => mul(a, b))(
      [x, tensor([3, 4])],
      [tensor([1, 0]), tensor([0, 1])],
    )
    expect(value.toArray()).toEqual([3, 8])
    expect(tangent.toArray()).toEqual([3, 2])
  })

  test('gives zeros for results that do not depend on the arguments', () => {
    const [, tangent] = jvp((a: Tensor) => [a, tensor(5)])([x], [x])
    expect((tangent as readonly Tensor[]).map(t => t.toArray())).toEqual([[1, 2], 0])
  })

  test('takes bare numbers for scalars', () => {
    expect(jvp((a: Tensor | number) => mul(a, a))([3], [1])[1].item()).toBe(6)
  })
})

describe('linearize', () => {
  test('runs f once, and gives a map that is linear', () => {
    let runs = 0
    const [, pushforward] = linearize((a: Tensor) => {
      runs++
      return sum(mul(a, a))
    })(x)
    const push = (t: Tensor): number => pushforward(t).item()
    expect(push(tensor([1, 0]))).toBe(2)
    expect(push(tensor([0, 1]))).toBe(4)
    expect(push(tensor([3, 5]))).toBe(3 * 2 + 5 * 4)
    expect(push(add(tensor([1, 0]), tensor([0, 1])))).toBe(6)
    expect(runs).toBe(1)
  })
})
