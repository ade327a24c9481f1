/** The step in tfjs, as its own optimiser takes it, on one of its backends. */
import type { Contender } from '../contest.js'
import type { Tfjs } from '../tfjs.js'
import { BATCH, oneHotLabels, RATE, SIZES, type Task } from './task.js'

const [INPUTS, HIDDEN, OUTPUTS] = SIZES

/** The backend is chosen before each run, since contenders take turns. */
export const tfjs = async (tf: Tfjs, backend: 'cpu' | 'wasm', task: Task): Promise<Contender> => {
  await tf.setBackend(backend)
  const images = tf.tensor2d(task.images, [BATCH, INPUTS])
  const truth = tf.tensor2d(oneHotLabels(task), [BATCH, OUTPUTS])
  const w1 = tf.variable(tf.tensor2d(task.w1, [INPUTS, HIDDEN]))
  const b1 = tf.variable(tf.tensor1d(task.b1))
  const w2 = tf.variable(tf.tensor2d(task.w2, [HIDDEN, OUTPUTS]))
  const b2 = tf.variable(tf.tensor1d(task.b2))
  const optimiser = tf.train.sgd(RATE)
  const loss = () =>
    tf.tidy(() => {
      const h = tf.sigmoid(tf.add(tf.matMul(images, w1), b1))
      const logits = tf.add(tf.matMul(h, w2), b2)
      return tf.losses.softmaxCrossEntropy(truth, logits) as ReturnType<Tfjs['scalar']>
    })
  return {
    name: `tfjs ${backend}`,
    run: () => {
      // Takes effect at once for a backend that is there, whatever it promises.
      void tf.setBackend(backend)
      const value = optimiser.minimize(loss, true, [w1, b1, w2, b2])
      const number = value?.dataSync()[0] as number
      value?.dispose()
      return number
    },
  }
}
