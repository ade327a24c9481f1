import {
  type FloatDType,
  grad,
  jacfwd,
  jacrev,
  slice,
  stack,
  type Tensor,
  tensor,
  vmap,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { differences, double, single, type Tolerance } from '../support/close.js'
import { type Scalar, toFunction } from './function.js'
import { page } from './page.js'
import { type Point, sections } from './table.js'

const numbersOf = (at: Point, dtype: FloatDType): Tensor =>
  tensor(Object.values(at).flat(), { dtype }) as Tensor

const tolerances: Readonly<Record<FloatDType, Tolerance>> = { float32: single, float64: double }

/** f'' in every mix of modes, as it is and for each of a batch. */
const hessians: Readonly<Record<string, (f: Scalar) => Scalar>> = {
  'forward over reverse': f => x => jacfwd(grad(f))(x) as Tensor,
  'reverse over reverse': f => x => jacrev(grad(f))(x) as Tensor,
  'reverse over forward': f => x => jacrev(jacfwd(f))(x) as Tensor,
  'forward over forward': f => x => jacfwd(jacfwd(f))(x) as Tensor,
}

const gradients: Readonly<Record<string, (f: Scalar) => Scalar>> = {
  reverse: f => grad(f),
  forward: f => x => jacfwd(f)(x) as Tensor,
}

/** f of each of two equal examples, one after the other. */
const mapped =
  (f: Scalar): Scalar =>
  x =>
    slice(vmap(f)(stack([x, x])) as Tensor, [1], [2])

const kinks = sections.flatMap(({ rows }) => rows)

const places = kinks.flatMap(kink =>
  (['float64', 'float32'] as const).map(
    dtype => [`${kink.f} at ${JSON.stringify(kink.at)} in ${dtype}`, kink, dtype] as const,
  ),
)

describe('at its kinks', () => {
  test.each(places)('%s has the value and the derivatives of the table', (_, kink, dtype) => {
    const f = toFunction(kink)
    const x = numbersOf(kink.at, dtype)
    const expectAll = (got: Tensor, want: readonly number[], what: string): void => {
      expect(differences(got.data(), want, tolerances[dtype]), what).toEqual([])
    }
    const second =
      kink.hessian === 0 ? Array.from({ length: x.size ** 2 }, () => 0) : kink.hessian.flat()
    expectAll(f(x), [kink.value], 'value')
    for (const [mode, derivative] of Object.entries(gradients)) {
      expectAll(derivative(f)(x), kink.gradient, mode)
      expectAll(mapped(derivative(f))(x), kink.gradient, `${mode}, mapped`)
    }
    for (const [mode, derivative] of Object.entries(hessians)) {
      expectAll(derivative(f)(x), second, mode)
      expectAll(mapped(derivative(f))(x), second, `${mode}, mapped`)
    }
  })

  test('finite first and second derivatives are followed by third ones that are no NaN', () => {
    const finite = kinks.filter(({ gradient, hessian }) =>
      [...gradient, ...(hessian === 0 ? [] : hessian.flat())].every(Number.isFinite),
    )
    const broken = finite.filter(kink => {
      const x = numbersOf(kink.at, 'float64')
      const hessian = hessians['forward over reverse'] as (f: Scalar) => Scalar
      const third = jacfwd(hessian(toFunction(kink)))(x) as Tensor
      return Array.from<number>(third.data()).some(Number.isNaN)
    })
    expect(broken).toEqual([])
  })
})

test('docs/kinks.md is this table', async () => {
  await expect(page()).toMatchFileSnapshot('../../../../docs/kinks.md')
})
