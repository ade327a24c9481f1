import { tensor, tree, zeros } from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import {
  adam,
  adamw,
  addDecayedWeights,
  chain,
  exponentialDecay,
  scale,
  scaleByAdam,
} from '../src/index.js'
import { close, type Formula, follows, path } from './support/path.js'

interface Settings {
  readonly rate: (step: number) => number
  readonly beta1: number
  readonly beta2: number
  readonly eps: number
  readonly decay?: number
  readonly nesterov?: boolean
}

/**
 * Adam: D. P. Kingma and J. Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1
 * (arXiv:1412.6980). AdamW: I. Loshchilov and F. Hutter, "Decoupled weight decay regularization", ICLR
 * 2019, algorithm 2 (arXiv:1711.05101). Nadam: T. Dozat, "Incorporating Nesterov momentum into Adam",
 * ICLR workshop 2016, algorithm 2, with one decay for all steps.
 */
const formula =
  ({ rate, beta1, beta2, eps, decay = 0, nesterov = false }: Settings): Formula =>
  (start, gradients) => {
    let [p, m, v] = [start, 0, 0]
    return gradients.map((g, step) => {
      const t = step + 1
      m = beta1 * m + (1 - beta1) * g
      v = beta2 * v + (1 - beta2) * g ** 2
      const mHat = nesterov
        ? (beta1 * m) / (1 - beta1 ** (t + 1)) + ((1 - beta1) * g) / (1 - beta1 ** t)
        : m / (1 - beta1 ** t)
      const vHat = v / (1 - beta2 ** t)
      p -= rate(step) * (mHat / (Math.sqrt(vHat) + eps) + decay * p)
      return p
    })
  }

describe('adam', () => {
  test('by hand: the first step has the length of the rate, whatever the gradient', () => {
    close(path(adam({ learningRate: 0.1 }), [1, 1, 1], [[1e3, -1e-3, 0]]), [[0.9, 1.1, 1]], 1e-5)
    // m = 0.5, 1.25; v = 0.5, 2.25; mhat = 1, 5/3; vhat = 1, 3
    close(path(adam({ learningRate: 1, beta1: 0.5, beta2: 0.5, eps: 1e-300 }), [0], [[1], [2]]), [
      [-1],
      [-1 - 5 / 3 / Math.sqrt(3)],
    ])
  })

  test('follows algorithm 1 of the paper step by step', () => {
    const usual = { beta1: 0.9, beta2: 0.999, eps: 1e-8 }
    follows(adam({ learningRate: 0.1 }), formula({ rate: () => 0.1, ...usual }))
    const other = { beta1: 0.6, beta2: 0, eps: 0.3 }
    follows(adam({ learningRate: 0.02, ...other }), formula({ rate: () => 0.02, ...other }))
  })

  test('with nesterov follows Nadam', () => {
    const settings = { beta1: 0.8, beta2: 0.95, eps: 1e-6, nesterov: true }
    follows(adam({ learningRate: 0.1, ...settings }), formula({ rate: () => 0.1, ...settings }))
  })

  test('takes a schedule', () => {
    follows(
      adam({ learningRate: exponentialDecay({ initial: 0.2, rate: 0.5, steps: 3 }) }),
      formula({ rate: t => 0.2 * 0.5 ** (t / 3), beta1: 0.9, beta2: 0.999, eps: 1e-8 }),
    )
  })

  test('is scaleByAdam, then minus the rate', () => {
    const gradients = [
      [1, -2],
      [0.5, 4],
    ]
    expect(path(adam({ learningRate: 0.1, beta1: 0.7 }), [1, 2], gradients)).toEqual(
      path(chain([scaleByAdam({ beta1: 0.7 }), scale(-0.1)]), [1, 2], gradients),
    )
  })

  test('has a state of two trees like the parameters and a step', () => {
    const params = { w: zeros([2, 3]), b: zeros([3], { dtype: 'float64' }) }
    const { init, update } = adam({ learningRate: 1 })
    const [, state] = update(params, init(params), params)
    expect(tree.paths(state)).toEqual([
      '[0].firstMoment.b',
      '[0].firstMoment.w',
      '[0].secondMoment.b',
      '[0].secondMoment.w',
      '[0].step',
    ])
    expect(tree.leaves(state).map(leaf => `${leaf.dtype}[${leaf.shape}]`)).toEqual([
      'float64[3]',
      'float32[2,3]',
      'float64[3]',
      'float32[2,3]',
      'int32[]',
    ])
  })

  test('corrects the bias in float32 after a million steps as well', () => {
    const { init, update } = scaleByAdam()
    const one = tensor([1])
    const late = {
      ...(init(one) as object),
      firstMoment: one,
      secondMoment: one,
      step: tensor(1_000_000, { dtype: 'int32' }),
    }
    expect(update(one, late, one)[0].item()).toBe(1)
  })
})

