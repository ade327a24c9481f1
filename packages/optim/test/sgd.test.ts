import { grad, square, sum, type Tensor, tensor, tree, zeros } from '@miniflow/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyUpdates, momentum, piecewise, type SgdOptions, sgd } from '../src/index.js'
import { close, path, steps, vector } from './support/path.js'

/**
 * torch.optim.SGD as its documentation gives it, with dampening 0: v = mu v + g, and p - rate v, or
 * p - rate (g + mu v) with Nesterov. (https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html)
 */
const expected = (
  rate: (step: number) => number,
  mu: number,
  nesterov: boolean,
  start: readonly number[],
  gradients: readonly (readonly number[])[],
): readonly (readonly number[])[] => {
  let p = start
  let v = start.map(() => 0)
  return gradients.map((g, step) => {
    v = v.map((x, i) => mu * x + (g[i] ?? 0))
    p = p.map((x, i) => x - rate(step) * (nesterov ? (g[i] ?? 0) + mu * (v[i] ?? 0) : (v[i] ?? 0)))
    return p
  })
}

describe('sgd', () => {
  test('by hand: rate 0.1, momentum 0.5, gradients 1, 2, 4', () => {
    const run = (options: SgdOptions) => path(sgd(options), [1], [[1], [2], [4]]).flat()
    // v = 1, 2.5, 5.25
    close([run({ learningRate: 0.1 })], [[0.9, 0.7, 0.3]])
    close([run({ learningRate: 0.1, momentum: 0.5 })], [[0.9, 0.65, 0.125]])
    // g + mu v = 1.5, 3.25, 6.625
    close([run({ learningRate: 0.1, momentum: 0.5, nesterov: true })], [[0.85, 0.525, -0.1375]])
  })

  test('follows the formulas step by step in float64', () => {
    fc.assert(
      fc.property(
        vector,
        steps,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (start, gradients, learningRate, mu) => {
          const rate = () => learningRate
          close(
            path(sgd({ learningRate }), start, gradients),
            expected(rate, 0, false, start, gradients),
          )
          close(
            path(sgd({ learningRate, momentum: mu }), start, gradients),
            expected(rate, mu, false, start, gradients),
          )
          close(
            path(sgd({ learningRate, momentum: mu, nesterov: true }), start, gradients),
            expected(rate, mu, true, start, gradients),
          )
        },
      ),
    )
  })

  test('a schedule takes effect at once, also on what the velocity remembers', () => {
    const rate = (step: number) => (step < 2 ? 0.3 : 0.03)
    const learningRate = piecewise([
      [0, 0.3],
      [2, 0.03],
    ])
    fc.assert(
      fc.property(vector, steps, (start, gradients) => {
        close(
          path(sgd({ learningRate, momentum: 0.9 }), start, gradients),
          expected(rate, 0.9, false, start, gradients),
        )
      }),
    )
  })

  test('a schedule may give a number', () => {
    close(path(sgd({ learningRate: () => 0.5 }), [1], [[1], [1]]), [[0.5], [0]])
  })

  test('goes downhill, to the bottom of a bowl', () => {
    const slope = grad((p: Tensor<[2], 'float64'>) => sum(square(p)))
    const optimizer = sgd({ learningRate: 0.1, momentum: 0.5, nesterov: true })
    let params: Tensor<[2], 'float64'> = tensor([3, -4], { dtype: 'float64' })
    let state = optimizer.init(params)
    for (let step = 0; step < 100; step++) {
      const [updates, next] = optimizer.update(slope(params), state, params)
      params = applyUpdates(params, updates)
      state = next
    }
    expect(Math.max(...params.data().map(Math.abs))).toBeLessThan(1e-9)
  })

  test('has a state that is a tree of tensors: a velocity like the parameters, an int32 step', () => {
    const params = { w: zeros([2, 3]), b: zeros([3], { dtype: 'float64' }) }
    const state = sgd({ learningRate: piecewise([[0, 1]]), momentum: 0.9 }).init(params)
    expect(tree.paths(state)).toEqual(['[0].velocity.b', '[0].velocity.w', '[1].step'])
    expect(tree.leaves(state).map(leaf => `${leaf.dtype}[${leaf.shape}]`)).toEqual([
      'float64[3]',
      'float32[2,3]',
      'int32[]',
    ])
    expect(tree.leaves(sgd({ learningRate: 1 }).init(params))).toEqual([])
  })

  test('refuses rates and momenta that make no sense', () => {
    expect(() => sgd({ learningRate: -0.1 })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: sgd: learningRate is -0.1; expected a finite number from 0 on.]`,
    )
    expect(() => sgd({ learningRate: Number.NaN })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: sgd: learningRate is NaN; expected a finite number from 0 on.]`,
    )
    expect(() => sgd({ learningRate: '0.1' as never })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: sgd: learningRate is "0.1"; expected a finite number from 0 on.]`,
    )
    expect(() => sgd({ learningRate: 0.1, momentum: 1 })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: sgd: momentum is 1; expected a number from 0 to below 1.]`,
    )
    expect(() => sgd({ learningRate: 0.1, nesterov: true })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: sgd: nesterov looks ahead along the momentum, and there is none.
        Give a momentum such as 0.9.]
    `)
    expect(() => momentum(-0.5)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: momentum: mu is -0.5; expected a number from 0 to below 1.]`,
    )
  })

  test('refuses gradients and states of other parameters', () => {
    const { init, update } = sgd({ learningRate: 0.1, momentum: 0.9 })
    const params = { layers: [{ w: zeros([2, 3]) }] }
    const state = init(params)
    expect(() =>
      update({ layers: [] }, state, params as never),
    ).toThrowErrorMatchingInlineSnapshot(`
      [TreeError: sgd: the trees differ at layers: a list of 1 in the first, a list of 0 in the second.
        Both must have the same keys and lengths all the way down.]
    `)
    expect(() =>
      update({ layers: [{ w: zeros([3, 2]) }] }, state, params as never),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: sgd: the velocity at layers[0].w is float32[2,3] and the gradient float32[3,2]; expected them alike.
        Take the gradient with respect to these very parameters.]
    `)
    expect(() =>
      update({ layers: [{ w: zeros([2, 3], { dtype: 'float64' }) }] }, state, params as never),
    ).toThrowErrorMatchingInlineSnapshot(`
      [DTypeError: sgd: the velocity at layers[0].w is float32[2,3] and the gradient float64[2,3]; expected them alike.
        Convert the gradient with astype(x, 'float32').]
    `)
    expect(() => update(params, [], params)).toThrowErrorMatchingInlineSnapshot(`
      [TreeError: sgd: the state is a list of 0; expected a list of 2.
        Pass the state that init or the last update of this transformation gave.]
    `)
    expect(() => update(params, zeros([1]), params)).toThrowErrorMatchingInlineSnapshot(`
      [TreeError: sgd: the state is no list; expected a list of 2.
        Pass the state that init or the last update of this transformation gave.]
    `)
    expect(() => update(params, [[], []], params)).toThrowErrorMatchingInlineSnapshot(`
      [TreeError: sgd: the state has no velocity.
        Pass the state that init or the last update of this transformation gave.]
    `)
    expect(() =>
      update({ layers: 'none' }, state, params as never),
    ).toThrowErrorMatchingInlineSnapshot(`
      [TreeError: sgd: the leaf at layers is the string "none"; a tree holds tensors only.
        Pass what is not a tensor as a separate argument, or leave it out.]
    `)
    const scheduled = sgd({ learningRate: piecewise([[0, 0.1]]) })
    expect(() => scheduled.update(params, [[]], params)).toThrowErrorMatchingInlineSnapshot(`
      [TreeError: sgd: the state has no step.
        Pass the state that init or the last update of this transformation gave.]
    `)
  })
})
