import { type FloatDType, jvp, mul, sum, type Tensor, vjp } from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { double, expectClose, single } from '../support/close.js'
import { wave } from '../support/wave.js'
import { type Case, call, exists, inputsOf, primitives, toTensor } from './cases.js'

/** The case as a function of the inputs that it has a gradient for. */
const differentiable = (c: Case, dtype: FloatDType) => {
  const inputs = inputsOf(c, dtype)
  const chosen = c.grads.flatMap((g, i) => (g === null ? [] : [i]))
  const f = (xs: readonly Tensor[]): Tensor =>
    call(
      c,
      inputs.map((x, i) => (chosen.includes(i) ? (xs[chosen.indexOf(i)] as Tensor) : x)),
    )
  return { f, xs: chosen.map(i => inputs[i] as Tensor) }
}

const known = primitives.filter(exists)
const later = [...new Set(primitives.filter(c => !exists(c)).map(c => c.op))]
const missing = later.length === 0 ? '' : `, without ${later.join(', ')}`

describe('the table of reference values', () => {
  test(`has ${known.length} of ${primitives.length} cases${missing}`, () => {
    expect(known.length).toBeGreaterThanOrEqual(95)
  })

  const tolerances = { float32: single, float64: double } as const
  for (const dtype of ['float32', 'float64'] as const)
    describe(dtype, () => {
      test.each(known)('$name has its value and its cotangents', c => {
        const { f, xs } = differentiable(c, dtype)
        const [value, pullback] = vjp(f)(xs)
        expect(value.shape).toEqual(c.output.shape)
        expect(value.dtype).toBe(dtype)
        expectClose(value, c.output.data, tolerances[dtype])

        const [cotangents] = pullback(toTensor(c.cotangent, dtype))
        const wanted = c.grads.filter(g => g !== null)
        expect(cotangents.map(g => g.shape)).toEqual(wanted.map(g => g.shape))
        wanted.forEach((want, i) => {
          expectClose(cotangents[i] as Tensor, want.data, tolerances[dtype])
        })
      })
    })

  test.each(known)('$name pushes forward what it pulls back', c => {
    const { f, xs } = differentiable(c, 'float64')
    const tangents = xs.map((x, i) => wave(x.shape, i))
    const [, tangent] = jvp(f)([xs], [tangents])
    const cotangent = toTensor(c.cotangent, 'float64')
    const pulled = c.grads.filter(g => g !== null).map(g => toTensor(g, 'float64'))
    const left = pulled.reduce(
      (total, g, i) => total + sum(mul(g, tangents[i] as Tensor)).item(),
      0,
    )
    expectClose(sum(mul(cotangent, tangent)), [left])
  })
})
