/** The lab's two networks of affine layers, and the rate at which every network learns. */
import { add, div, minimum, mul, sigmoid, sub } from '@miniflow/core'
import { mlp } from '@miniflow/nn'
import { type Schedule, sgd } from '@miniflow/optim'
import type { Model } from './models/model.js'
import type { Layers } from './options.js'

/** Units between the two layers. */
const hidden = 128

/** Numbers from one layer to the next, as 784-128-10. */
export const sizesOf = (layers: Layers, pixels: number, classes: number): readonly number[] =>
  layers === 1 ? [pixels, classes] : [pixels, hidden, classes]

/** Affine layers with a sigmoid between them; what comes out are logits. */
export const networkOf = (sizes: readonly number[]): Model => {
  const activation = sizes.length > 2 ? 'sigmoid' : null
  return {
    ...mlp<readonly number[], 'float32'>({ sizes, activation: sigmoid }),
    descent: learningRate => sgd({ learningRate }),
    describe: {
      name: sizes.join('-'),
      between: activation === null ? undefined : 'sigmoid between',
      record: { sizes, activation },
    },
  }
}

/** Shares of all steps over which the rate rises to its height, and over which it falls to 0. */
const rise = 0.15
const fall = 0.3

/**
 * The rate at step t of n: height * min(1, (t + 1) / (rise n), (n - t) / (fall n)).
 *
 * A rate this large would push the sigmoids of a fresh network to their flat ends, where it stays; so it
 * begins small. Its fall lets the noise of the batches settle.
 */
export const trapezoid =
  (height: number, steps: number): Schedule =>
  t =>
    mul(height, minimum(minimum(div(add(t, 1), rise * steps), 1), div(sub(steps, t), fall * steps)))
