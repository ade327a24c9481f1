import { type Tensor, tensor, tree, zeros } from '@miniflow/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addDecayedWeights,
  clipByGlobalNorm,
  clipByValue,
  type GradientTransformation,
} from '../src/index.js'

const once = <P>(
  { init, update }: GradientTransformation,
  gradients: P,
  params: P = gradients,
): P => update(gradients, init(params), params)[0]

const numbers = (t: unknown): readonly number[] => tree.leaves(t).flatMap(leaf => [...leaf.data()])
const norm = (t: unknown): number => Math.hypot(...numbers(t))

const number = fc.double({ min: -10, max: 10, noNaN: true })
const trees = fc.tuple(number, number, number).map(([x, y, z]) => ({
  w: tensor([x, y], { dtype: 'float64' }),
  b: [tensor(z, { dtype: 'float64' })],
}))
const limits = fc.double({ min: 0.01, max: 20, noNaN: true })

describe('clipByGlobalNorm', () => {
  test('leaves short gradients as they are, and shortens long ones to the limit in their direction', () => {
    fc.assert(
      fc.property(trees, limits, (g, limit) => {
        const factor = Math.min(1, limit / norm(g))
        const clipped = once(clipByGlobalNorm(limit), g)
        expect(norm(clipped)).toBeLessThanOrEqual(limit * (1 + 1e-12))
        numbers(clipped).forEach((x, i) => {
          expect(Math.abs(x - (numbers(g)[i] ?? 0) * (norm(g) === 0 ? 1 : factor))).toBeLessThan(
            1e-12,
          )
        })
        if (norm(g) < limit) expect(numbers(clipped)).toEqual(numbers(g))
      }),
    )
  })

  test('of zeros is zeros', () => {
    expect(numbers(once(clipByGlobalNorm(1), { w: zeros([3]) }))).toEqual([0, 0, 0])
    expect(once(clipByGlobalNorm(1), {})).toEqual({})
  })

  test('takes leaves of different dtypes together and keeps them', () => {
    const g = { a: tensor([3]), b: tensor([4], { dtype: 'float64' }) }
    const { a, b } = once(clipByGlobalNorm(1), g)
    expect([a.dtype, b.dtype]).toEqual(['float32', 'float64'])
    expect([a.item(), b.item()]).toEqual([Math.fround(0.6), 0.8])
  })
})

describe('clipByValue', () => {
  test('keeps each element between -limit and limit', () => {
    fc.assert(
      fc.property(trees, limits, (g, limit) => {
        expect(numbers(once(clipByValue(limit), g))).toEqual(
          numbers(g).map(x => Math.max(-limit, Math.min(limit, x))),
        )
      }),
    )
  })
})

describe('addDecayedWeights', () => {
  test('adds decay times the parameters', () => {
    fc.assert(
      fc.property(trees, trees, fc.double({ min: 0, max: 1, noNaN: true }), (g, p, decay) => {
        const wanted = numbers(g).map((x, i) => x + (numbers(p)[i] ?? 0) * decay)
        expect(numbers(once(addDecayedWeights(decay), g, p))).toEqual(wanted)
      }),
    )
  })

  test('refuses gradients unlike the parameters', () => {
    const decayed = (g: unknown, p: unknown) => () => once(addDecayedWeights(0.1), g, p)
    expect(decayed({ w: zeros([2]) }, { w: zeros([3]) })).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: addDecayedWeights: the parameter at w is float32[3] and the gradient float32[2]; expected them alike.
        Take the gradient with respect to these very parameters.]
    `)
    expect(decayed({ w: zeros([2]) }, { v: zeros([2]) })).toThrowErrorMatchingInlineSnapshot(`
      [TreeError: addDecayedWeights: the trees differ at the root: a record with keys v in the first, a record with keys w in the second.
        Both must have the same keys and lengths all the way down.]
    `)
  })
})

describe('limits', () => {
  test('that are none are refused', () => {
    expect(() => clipByGlobalNorm(0)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: clipByGlobalNorm: limit is 0; expected a finite number above 0.]`,
    )
    expect(() => clipByValue(-1)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: clipByValue: limit is -1; expected a finite number above 0.]`,
    )
    expect(() => addDecayedWeights(Number.NaN)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: addDecayedWeights: decay is NaN; expected a finite number from 0 on.]`,
    )
  })

  test('what is no tree of tensors is refused in the name of the transformation', () => {
    const wrong = { w: 'none' as unknown as Tensor }
    expect(() => once(clipByGlobalNorm(1), wrong)).toThrowErrorMatchingInlineSnapshot(`
      [TreeError: clipByGlobalNorm: the leaf at w is the string "none"; a tree holds tensors only.
        Pass what is not a tensor as a separate argument, or leave it out.]
    `)
    expect(() => once(clipByValue(1), wrong)).toThrowErrorMatchingInlineSnapshot(`
      [TreeError: clipByValue: the leaf at w is the string "none"; a tree holds tensors only.
        Pass what is not a tensor as a separate argument, or leave it out.]
    `)
  })
})
