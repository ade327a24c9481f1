import { tensor, tree, zeros } from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { chain, momentum, piecewise, rmsprop, scale, scaleByRms } from '../src/index.js'
import { close, type Formula, follows, path } from './support/path.js'

interface Settings {
  readonly rate: (step: number) => number
  readonly decay: number
  readonly eps: number
  readonly mu?: number
  readonly centered?: boolean
}

/**
 * T. Tieleman and G. Hinton, "Neural Networks for Machine Learning", lecture 6e (2012); centred as in
 * A. Graves, "Generating sequences with recurrent neural networks" (arXiv:1308.0850), equations 38 to
 * 41, with eps beside the root and the momentum of torch.optim.RMSprop.
 */
const formula =
  ({ rate, decay, eps, mu = 0, centered = false }: Settings): Formula =>
  (start, gradients) => {
    let [p, n, mean, b] = [start, 0, 0, 0]
    return gradients.map((g, step) => {
      n = decay * n + (1 - decay) * g ** 2
      mean = decay * mean + (1 - decay) * g
      const spread = centered ? Math.max(0, n - mean ** 2) : n
      b = mu * b + g / (Math.sqrt(spread) + eps)
      p -= rate(step) * b
      return p
    })
  }

describe('rmsprop', () => {
  test('by hand: v = 1, 1.5 for gradients 2, sqrt(3) with decay 3/4', () => {
    close(
      path(rmsprop({ learningRate: 1, decay: 0.75, eps: 1e-300 }), [0], [[2], [Math.sqrt(3)]]),
      [[-2], [-2 - Math.sqrt(2)]],
    )
  })

  test('follows the formulas step by step', () => {
    follows(rmsprop({ learningRate: 0.1 }), formula({ rate: () => 0.1, decay: 0.9, eps: 1e-8 }))
    const settings = { decay: 0.5, eps: 0.01 }
    follows(
      rmsprop({
        learningRate: piecewise([
          [0, 0.1],
          [3, 0.01],
        ]),
        momentum: 0.7,
        ...settings,
      }),
      formula({ rate: t => (t < 3 ? 0.1 : 0.01), mu: 0.7, ...settings }),
    )
    // An eps that is not small beside the root, which may be 0: there rounding decides.
    const centered = { decay: 0.8, eps: 0.1, centered: true }
    follows(rmsprop({ learningRate: 0.1, ...centered }), formula({ rate: () => 0.1, ...centered }))
  })

  test('centred stays finite where rounding takes the variance below 0', () => {
    const { init, update } = scaleByRms({ centered: true, decay: 0.9, eps: 1e-3 })
    const gradients = tensor([1 / 3, 0.1, 1e-3])
    let state = init(gradients)
    let updates = gradients
    for (let step = 0; step < 300; step++) [updates, state] = update(gradients, state, gradients)
    for (const x of updates.data()) expect(Number.isFinite(x)).toBe(true)
  })

  test('is scaleByRms, then momentum, then minus the rate', () => {
    const gradients = [[1], [-3]]
    expect(path(rmsprop({ learningRate: 0.1, momentum: 0.5 }), [2], gradients)).toEqual(
      path(chain([scaleByRms(), momentum(0.5), scale(-0.1)]), [2], gradients),
    )
  })

  test('has a state of trees like the parameters', () => {
    const params = { w: zeros([2, 3]) }
    expect(tree.paths(rmsprop({ learningRate: 1 }).init(params))).toEqual(['[0].meanSquare.w'])
    expect(
      tree.paths(rmsprop({ learningRate: 1, centered: true, momentum: 0.9 }).init(params)),
    ).toEqual(['[0].mean.w', '[0].meanSquare.w', '[1].velocity.w'])
  })

  test('options and states that make no sense are refused', () => {
    expect(() => rmsprop({ learningRate: -1 })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: rmsprop: learningRate is -1; expected a finite number from 0 on.]`,
    )
    expect(() => rmsprop({ learningRate: 1, decay: 2 })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: rmsprop: decay is 2; expected a number from 0 to below 1.]`,
    )
    expect(() => rmsprop({ learningRate: 1, momentum: 1 })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: rmsprop: momentum is 1; expected a number from 0 to below 1.]`,
    )
    expect(() =>
      rmsprop({ learningRate: 1, alpha: 0.9 } as never),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: rmsprop: there is no option alpha.
        The options are: learningRate, momentum, decay, eps, centered.]
    `)
    const params = { w: zeros([2]) }
    const plain = scaleByRms().init(params)
    expect(() =>
      scaleByRms({ centered: true }).update(params, plain, params),
    ).toThrowErrorMatchingInlineSnapshot(`
      [TreeError: scaleByRms: the state has no mean.
        Pass the state that init or the last update of this transformation gave.]
    `)
  })
})
