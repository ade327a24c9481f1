/** Wrong values of many kinds in every place of every public function. */
import * as core from '@miniflow/core'
import { random, tensor, zeros } from '@miniflow/core'
import { testMisuse, type Way, wrongValues } from '@miniflow/testing'
import * as nn from '../src/index.js'

const key = random.key(0)
const x = tensor([
  [0.25, 0.5],
  [0.75, 1],
])
const b = tensor([0.5, -0.5])
const labels = tensor([0, 1], { dtype: 'int32' })
const shares = tensor([
  [0.25, 0.75],
  [1, 0],
])
const mask = tensor([
  [true, false],
  [true, true],
])
const steps = zeros([1, 2, 2])

const mlp = {
  sizes: [2, 3, 2],
  activation: core.relu,
  weights: nn.heNormal,
  dtype: 'float32',
} as const
const heads = {
  features: 2,
  heads: 1,
  causal: true,
  weights: nn.glorotUniform,
  dtype: 'float32',
} as const
const cell = { inputs: 2, units: 2, dtype: 'float32' } as const

const params = {
  mlp: nn.mlp(mlp).init(key),
  heads: nn.multiHeadAttention(heads).init(key),
  gru: nn.gru(cell).init(key),
  lstm: nn.lstm(cell).init(key),
}

const initial = [[key, [2, 2], { dtype: 'float32' }]] as const

const calls: Readonly<Record<string, Way['call']>> = {
  accuracy: [[x, labels]],
  attention: [[x, x, x, { mask, causal: true }]],
  binaryCrossEntropyWithLogits: [[x, shares]],
  crossEntropy: [[x, labels]],
  crossEntropyWithSoftmax: [[x, labels]],
  dropout: [[key, 0.5, x]],
  embedding: [[labels, x]],
  glorotNormal: initial,
  glorotUniform: initial,
  gru: [[cell]],
  heNormal: initial,
  heUniform: initial,
  huber: [[x, shares, { delta: 1 }]],
  layerNorm: [[x, b, b, { eps: 1e-5 }]],
  linear: [[x, x, b]],
  lstm: [[cell]],
  meanSquaredError: [[x, shares]],
  mlp: [[mlp]],
  multiHeadAttention: [[heads]],
  orthogonal: initial,
  zeros: initial,
}

const ways: readonly Way[] = [
  { of: 'mlp', call: [[mlp, key]], through: (o: never, k: never) => nn.mlp(o).init(k) },
  { of: 'mlp', call: [[params.mlp, x]], through: (p: never, v: never) => nn.mlp(mlp).apply(p, v) },
  {
    of: 'multiHeadAttention',
    call: [[heads, key]],
    through: (o: never, k: never) => nn.multiHeadAttention(o).init(k),
  },
  {
    of: 'multiHeadAttention',
    call: [[params.heads, steps, { context: steps, mask }]],
    through: (p: never, v: never, o: never) => nn.multiHeadAttention(heads).apply(p, v, o),
  },
  {
    of: 'multiHeadAttention',
    call: [[params.heads, steps, { context: steps, mask }]],
    through: (p: never, v: never, o: never) => nn.multiHeadAttention(heads).weights(p, v, o),
  },
  { of: 'gru', call: [[cell, key]], through: (o: never, k: never) => nn.gru(o).init(k) },
  { of: 'gru', call: [[cell, [3]]], through: (o: never, s: never) => nn.gru(o).start(s) },
  {
    of: 'gru',
    call: [[params.gru, b, b]],
    through: (p: never, s: never, v: never) => nn.gru(cell).apply(p, s, v),
  },
  { of: 'lstm', call: [[cell, key]], through: (o: never, k: never) => nn.lstm(o).init(k) },
  { of: 'lstm', call: [[cell, [3]]], through: (o: never, s: never) => nn.lstm(o).start(s) },
  {
    of: 'lstm',
    call: [[params.lstm, { h: b, c: b }, b]],
    through: (p: never, s: never, v: never) => nn.lstm(cell).apply(p, s, v),
  },
]

testMisuse({
  exports: nn,
  calls,
  ways,
  inside: ['relu'],
  wrong: wrongValues(core as never),
  nameIn: error => (error instanceof core.MiniflowError ? error.where : undefined),
  accepted: 'misuse.accepted.txt',
})
