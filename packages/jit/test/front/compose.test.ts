/** Transformations of jitted functions, and jitted transformations, give what they give without jit. */
import {
  add,
  cos,
  grad,
  hessian,
  jvp,
  mul,
  random,
  sin,
  square,
  sum,
  type Tensor,
  tanh,
  tensor,
  tree,
  vmap,
} from '@miniflow/core'
import { jit } from '@miniflow/jit'
import { expect, test } from 'vitest'

/** All numbers of a tree. */
const numbers = (t: unknown): readonly number[] =>
  tree.leaves(t).flatMap(leaf => Array.from(leaf.data(), Number))

const expectClose = (got: unknown, expected: unknown, within = 1e-5): void => {
  const [a, b] = [numbers(got), numbers(expected)]
  expect(a).toHaveLength(b.length)
  a.forEach((x, i) => {
    expect(Math.abs(x - (b[i] as number))).toBeLessThanOrEqual(
      within * (1 + Math.abs(b[i] as number)),
    )
  })
}

const x = tensor([0.3, -1.2, 2.5])
const f = (v: Tensor): Tensor => sum(mul(sin(v), square(v)))

test('the gradient of a jitted function, and the jitted gradient', () => {
  expectClose(grad(jit(f))(x), grad(f)(x))
  expectClose(jit(grad(f))(x), grad(f)(x))
  expectClose(jit(grad(jit(f)))(x), grad(f)(x))
})

test('second derivatives, in every order of jit and grad', () => {
  const d = (g: (v: Tensor) => Tensor): ((v: Tensor) => Tensor) => grad((v: Tensor) => sum(g(v)))
  const twice = d(d(f))(x)
  expectClose(d(d(jit(f)))(x), twice)
  expectClose(jit(d(d(f)))(x), twice)
  expectClose(d(jit(d(jit(f))))(x), twice)
})

test('the hessian of a jitted function', () => {
  expectClose(hessian(jit(f))(x), hessian(f)(x))
  expectClose(jit(hessian(f))(x), hessian(f)(x))
})

test('forward mode through a jitted function', () => {
  const v = tensor([1, 2, 3])
  const g = (a: Tensor): Tensor => mul(tanh(a), a)
  expectClose(jvp(jit(g))([x], [v]), jvp(g)([x], [v]))
})

test('a jitted function mapped, a mapped function jitted', () => {
  const rows = tensor([
    [1, 2],
    [3, 4],
    [5, 6],
  ])
  const g = (row: Tensor, w: Tensor): Tensor => sum(mul(row, w))
  const w = tensor([10, 1])
  const expected = vmap(g, { inAxes: [0, null] })(rows, w)
  expectClose(vmap(jit(g), { inAxes: [0, null] })(rows, w), expected)
  expectClose(jit(vmap(g, { inAxes: [0, null] }))(rows, w), expected)
  // gradients of each row
  expectClose(vmap(grad(jit(f)))(rows), vmap(grad(f))(rows))
})

test('a jitted function inside of a jitted function is part of its program', () => {
  const inner = jit((v: Tensor) => mul(v, v))
  const outer = jit((v: Tensor) => add(inner(v), inner(add(v, 1))))
  expect(outer(tensor([2, 3])).toArray()).toEqual([13, 25])
  expect(outer(tensor([0, 1])).toArray()).toEqual([1, 5])
  expect(outer.stats().traces).toBe(1)
  expect(inner.stats()).toMatchObject({ traces: 1, hits: 1 })
})

test('what a jitted function reads from a recording around it is differentiated', () => {
  const outer = (g: (h: (v: Tensor) => Tensor) => (v: Tensor) => Tensor) => (y: Tensor) =>
    sum(g(v => mul(mul(v, y), y))(tensor([1, 2])))
  const y = tensor(3)
  expectClose(grad(outer(jit))(y), grad(outer(h => h))(y))
  expect(numbers(grad(outer(jit))(y))).toEqual([18])
  // the derivative by the one does not depend on the other: d/dx x (d/dy (x + y)) = 1
  const confused = grad((a: Tensor) => mul(a, grad(jit((b: Tensor) => add(a, b)))(tensor(1))))
  expect(confused(tensor(5)).item()).toBe(1)
})

test('a program that reads a recording around it serves that recording alone', () => {
  let scale: Tensor = tensor(1)
  const g = jit((v: Tensor) => mul(v, scale))
  const slope = grad((s: Tensor) => {
    scale = s
    return sum(g(tensor([1, 2])))
  })
  expect(slope(tensor(4)).item()).toBe(3)
  expect(slope(tensor(5)).item()).toBe(3)
  scale = tensor(2)
  expect(g(tensor([1, 2])).toArray()).toEqual([2, 4])
})

test('the same call gives the same bits', () => {
  const g = jit((v: Tensor) => grad((u: Tensor) => sum(mul(cos(u), tanh(u))))(v))
  const v = random.normal(random.key(2), [1000])
  expect(numbers(g(v))).toEqual(numbers(g(v)))
  expect(numbers(jit(grad((u: Tensor) => sum(mul(cos(u), tanh(u)))))(v))).toEqual(numbers(g(v)))
})
