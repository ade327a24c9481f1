/** Whatever is passed where something else belongs: an error with a name, never one from inside. */
import { MiniflowError, random, type Tensor, tensor, trace, zeros } from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import * as nn from '../src/index.js'
import { int32 } from './support/numeric.js'

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
  'a string': 'relu',
  'a boolean': true,
  'a bigint': 10n,
  'a symbol': Symbol('x'),
  'an empty list': [],
  'a ragged list': [[1], [2, 3]],
  'a frozen object': Object.freeze({}),
  'an object without a prototype': Object.create(null),
  'a record of strings': { w: 'x', features: 'many' },
  'a tensor with a shape of NaN': { shape: [Number.NaN], dtype: 'float32', rank: 1 },
  'a scalar': tensor(1),
  'a tensor of no elements': zeros([0, 2]),
  'a tensor of truth values': tensor([true, false]),
  'a tensor of whole numbers': int32([1, 7]),
  'a tensor of a closed trace': leaked,
  'a promise': Promise.resolve(1),
  'a function': () => undefined,
}

const key = random.key(0)
const [x, w, b] = [zeros([2, 2]), zeros([2, 2]), zeros([2])]
const labels = int32([0, 1])
const perceptron = nn.mlp({ sizes: [2, 2] })
const heads = nn.multiHeadAttention({ features: 2, heads: 1, causal: true })
const cells = { gru: nn.gru({ inputs: 2, units: 2 }), lstm: nn.lstm({ inputs: 2, units: 2 }) }

/** Every function that takes something, with one argument in the place of `a`. */
const calls: { readonly [name: string]: readonly ((a: never) => unknown)[] } = {
  accuracy: [a => nn.accuracy(a, labels), a => nn.accuracy(x, a)],
  attention: [
    a => nn.attention(a, x, x),
    a => nn.attention(x, a, x),
    a => nn.attention(x, x, a),
    a => nn.attention(x, x, x, a),
    a => nn.attention(x, x, x, { mask: a }),
  ],
  binaryCrossEntropyWithLogits: [
    a => nn.binaryCrossEntropyWithLogits(a, 1),
    a => nn.binaryCrossEntropyWithLogits(x, a),
  ],
  crossEntropy: [a => nn.crossEntropy(a, labels), a => nn.crossEntropy(x, a)],
  crossEntropyWithSoftmax: [
    a => nn.crossEntropyWithSoftmax(a, labels),
    a => nn.crossEntropyWithSoftmax(x, a),
  ],
  dropout: [a => nn.dropout(a, 0.5, x), a => nn.dropout(key, a, x), a => nn.dropout(key, 0.5, a)],
  embedding: [a => nn.embedding(a, w), a => nn.embedding(labels, a)],
  ...Object.fromEntries(
    [
      'glorotNormal' as const,
      'glorotUniform' as const,
      'heNormal' as const,
      'heUniform' as const,
      'orthogonal' as const,
      'zeros' as const,
    ].map(name => [
      name,
      [
        (a: never) => nn[name](a, [2, 2]),
        (a: never) => nn[name](key, a),
        (a: never) => nn[name](key, [2, a]),
        (a: never) => nn[name](key, [2, 2], a),
        (a: never) => nn[name](key, [2, 2], { dtype: a }),
      ],
    ]),
  ),
  gru: [
    nn.gru,
    a => nn.gru({ inputs: a, units: 2 }),
    a => nn.gru({ inputs: 2, units: 2, dtype: a }).init(key),
    cells.gru.init,
    cells.gru.start,
    a => cells.gru.apply(a, b, b),
    a => cells.gru.apply({ input: a, state: a }, b, b),
    a => cells.gru.apply(cells.gru.init(key), a, b),
    a => cells.gru.apply(cells.gru.init(key), b, a),
  ],
  huber: [
    a => nn.huber(a, 1),
    a => nn.huber(x, a),
    a => nn.huber(x, 0, a),
    a => nn.huber(x, 0, { delta: a }),
  ],
  layerNorm: [
    a => nn.layerNorm(a, b, b),
    a => nn.layerNorm(x, a, b),
    a => nn.layerNorm(x, b, a),
    a => nn.layerNorm(x, b, b, a),
    a => nn.layerNorm(x, b, b, { eps: a }),
  ],
  linear: [a => nn.linear(a, w, b), a => nn.linear(x, a, b), a => nn.linear(x, w, a)],
  lstm: [
    nn.lstm,
    a => nn.lstm({ inputs: 2, units: a }),
    a => cells.lstm.apply(a, cells.lstm.start(), b),
    a => cells.lstm.apply(cells.lstm.init(key), a, b),
    a => cells.lstm.apply(cells.lstm.init(key), { h: b, c: a }, b),
    a => cells.lstm.apply(cells.lstm.init(key), cells.lstm.start(), a),
  ],
  meanSquaredError: [a => nn.meanSquaredError(a, 1), a => nn.meanSquaredError(x, a)],
  mlp: [
    nn.mlp,
    a => nn.mlp({ sizes: a }),
    a => nn.mlp({ sizes: [a, a] }),
    a => nn.mlp({ sizes: [2, 2, 2], activation: a }).apply(perceptron.init(key) as never, x),
    a => nn.mlp({ sizes: [2, 2], weights: a }),
    perceptron.init,
    a => perceptron.apply(a, x),
    a => perceptron.apply({ layers: a }, x),
    a => perceptron.apply({ layers: [a] }, x),
    a => perceptron.apply(perceptron.init(key), a),
  ],
  multiHeadAttention: [
    nn.multiHeadAttention,
    a => nn.multiHeadAttention({ features: a, heads: 1 }),
    a => nn.multiHeadAttention({ features: 2, heads: a }),
    a => nn.multiHeadAttention({ features: 2, heads: 1, weights: a }),
    heads.init,
    a => heads.apply(a, x),
    a => heads.apply({ query: a, key: a, value: a, output: a }, x),
    a => heads.apply(heads.init(key), a),
    a => heads.apply(heads.init(key), x, a),
    a => heads.apply(heads.init(key), x, { mask: a }),
    a => heads.weights(heads.init(key), x, { context: a }),
  ],
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
    const functions = Object.entries(nn).filter(([, value]) => typeof value === 'function')
    expect(Object.keys(calls).sort()).toEqual(functions.map(([name]) => name).sort())
  })

  test.each(Object.keys(odd))('%s is taken or refused by name, everywhere', kind => {
    const complaints = Object.entries(calls).flatMap(([name, variants]) =>
      variants.flatMap((call, i) => complaint(`${name} ${i}`, () => call(odd[kind] as never))),
    )
    expect(complaints).toEqual([])
  })
})
