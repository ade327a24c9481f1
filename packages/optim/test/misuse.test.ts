/** Whatever is passed where something else belongs: an error with a name, never one from inside. */
import { MiniflowError, type Tensor, tensor, trace, zeros } from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import * as optim from '../src/index.js'

let leaked: Tensor = zeros([1])
trace((x: Tensor) => {
  leaked = x
  return x
})(zeros([1]))

const odd: { readonly [kind: string]: unknown } = {
  undefined: undefined,
  null: null,
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  'a negative number': -1,
  'a huge number': 2 ** 60,
  'a string': 'sgd',
  'a boolean': true,
  'a bigint': 10n,
  'a symbol': Symbol('x'),
  'an empty list': [],
  'a ragged list': [[1], [2, 3]],
  'a frozen object': Object.freeze({}),
  'an object without a prototype': Object.create(null),
  'a record of strings': { w: 'x', learningRate: 'fast' },
  'a tensor with a shape of NaN': { shape: [Number.NaN], dtype: 'float32' },
  'a tensor of whole numbers': tensor([1, 2], { dtype: 'int32' }),
  'a tensor of a closed trace': leaked,
  'a promise': Promise.resolve(1),
  'a function': () => undefined,
}

const params = { w: zeros([2]), b: zeros([3]) }

/** Every function that takes something, with one argument in the place of `x`. */
const calls: { readonly [name: string]: readonly ((x: never) => unknown)[] } = {
  adagrad: [optim.adagrad, x => optim.adagrad({ learningRate: x })],
  adam: [optim.adam, x => optim.adam({ learningRate: 0.1, beta1: x })],
  adamw: [optim.adamw, x => optim.adamw({ learningRate: 0.1, weightDecay: x })],
  addDecayedWeights: [optim.addDecayedWeights],
  applyUpdates: [x => optim.applyUpdates(x, params), x => optim.applyUpdates<unknown>(params, x)],
  chain: [optim.chain, x => optim.chain([x])],
  clipByGlobalNorm: [optim.clipByGlobalNorm],
  clipByValue: [optim.clipByValue],
  constant: [optim.constant],
  cosineDecay: [optim.cosineDecay, x => optim.cosineDecay({ initial: x, steps: 1 })],
  exponentialDecay: [
    optim.exponentialDecay,
    x => optim.exponentialDecay({ initial: 1, rate: x, steps: 10 }),
  ],
  lion: [optim.lion],
  minimize: [
    x => optim.minimize(x, zeros([1])),
    x => optim.minimize(() => tensor(0), x),
    x => optim.minimize(() => tensor(0), zeros([1]), x),
    x => optim.minimize(() => x, zeros([1])),
  ],
  momentum: [optim.momentum, x => optim.momentum(0.9, x)],
  piecewise: [optim.piecewise, x => optim.piecewise([x]), x => optim.piecewise([[0, x]])],
  rmsprop: [optim.rmsprop, x => optim.rmsprop({ learningRate: 0.1, eps: x })],
  scale: [optim.scale],
  scaleByAdagrad: [optim.scaleByAdagrad],
  scaleByAdam: [optim.scaleByAdam],
  scaleByLion: [optim.scaleByLion],
  scaleByRms: [optim.scaleByRms],
  scaleBySchedule: [
    optim.scaleBySchedule,
    x => {
      const { init, update } = optim.scaleBySchedule(() => x)
      return update(params, init(params), params)
    },
  ],
  sgd: [optim.sgd, x => optim.sgd({ learningRate: 0.1, momentum: x })],
  warmupCosine: [optim.warmupCosine],
}

const transformations: { readonly [name: string]: optim.GradientTransformation } = {
  adam: optim.adam({ learningRate: 0.1 }),
  'rmsprop, centred': optim.rmsprop({ learningRate: 0.1, centered: true, momentum: 0.9 }),
  adagrad: optim.adagrad({ learningRate: optim.constant(0.1) }),
  lion: optim.lion({ learningRate: 0.1, weightDecay: 0.1 }),
  clipped: optim.chain([optim.clipByGlobalNorm(1), optim.clipByValue(1)]),
}

/** What is said without a name, or comes from inside; a result and a named error are both well. */
const complaint = (where: string, f: () => unknown): readonly string[] => {
  try {
    f()
    return []
  } catch (error) {
    const named = error instanceof MiniflowError && /^[a-zA-Z.]+: /.test(error.message)
    return named ? [] : [`${where}: ${error}`]
  }
}

describe('misuse', () => {
  test('every function is fed', () => {
    const functions = Object.entries(optim).filter(([, value]) => typeof value === 'function')
    expect(Object.keys(calls)).toEqual(functions.map(([name]) => name).sort())
  })

  test.each(Object.keys(odd))('%s is taken or refused by name, everywhere', kind => {
    const x = odd[kind] as never
    const ofCalls = Object.entries(calls).flatMap(([name, variants]) =>
      variants.flatMap((call, i) => complaint(`${name} ${i}`, () => call(x))),
    )
    const ofTransformations = Object.entries(transformations).flatMap(
      ([name, { init, update }]) => [
        ...complaint(`${name} init`, () => init(x)),
        ...complaint(`${name} gradients`, () => update(x, init(params), params)),
        ...complaint(`${name} state`, () => update(params, x, params)),
        ...complaint(`${name} params`, () => update(params, init(params), x)),
        ...complaint(`${name} states`, () => update(params, [x, x], params)),
      ],
    )
    expect([...ofCalls, ...ofTransformations]).toEqual([])
  })
})
