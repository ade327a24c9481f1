/** Training resumes from a file bit for bit: parameters, the optimiser's state and the key. */
import { type Key, random, type Tensor, tree, valueAndGrad } from '@miniflow/core'
import { fromSafetensors, toSafetensors } from '@miniflow/io'
import { meanSquaredError, mlp } from '@miniflow/nn'
import * as optim from '@miniflow/optim'
import { describe, expect, test } from 'vitest'

const model = mlp({ sizes: [3, 5, 1] })

/** All that a training depends on, as one tree. */
interface Training {
  readonly params: ReturnType<typeof model.init>
  readonly state: optim.State
  readonly key: Key
}

const cosine = optim.warmupCosine({ peak: 0.05, warmup: 3, steps: 30 })

const optimizers: { readonly [name: string]: optim.GradientTransformation } = {
  sgd: optim.sgd({ learningRate: 0.1 }),
  'sgd with Nesterov momentum': optim.sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true }),
  adam: optim.adam({ learningRate: cosine }),
  'adam with Nesterov': optim.adam({ learningRate: 0.01, nesterov: true }),
  adamw: optim.adamw({ learningRate: cosine }),
  rmsprop: optim.rmsprop({ learningRate: 0.01 }),
  'rmsprop, centred': optim.rmsprop({ learningRate: 0.01, centered: true, momentum: 0.5 }),
  adagrad: optim.adagrad({ learningRate: 0.1 }),
  lion: optim.lion({ learningRate: cosine, weightDecay: 0.1 }),
  'a chain': optim.chain([optim.clipByGlobalNorm(0.1), optim.adam({ learningRate: 0.01 })]),
}

const start = ({ init }: optim.GradientTransformation): Training => {
  const [key, weights] = random.split(random.key(5))
  const params = model.init(weights)
  return { params, state: init(params), key }
}

const loss = (params: Training['params'], x: Tensor<[8, 3], 'float32'>) =>
  meanSquaredError(model.apply(params, x), 1)

/** So many steps, each on a batch of its own. */
const train = (
  { update }: optim.GradientTransformation,
  from: Training,
  steps: number,
): Training => {
  let { params, state, key } = from
  for (let step = 0; step < steps; step++) {
    const [next, drawn] = random.split(key)
    const [, gradient] = valueAndGrad(loss)(params, random.normal(drawn, [8, 3]))
    const [updates, after] = update(gradient, state, params)
    params = optim.applyUpdates(params, updates)
    state = after
    key = next
  }
  return { params, state, key }
}

const restored = (training: Training): Training => {
  const read = fromSafetensors(toSafetensors({ ...training }))
  if (read._tag === 'Left') throw new Error(read.left.message)
  return read.right as unknown as Training
}

const bits = (t: unknown) =>
  tree.leaves(t).map(leaf => {
    const data = leaf.data() as Float32Array
    return [...new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]
  })

describe('a training that was saved and loaded', () => {
  test.each(Object.entries(optimizers))(
    'with %s goes on as if nothing had been',
    (_, optimizer) => {
      const begun = train(optimizer, start(optimizer), 7)
      const uninterrupted = train(optimizer, begun, 9)
      const resumed = train(optimizer, restored(begun), 9)
      expect(tree.paths(resumed)).toEqual(tree.paths(uninterrupted))
      expect(bits(resumed)).toEqual(bits(uninterrupted))
      // And the steps did something.
      expect(bits(uninterrupted.params)).not.toEqual(bits(begun.params))
    },
  )
})
