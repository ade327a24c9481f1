/** Where checks of derivatives go wrong themselves: kinks, ends of domains, rounding, scale. */
import { type CheckOptions, checkGradients, type Report } from '@miniflow/check'
import {
  abs,
  add,
  clip,
  cumprod,
  div,
  exp,
  floor,
  log,
  max,
  maximum,
  mul,
  norm,
  pow,
  relu,
  sign,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'

type F = (...args: readonly never[]) => unknown

const report = (f: F, args: readonly unknown[], options?: CheckOptions): Report => {
  const result = checkGradients(f as (...args: readonly unknown[]) => unknown, args, options)
  if (result._tag === 'Left') throw result.left
  return result.right
}

const wrong = (f: F, args: readonly unknown[], options?: CheckOptions): string => {
  const result = checkGradients(f as (...args: readonly unknown[]) => unknown, args, options)
  return result._tag === 'Left' ? result.left.message : 'right'
}

const places = (entries: Report['kinks']): readonly string[] =>
  entries.map(({ argument, output = '' }) => `${argument} ${output}`.trim())

describe('at a kink', () => {
  test('relu has any slope from 0 to 1', () => {
    const { kinks } = report((x: Tensor) => relu(x), [tensor([0, 1, -1])])
    expect(places(kinks)).toEqual(['x[0] result[0]'])
    expect(kinks[0]?.numeric).toEqual([expect.closeTo(0), expect.closeTo(1)])
  })

  test('abs has any slope from -1 to 1', () => {
    const { kinks } = report((x: Tensor) => sum(abs(x)), [tensor([0, 3])])
    expect(places(kinks)).toEqual(['x[0]'])
    expect(kinks[0]?.numeric).toEqual([expect.closeTo(-1), expect.closeTo(1)])
  })

  test('max shares between ties', () => {
    const { kinks } = report((x: Tensor) => max(x), [tensor([1, 2, 2])])
    expect(places(kinks)).toEqual(['x[1]', 'x[2]'])
    expect(kinks.map(({ analytic }) => analytic)).toEqual([0.5, 0.5])
  })

  test('maximum of equals, clip at its bounds, norm at 0', () => {
    expect(
      places(
        report((x: Tensor, y: Tensor) => maximum(x, y), [tensor([2, 1]), tensor([2, 3])]).kinks,
      ),
    ).toEqual(['x[0] result[0]', 'y[0] result[0]'])
    expect(places(report((x: Tensor) => clip(x, 0, 1), [tensor([0, 0.5, 1])]).kinks)).toEqual([
      'x[0] result[0]',
      'x[2] result[2]',
    ])
    expect(places(report((x: Tensor) => norm(x), [tensor([0, 0])]).kinks)).toEqual(['x[0]', 'x[1]'])
  })

  test('a slope outside of both sides is wrong', () => {
    expect(wrong((x: Tensor) => sub(mul(2, relu(x)), relu(mul(2, x))), [tensor([0])])).toBe('right')
    // 0 + 0 by the rules, and 1 in truth: x = relu(x) - relu(-x).
    expect(wrong((x: Tensor) => sub(relu(x), relu(mul(-1, x))), [tensor([0])])).toContain('x[0]')
  })

  test('one nearer than the step is told from a smooth place', () => {
    expect(report((x: Tensor) => relu(x), [tensor([1e-4, -1e-4])]).kinks).toEqual([])
    expect(report((x: Tensor) => abs(x), [tensor([1e-5])]).kinks).toEqual([])
  })
})

describe('at the end of a domain', () => {
  test('sqrt at 0 has an infinite slope, and near 0 the right one', () => {
    const { infinite, uncertain } = report((x: Tensor) => sqrt(x), [tensor([0, 1e-6, 1e-12, 4])])
    expect(places(infinite)).toEqual(['x[0] result[0]'])
    expect(uncertain).toEqual([])
  })

  test('a cube root at 0 and a jump have infinite slopes', () => {
    const root = (x: Tensor) => mul(sign(x), pow(abs(x), 1 / 3))
    expect(places(report(root, [tensor(0)]).infinite)).toEqual(['x'])
    expect(places(report((x: Tensor) => floor(x), [tensor([1, 1.5])]).infinite)).toEqual([
      'x[0] result[0]',
    ])
  })

  test('a value that is not finite has no slope', () => {
    expect(places(report((x: Tensor) => log(x), [tensor([0, 1])]).undefined)).toEqual([
      'x[0] result[0]',
      'x[1] result[0]',
    ])
  })

  test('pow at 0 from the side that there is', () => {
    expect(wrong((x: Tensor) => pow(x, 1.5), [tensor([0, 1])])).toBe('right')
  })
})

describe('with much rounding', () => {
  test('a function of large offset has the derivative of its small part', () => {
    const offset = (x: Tensor) => add(1e8, square(x))
    expect(report(offset, [tensor([1, 2, 0.001, 0])]).uncertain).toEqual([])
    expect(
      report((x: Tensor) => sub(offset(x), 1e8), [tensor([1, 2, 0.001, 0])]).uncertain,
    ).toEqual([])
  })

  test('a wrong derivative of a function of large offset is seen', () => {
    const twice = (x: Tensor) => add(1e8, mul(square(x), x.item()))
    expect(wrong(twice, [tensor(3)])).toContain('x')
  })

  test('a sum that cancels', () => {
    expect(
      wrong((x: Tensor) => sub(exp(x), add(1, add(x, div(square(x), 2)))), [tensor([1e-3, 0.5])]),
    ).toBe('right')
  })
})

describe('at any scale', () => {
  const scaled = { small: tensor([1e-6, 3e-6]), large: tensor([1e6, 2e6]) }

  test('1e-6 and 1e6 in one tree', () => {
    const f = (p: typeof scaled) => add(sum(log(p.small)), sum(log(p.large)))
    expect(report(f, [scaled]).uncertain).toEqual([])
    const g = (p: typeof scaled) => sum(mul(p.small, square(p.large)))
    expect(report(g, [scaled]).uncertain).toEqual([])
    expect(wrong((p: typeof scaled) => sum(div(p.large, p.small)), [scaled])).toBe('right')
  })

  test('a wrong derivative in the small part is seen beside the large one', () => {
    const f = (p: typeof scaled) =>
      add(sum(mul(p.small, p.small.toArray()[1] as number)), sum(mul(1e-6, p.large)))
    expect(wrong(f, [scaled])).toContain('p.small[1]')
  })

  test('1e-150 and 1e150', () => {
    const f = (x: Tensor) => mul(x, x)
    expect(wrong(f, [tensor([1e-150, 1e150], { dtype: 'float64' })])).toBe('right')
  })
})

test('products with zeros among the factors', () => {
  expect(wrong((x: Tensor) => cumprod(x), [tensor([0, 2, 0, 3])], { order: 2 })).toBe('right')
})
