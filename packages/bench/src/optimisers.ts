/** Whether every optimiser holds resident memory flat, one after the other in one process. */
import {
  adagrad,
  adam,
  adamw,
  chain,
  clipByGlobalNorm,
  cosineDecay,
  type GradientTransformation,
  lion,
  rmsprop,
  sgd,
} from '@miniflow/optim'
import { type Memory, measureMemory } from './memory.js'

const falling = cosineDecay({ initial: 0.05, steps: 100_000 })

const optimisers: { readonly [name: string]: GradientTransformation } = {
  sgd: sgd({ learningRate: 0.05 }),
  'sgd, Nesterov': sgd({ learningRate: 0.05, momentum: 0.9, nesterov: true }),
  adam: adam({ learningRate: falling }),
  'adam, Nesterov': adam({ learningRate: 0.001, nesterov: true }),
  adamw: adamw({ learningRate: 0.001, weightDecay: 0.001 }),
  rmsprop: rmsprop({ learningRate: 0.001 }),
  'rmsprop, centred': rmsprop({ learningRate: 1e-5, centered: true, momentum: 0.9 }),
  adagrad: adagrad({ learningRate: 0.5 }),
  lion: lion({ learningRate: falling, weightDecay: 0.001 }),
  'clipped adam': chain([clipByGlobalNorm(1), adam({ learningRate: falling })]),
}

export interface OptimiserMemory extends Memory {
  readonly name: string
  readonly seconds: number
}

export const measureOptimisers = (steps?: number): readonly OptimiserMemory[] =>
  Object.entries(optimisers).map(([name, optimiser]) => {
    const start = performance.now()
    const memory = measureMemory(optimiser, steps)
    return { name, ...memory, seconds: (performance.now() - start) / 1000 }
  })
