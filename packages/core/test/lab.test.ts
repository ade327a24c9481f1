/** The numbers of the lab that the project began with; those of its layers are tests of nn. */
import {
  add,
  log,
  matmul,
  mul,
  neg,
  sigmoid,
  softmax,
  sum,
  type Tensor,
  take,
  tensor,
  valueAndGrad,
  vjp,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { expectClose } from './support/close.js'

const to4 = { relative: 0, absolute: 1e-4 }

describe('f = x*y + x*z at (3, 4, -5)', () => {
  const f = (x: Tensor, y: Tensor, z: Tensor): Tensor => add(mul(x, y), mul(x, z))
  const at = [tensor(3), tensor(4), tensor(-5)] as const

  test('is -3 with gradient (-1, 3, 3): x reaches f along two paths', () => {
    const [value, gradient] = valueAndGrad(f, { argnums: [0, 1, 2] })(...at)
    expect(value.item()).toBe(-3)
    expect(gradient.map(g => g.item())).toEqual([-1, 3, 3])
  })

  test('pulls the cotangent 0.5 back to (-0.5, 1.5, 1.5)', () => {
    const [, pullback] = vjp(f)(...at)
    expect(pullback(tensor(0.5)).map(g => g.item())).toEqual([-0.5, 1.5, 1.5])
  })
})

describe('XW + b', () => {
  const linear = (x: Tensor, w: Tensor, b: Tensor): Tensor => add(matmul(x, w), b)
  const x = tensor([
    [-1, -2],
    [-1, -2],
  ])
  const w = tensor([
    [2, -3],
    [2, -3],
  ])
  const [value, pullback] = vjp(linear)(x, w, tensor([-3, -5]))

  test('is [[-9, 4], [-9, 4]]', () => {
    expect(value.toArray()).toEqual([
      [-9, 4],
      [-9, 4],
    ])
  })

  test('pulls [[1, 2], [3, 4]] back to X, W and b', () => {
    const cotangent = tensor([
      [1, 2],
      [3, 4],
    ])
    expect(pullback(cotangent).map(g => g.toArray())).toEqual([
      [
        [-4, -4],
        [-6, -6],
      ],
      [
        [-4, -6],
        [-8, -12],
      ],
      [4, 6],
    ])
  })
})

describe('sigmoid at -10, 0, 10', () => {
  const [value, pullback] = vjp(sigmoid)(tensor([-10, 0, 10]))

  test('is 0, 0.5, 1', () => {
    expectClose(value as Tensor, [0, 0.5, 1], to4)
  })

  test('pulls the cotangent 0.5 back to 0, 0.125, 0', () => {
    expectClose(pullback(tensor([0.5, 0.5, 0.5]))[0] as Tensor, [0, 0.125, 0], to4)
  })
})

describe('softmax', () => {
  test('of 0.2, 1.0, 0.3 is 0.2309, 0.5138, 0.2551', () => {
    expectClose(softmax(tensor([0.2, 1, 0.3])), [0.2309, 0.5138, 0.2551], to4)
  })

  test('makes each row of a matrix its own distribution', () => {
    const rows = softmax(
      tensor([
        [0.2, 1, 0.3],
        [1, 2, 3],
      ]),
    )
    expectClose(sum(rows, { axis: 1 }), [1, 1], { relative: 1e-6, absolute: 0 })
    expectClose(take(rows, 0, { axis: 0 }), [0.2309, 0.5138, 0.2551], to4)
  })
})

test('the cross-entropy of 0.6, 0.1, 0.3 with label 0 is -log 0.6 = 0.5108', () => {
  expectClose(neg(log(take(tensor([0.6, 0.1, 0.3]), 0))), [0.5108], to4)
})
