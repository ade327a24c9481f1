import { tree, zeros } from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { addDecayedWeights, chain, lion, piecewise, scale, scaleByLion } from '../src/index.js'
import { close, type Formula, follows, path } from './support/path.js'

/** X. Chen et al., "Symbolic discovery of optimization algorithms" (arXiv:2302.06675), algorithm 2. */
const formula =
  (rate: (step: number) => number, beta1: number, beta2: number, lambda: number): Formula =>
  (start, gradients) => {
    let [p, m] = [start, 0]
    return gradients.map((g, step) => {
      const c = beta1 * m + (1 - beta1) * g
      p -= rate(step) * (Math.sign(c) + lambda * p)
      m = beta2 * m + (1 - beta2) * g
      return p
    })
  }

describe('lion', () => {
  test('by hand: every parameter moves by the rate', () => {
    // m = 0.5 after the first gradient, and c = 0.5 * 0.5 - 0.5 * 0.4 > 0
    close(
      path(
        lion({ learningRate: 0.1, beta1: 0.5, beta2: 0.5 }),
        [1, 1, 1],
        [
          [1, -7, 0],
          [-0.4, 1, 0],
        ],
      ),
      [
        [0.9, 1.1, 1],
        [0.8, 1.2, 1],
      ],
    )
  })

  test('follows algorithm 2 of the paper step by step', () => {
    follows(
      lion({ learningRate: 0.1 }),
      formula(() => 0.1, 0.9, 0.99, 0),
    )
    follows(
      lion({
        learningRate: piecewise([
          [0, 0.1],
          [3, 0.01],
        ]),
        beta1: 0.3,
        beta2: 0.6,
        weightDecay: 0.4,
      }),
      formula(t => (t < 3 ? 0.1 : 0.01), 0.3, 0.6, 0.4),
    )
  })

  test('is scaleByLion, then the decay, then minus the rate', () => {
    const gradients = [[1], [-3]]
    expect(path(lion({ learningRate: 0.1, weightDecay: 0.5 }), [2], gradients)).toEqual(
      path(chain([scaleByLion(), addDecayedWeights(0.5), scale(-0.1)]), [2], gradients),
    )
  })

  test('has a state like the parameters', () => {
    expect(tree.paths(lion({ learningRate: 1 }).init({ w: zeros([2]) }))).toEqual([
      '[0].momentum.w',
    ])
  })

  test('options that make no sense are refused', () => {
    expect(() => lion({ learningRate: 1, beta1: 1 })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: lion: beta1 is 1; expected a number from 0 to below 1.]`,
    )
    expect(() =>
      lion({ learningRate: 1, weightDecay: Number.POSITIVE_INFINITY }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: lion: weightDecay is Infinity; expected a finite number from 0 on.]`,
    )
    expect(() => lion('fast' as never)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: lion: got "fast" where options are expected.
        Options are an object such as { learningRate: ..., weightDecay: ..., beta1: ..., beta2: ... }.]
    `)
  })
})
