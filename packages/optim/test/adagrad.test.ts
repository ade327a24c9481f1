import { tree, zeros } from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { adagrad, chain, piecewise, scale, scaleByAdagrad } from '../src/index.js'
import { close, type Formula, follows, path } from './support/path.js'

/**
 * J. Duchi, E. Hazan and Y. Singer, "Adaptive subgradient methods for online learning and stochastic
 * optimization", JMLR 12 (2011), figure 1 with the diagonal matrix: H = delta I + diag(|g_1..t|_2).
 */
const formula =
  (rate: (step: number) => number, delta: number, initial: number): Formula =>
  (start, gradients) => {
    let p = start
    return gradients.map((g, step) => {
      const seen = gradients.slice(0, step + 1)
      const norm = Math.sqrt(seen.reduce((sum, x) => sum + x ** 2, initial))
      p -= (rate(step) * g) / (delta + norm)
      return p
    })
  }

describe('adagrad', () => {
  test('by hand: roots 3 and 5 of the sums of squares for gradients 3 and 4', () => {
    close(path(adagrad({ learningRate: 1, eps: 1e-300 }), [0], [[3], [4]]), [[-1], [-1.8]])
  })

  test('follows the formula step by step', () => {
    follows(
      adagrad({ learningRate: 0.1 }),
      formula(() => 0.1, 1e-10, 0),
    )
    follows(
      adagrad({
        learningRate: piecewise([
          [0, 0.1],
          [3, 0.01],
        ]),
        eps: 0.5,
        initialSum: 0.2,
      }),
      formula(t => (t < 3 ? 0.1 : 0.01), 0.5, 0.2),
    )
  })

  test('is scaleByAdagrad, then minus the rate', () => {
    const gradients = [[1], [-3]]
    expect(path(adagrad({ learningRate: 0.1 }), [2], gradients)).toEqual(
      path(chain([scaleByAdagrad(), scale(-0.1)]), [2], gradients),
    )
  })

  test('has a state like the parameters', () => {
    const state = adagrad({ learningRate: 1, initialSum: 3 }).init({ w: zeros([2]) })
    expect(tree.paths(state)).toEqual(['[0].sumOfSquares.w'])
    expect(tree.leaves(state).map(leaf => [...leaf.data()])).toEqual([[3, 3]])
  })

  test('options that make no sense are refused', () => {
    expect(() => adagrad({ learningRate: 1, initialSum: -1 })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: adagrad: initialSum is -1; expected a finite number from 0 on.]`,
    )
    expect(() => adagrad({ learningRate: 1, eps: 0 })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: adagrad: eps is 0; expected a finite number above 0.]`,
    )
    expect(() => adagrad(undefined as never)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: adagrad: learningRate is undefined; expected a finite number from 0 on.]`,
    )
    expect(() =>
      scaleByAdagrad().update(zeros([2]), zeros([2]), zeros([2])),
    ).toThrowErrorMatchingInlineSnapshot(`
      [TreeError: scaleByAdagrad: the state has no sumOfSquares.
        Pass the state that init or the last update of this transformation gave.]
    `)
  })
})
