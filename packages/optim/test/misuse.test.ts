/** Wrong values of many kinds in every place of every public function. */
import * as core from '@miniflow/core'
import { square, sum, type Tensor, tensor, zeros } from '@miniflow/core'
import { testMisuse, type Way, wrongValues } from '@miniflow/testing'
import * as optim from '../src/index.js'

const params = { w: tensor([0.5, 1]), b: [tensor([[0.25]])] }
const loss = (x: Tensor): Tensor => sum(square(x)) as Tensor

const adam = { beta1: 0.9, beta2: 0.99, eps: 1e-8 }

const calls: Readonly<Record<string, Way['call']>> = {
  adagrad: [[{ learningRate: 0.1, initialSum: 0.1, eps: 1e-7 }]],
  adam: [[{ learningRate: 0.1, nesterov: true, ...adam }]],
  adamw: [[{ learningRate: 0.1, weightDecay: 0.1, ...adam }]],
  addDecayedWeights: [[0.1]],
  applyUpdates: [[params, params]],
  chain: [[[optim.scale(1), optim.identity]]],
  clipByGlobalNorm: [[1]],
  clipByValue: [[1]],
  constant: [[0.1]],
  cosineDecay: [[{ initial: 1, steps: 10, final: 0.1 }]],
  exponentialDecay: [[{ initial: 1, rate: 0.5, steps: 10 }]],
  lion: [[{ learningRate: 0.1, beta1: 0.9, beta2: 0.99, weightDecay: 0.1 }]],
  minimize: [[loss, tensor([1, 2]), { method: 'bfgs', tolerance: 1e-3, maxIterations: 3 }]],
  momentum: [[0.9, { nesterov: true }]],
  piecewise: [
    [
      [
        [0, 1],
        [5, 0.1],
      ],
    ],
  ],
  rmsprop: [[{ learningRate: 0.1, decay: 0.9, eps: 1e-8, centered: true, momentum: 0.9 }]],
  scale: [[0.5]],
  scaleByAdagrad: [[{ initialSum: 0.1, eps: 1e-7 }]],
  scaleByAdam: [[adam]],
  scaleByLion: [[{ beta1: 0.9, beta2: 0.99 }]],
  scaleByRms: [[{ decay: 0.9, eps: 1e-8, centered: true }]],
  scaleBySchedule: [[optim.constant(0.5)]],
  sgd: [[{ learningRate: 0.1, momentum: 0.9, nesterov: true }]],
  warmupCosine: [[{ peak: 1, warmup: 2, steps: 10, final: 0.1 }]],
}

const transformations: Readonly<Record<string, optim.GradientTransformation>> = {
  adam: optim.adam({ learningRate: 0.1 }),
  adamw: optim.adamw({ learningRate: 0.1, weightDecay: 0.1 }),
  rmsprop: optim.rmsprop({ learningRate: 0.1, centered: true, momentum: 0.9 }),
  adagrad: optim.adagrad({ learningRate: optim.constant(0.1) }),
  lion: optim.lion({ learningRate: 0.1, weightDecay: 0.1 }),
  sgd: optim.sgd({ learningRate: 0.1, momentum: 0.9 }),
  clipByGlobalNorm: optim.clipByGlobalNorm(1),
  clipByValue: optim.clipByValue(1),
  addDecayedWeights: optim.addDecayedWeights(0.1),
  chain: optim.chain([optim.clipByGlobalNorm(1), optim.scale(-1)]),
}

const steps = Object.entries(transformations).flatMap(([of, { init, update }]): readonly Way[] => [
  { of, call: [[params]], through: init as Way['through'] & {} },
  {
    of,
    call: [[params, init(params), params]],
    through: update as Way['through'] & {},
    names: of === 'chain' ? ['clipByGlobalNorm', 'scale'] : [],
  },
])

const schedules: readonly Way[] = [
  { of: 'minimize', call: [[loss, tensor([1, 2]), { method: 'l-bfgs', memory: 2 }]] },
  { of: 'constant', call: [[0.1], [3]] },
  { of: 'cosineDecay', call: [[{ initial: 1, steps: 10 }], [3]] },
  { of: 'exponentialDecay', call: [[{ initial: 1, rate: 0.5, steps: 10 }], [3]] },
  {
    of: 'piecewise',
    call: [
      [
        [
          [0, 1],
          [5, 0.1],
        ],
      ],
      [3],
    ],
  },
  { of: 'warmupCosine', call: [[{ peak: 1, warmup: 2, steps: 10 }], [3]] },
  {
    of: 'scaleBySchedule',
    call: [[(_: Tensor) => zeros([])]],
    through: (schedule: never) => {
      const { init, update } = optim.scaleBySchedule(schedule)
      return update(params, init(params), params)
    },
  },
]

testMisuse({
  exports: optim,
  calls,
  ways: [...steps, ...schedules],
  inside: ['sum', 'square'],
  wrong: wrongValues(core as never),
  nameIn: error => (error instanceof core.MiniflowError ? error.where : undefined),
  accepted: 'misuse.accepted.txt',
})
