/** The lab's last number: how well one layer, eagerly, and two, compiled, read real digits, through the public API alone. */
import { random, sigmoid, valueAndGrad } from '@miniflow/core'
import { asBatch, batches, mnist, type Split } from '@miniflow/datasets'
import { jit } from '@miniflow/jit'
import { accuracy, crossEntropyWithSoftmax, mlp } from '@miniflow/nn'
import { applyUpdates, type State, sgd, warmupCosine } from '@miniflow/optim'
import * as E from 'fp-ts/lib/Either.js'
import { expect, test } from 'vitest'

const BATCH = 128

/** Test accuracy after plain SGD in batches of 128. */
const learn = async (
  sizes: readonly [784, 10] | readonly [784, 128, 10],
  epochs: number,
  peak: number,
  prepare: <F extends (...args: readonly never[]) => unknown>(f: F) => F,
) => {
  const loaded = await mnist()()
  if (E.isLeft(loaded)) throw new Error(loaded.left._tag)
  const { train, test: unseen } = loaded.right
  const model = mlp<number[], 'float32'>({ sizes: [...sizes], activation: sigmoid })
  const steps = epochs * Math.ceil(train.size / BATCH)
  const optimiser = sgd({
    learningRate: warmupCosine({ peak, warmup: Math.floor(0.15 * steps), steps }),
  })
  const lossAndGradient = valueAndGrad(
    (p: ReturnType<typeof model.init>, { images, labels }: ReturnType<typeof asBatch>) =>
      crossEntropyWithSoftmax(model.apply(p, images), labels),
  )
  const step = prepare(
    (p: ReturnType<typeof model.init>, s: State, batch: ReturnType<typeof asBatch>) => {
      const [, gradient] = lossAndGradient(p, batch)
      const [updates, next] = optimiser.update(gradient, s, p)
      return { params: applyUpdates(p, updates), state: next }
    },
  )
  const epochOf = (split: Split<784>, epoch: number) =>
    batches(split, { batchSize: BATCH, key: random.foldIn(random.key(1), epoch) })
  let params = model.init(random.key(0))
  let state = optimiser.init(params)
  for (let epoch = 0; epoch < epochs; epoch++)
    for (const batch of epochOf(train, epoch)) {
      const after = step(params, state, batch)
      params = after.params
      state = after.state
    }
  const { images, labels } = asBatch(unseen)
  return accuracy(model.apply(params, images), labels).item()
}

const minutes = 60_000

test('one layer, computed eagerly, reads more than 90 % of the test images', {
  timeout: 10 * minutes,
}, async () => {
  expect(await learn([784, 10], 1, 1, f => f)).toBeGreaterThan(0.9)
})

test('two layers, compiled, read more than 97 % of the test images', {
  timeout: 20 * minutes,
}, async () => {
  expect(await learn([784, 128, 10], 5, 4, f => jit(f))).toBeGreaterThan(0.97)
})