describe('adamw', () => {
  test('follows algorithm 2 of the paper step by step', () => {
    const usual = { beta1: 0.9, beta2: 0.999, eps: 1e-8 }
    follows(adamw({ learningRate: 0.1 }), formula({ rate: () => 0.1, decay: 0.01, ...usual }))
    follows(
      adamw({
        learningRate: exponentialDecay({ initial: 0.2, rate: 0.5, steps: 3 }),
        weightDecay: 0.3,
        nesterov: true,
      }),
      formula({ rate: t => 0.2 * 0.5 ** (t / 3), decay: 0.3, nesterov: true, ...usual }),
    )
  })

  test('without decay is adam', () => {
    const gradients = [[1], [-3]]
    expect(path(adamw({ learningRate: 0.1, weightDecay: 0 }), [2], gradients)).toEqual(
      path(adam({ learningRate: 0.1 }), [2], gradients),
    )
  })

  test('is scaleByAdam, then the decay, then minus the rate', () => {
    const gradients = [[1], [-3]]
    expect(path(adamw({ learningRate: 0.1, weightDecay: 0.5 }), [2], gradients)).toEqual(
      path(chain([scaleByAdam(), addDecayedWeights(0.5), scale(-0.1)]), [2], gradients),
    )
  })
})

describe('mistakes', () => {
  test('options that make no sense are refused in the name of the optimiser', () => {
    expect(() => adam({} as never)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: adam: learningRate is undefined; expected a finite number from 0 on.]`,
    )
    expect(() => adam(0.001 as never)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: adam: got 0.001 where options are expected.
        Options are an object such as { learningRate: ..., beta1: ..., beta2: ..., eps: ..., nesterov: ... }.]
    `)
    expect(() => adam({ learningRate: 0.1, beta2: 1 })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: adam: beta2 is 1; expected a number from 0 to below 1.]`,
    )
    expect(() => adam({ learningRate: 0.1, eps: 0 })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: adam: eps is 0; expected a finite number above 0.]`,
    )
    expect(() =>
      adam({ learningRate: 0.1, weightDecay: 0.1 } as never),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: adam: there is no option weightDecay.
        The options are: learningRate, beta1, beta2, eps, nesterov.]
    `)
    expect(() => adamw({ learningRate: 0.1, weightDecay: -1 })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: adamw: weightDecay is -1; expected a finite number from 0 on.]`,
    )
    expect(() => scaleByAdam({ beta1: Number.NaN })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: scaleByAdam: beta1 is NaN; expected a number from 0 to below 1.]`,
    )
  })

  test('states and gradients of other parameters are refused with their path', () => {
    const { init, update } = scaleByAdam()
    const params = { w: zeros([2]) }
    const state = init(params)
    expect(() => update(params, [], params)).toThrowErrorMatchingInlineSnapshot(`
      [TreeError: scaleByAdam: the state has no firstMoment.
        Pass the state that init or the last update of this transformation gave.]
    `)
    expect(() =>
      update(params, { ...(state as object), step: zeros([2]) }, params),
    ).toThrowErrorMatchingInlineSnapshot(`
      [TreeError: scaleByAdam: the step of the state is not an int32 scalar.
        Pass the state that init or the last update of this transformation gave.]
    `)
    expect(() =>
      update({ w: zeros([3]) }, state, params as never),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: scaleByAdam: the running average at w is float32[2] and the gradient float32[3]; expected them alike.
        Take the gradient with respect to these very parameters.]
    `)
    expect(() =>
      update({ w: zeros([2], { dtype: 'float64' }) }, state, params as never),
    ).toThrowErrorMatchingInlineSnapshot(`
      [DTypeError: scaleByAdam: the running average at w is float32[2] and the gradient float64[2]; expected them alike.
        Convert the gradient with astype(x, 'float32').]
    `)
  })
})
