/** One training step, batch 128, through the public API: loss, gradient, update, loss read. */
import { random, sigmoid, tensor, valueAndGrad } from '@miniflow/core'
import { crossEntropyWithSoftmax, mlp } from '@miniflow/nn'
import { applyUpdates, sgd } from '@miniflow/optim'
import type { Contender } from './contest.js'
import type { Tfjs } from './tfjs.js'

const BATCH = 128
const RATE = 0.1

/** The same data and the same first weights for everyone. */
const start = (sizes: readonly number[]) => {
  const seed = random.key(1)
  const model = mlp({ sizes, activation: sigmoid })
  const drawn = random.uniform(random.foldIn(seed, 1), [BATCH]).data()
  return {
    model,
    images: random.uniform(random.foldIn(seed, 0), [BATCH, 784]),
    labels: Int32Array.from(drawn, u => Math.floor(u * 10)),
    params: model.init(random.foldIn(seed, 2)),
  }
}

/** miniflow's step. */
export const miniflowStep = (sizes: readonly number[]): Contender => {
  const { model, images, labels, params: first } = start(sizes)
  const answers = tensor(labels)
  const optimiser = sgd({ learningRate: RATE })
  const lossAndGradient = valueAndGrad((params: typeof first) =>
    crossEntropyWithSoftmax(model.apply(params, images), answers),
  )
  let params = first
  let state = optimiser.init(params)
  return {
    name: 'miniflow',
    run: () => {
      const [loss, gradient] = lossAndGradient(params)
      const [updates, next] = optimiser.update(gradient, state, params)
      params = applyUpdates(params, updates)
      state = next
      return loss.item()
    },
  }
}

/** The step as tfjs's own optimiser takes it. */
export const tfjsStep = (tf: Tfjs, sizes: readonly number[]): Contender => {
  const { images, labels, params } = start(sizes)
  const x = tf.tensor2d(images.data(), [BATCH, 784])
  const answers = tf.oneHot(tf.tensor1d(labels, 'int32'), 10)
  const layers = params.layers.map(({ w, b }) => ({
    w: tf.variable(tf.tensor2d(w.data(), w.shape as [number, number])),
    b: tf.variable(tf.tensor1d(b.data())),
  }))
  const optimiser = tf.train.sgd(RATE)
  const variables = layers.flatMap(({ w, b }) => [w, b])
  const loss = () =>
    tf.tidy(() => {
      const logits = layers.reduce(
        (h, { w, b }, i) => {
          const z = tf.add(tf.matMul(h, w), b)
          return i === layers.length - 1 ? z : tf.sigmoid(z)
        },
        x as ReturnType<Tfjs['add']>,
      )
      return tf.losses.softmaxCrossEntropy(answers, logits) as ReturnType<Tfjs['scalar']>
    })
  return {
    name: 'tfjs cpu',
    run: () => {
      const value = optimiser.minimize(loss, true, variables)
      const number = value?.dataSync()[0] as number
      value?.dispose()
      return number
    },
  }
}
