/** Gradient transformations are a monoid under chain. */
import { type Tensor, tensor, tree } from '@miniflow/core'
import fc from 'fast-check'
import { concatAll } from 'fp-ts/lib/Monoid.js'
import { describe, expect, test } from 'vitest'
import {
  adam,
  addDecayedWeights,
  applyUpdates,
  chain,
  clipByGlobalNorm,
  clipByValue,
  exponentialDecay,
  type GradientTransformation,
  identity,
  momentum,
  monoid,
  type State,
  scale,
  scaleByAdagrad,
  scaleByLion,
  scaleByRms,
  scaleBySchedule,
  sgd,
} from '../src/index.js'

interface Params {
  readonly w: Tensor<[2], 'float64'>
  readonly b: Tensor<[], 'float64'>
}

const number = fc.double({ min: -5, max: 5, noNaN: true })
const params: fc.Arbitrary<Params> = fc.tuple(number, number, number).map(([x, y, z]) => ({
  w: tensor([x, y], { dtype: 'float64' }),
  b: tensor(z, { dtype: 'float64' }),
}))
const gradients = fc.array(params, { minLength: 1, maxLength: 4 })

const transformations: fc.Arbitrary<GradientTransformation> = fc.oneof(
  fc.constant(identity),
  number.map(scale),
  fc.double({ min: 0.1, max: 4, noNaN: true }).map(clipByValue),
  fc.double({ min: 0.1, max: 4, noNaN: true }).map(clipByGlobalNorm),
  fc.double({ min: 0, max: 1, noNaN: true }).map(addDecayedWeights),
  fc
    .tuple(fc.double({ min: 0, max: 0.95, noNaN: true }), fc.boolean())
    .map(([mu, nesterov]) => momentum(mu, { nesterov })),
  number.map(initial => scaleBySchedule(exponentialDecay({ initial, rate: 0.5, steps: 2 }))),
  fc.constant(sgd({ learningRate: 0.1, momentum: 0.5 })),
  fc.constant(adam({ learningRate: 0.1 })),
  fc.constant(scaleByRms({ centered: true })),
  fc.constant(scaleByAdagrad()),
  fc.constant(scaleByLion()),
)

/** All updates of a run: what there is to see of a transformation. */
const observe = (
  t: GradientTransformation,
  start: Params,
  gs: readonly Params[],
): readonly unknown[] => {
  let p = start
  let state: State = t.init(start)
  return gs.map(g => {
    const [updates, next] = t.update(g, state, p)
    p = applyUpdates(p, updates)
    state = next
    return tree.leaves(updates).map(leaf => leaf.toArray())
  })
}

describe('the monoid of gradient transformations', () => {
  test('chain is associative', () => {
    fc.assert(
      fc.property(
        transformations,
        transformations,
        transformations,
        params,
        gradients,
        (a, b, c, p, gs) => {
          const left = monoid.concat(monoid.concat(a, b), c)
          const right = monoid.concat(a, monoid.concat(b, c))
          expect(observe(left, p, gs)).toEqual(observe(right, p, gs))
        },
      ),
    )
  })

  test('identity is its unit on both sides', () => {
    fc.assert(
      fc.property(transformations, params, gradients, (a, p, gs) => {
        expect(observe(monoid.concat(monoid.empty, a), p, gs)).toEqual(observe(a, p, gs))
        expect(observe(monoid.concat(a, monoid.empty), p, gs)).toEqual(observe(a, p, gs))
      }),
    )
  })

  test('chain of a list is the concatenation of its members, and of none is identity', () => {
    fc.assert(
      fc.property(fc.array(transformations, { maxLength: 4 }), params, gradients, (ts, p, gs) => {
        expect(observe(chain(ts), p, gs)).toEqual(observe(concatAll(monoid)(ts), p, gs))
      }),
    )
    expect(identity.init(tensor(1))).toEqual([])
    expect(chain([]).init(tensor(1))).toEqual([])
  })

  test('update is a pure function: the same state gives the same updates again', () => {
    fc.assert(
      fc.property(transformations, params, params, params, (t, p, g, h) => {
        const [, state] = t.update(g, t.init(p), p)
        const before = tree.leaves(state).map(String)
        const once = t.update(h, state, p)
        const twice = t.update(h, state, p)
        expect(tree.leaves(twice).map(String)).toEqual(tree.leaves(once).map(String))
        expect(tree.leaves(state).map(String)).toEqual(before)
      }),
    )
  })

  test('the state of a chain is the list of the states of its members', () => {
    const state = chain([scale(2), momentum(0.9), chain([momentum(0.5)])]).init({
      w: tensor([1, 2]),
    })
    expect(tree.paths(state)).toEqual(['[1].velocity.w', '[2][0].velocity.w'])
  })

  test('sgd is momentum, then minus the rate', () => {
    fc.assert(
      fc.property(params, gradients, (p, gs) => {
        const visible = chain([momentum(0.9, { nesterov: true }), scale(-0.1)])
        expect(observe(sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true }), p, gs)).toEqual(
          observe(visible, p, gs),
        )
      }),
    )
  })
})
