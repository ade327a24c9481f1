/** Two convolutions with strides, and a layer that reads what they found. */
import {
  add,
  conv2d,
  type Key,
  random,
  relu,
  reshape,
  type Tensor,
  transpose,
} from '@miniflow/core'
import { glorotUniform, heNormal, linear, zeros } from '@miniflow/nn'
import { sgd } from '@miniflow/optim'
import type { Filter, Layer, Model, Params } from './model.js'

/** Pixels along a side of each filter, and from one window to the next: strides are cheaper than pooling. */
const side = 5
const stride = 2

/** Filters of the first convolution, and of the second. */
const channels = [8, 16] as const

const momentum = 0.9

/** Rows, or columns, after both convolutions. */
const after = (n: number): number => Math.ceil(Math.ceil(n / stride) / stride)

const convolution = (images: Tensor, { w, b }: Layer): Tensor =>
  relu(add(conv2d(images, w, { strides: [stride, stride], padding: 'SAME' }), b))

/** Reads images of height x width pixels. */
export const convOf = (height: number, width: number, classes: number): Model => {
  const [first, second] = channels
  const found = after(height) * after(width) * second
  const init = (key: Key): Params => {
    const [a, b, c] = random.split(key, 3)
    return {
      layers: [
        { w: heNormal(a, [side, side, 1, first]), b: zeros(a, [first]) },
        { w: heNormal(b, [side, side, first, second]), b: zeros(b, [second]) },
        { w: glorotUniform(c, [found, classes]), b: zeros(c, [classes]) },
      ],
    }
  }
  const apply = ({ layers }: Params, images: Tensor<[number, number]>): Tensor => {
    const [one, two, last] = layers as readonly [Layer, Layer, Layer]
    const [n] = images.shape
    const h = convolution(convolution(reshape(images, [n, height, width, 1]), one), two)
    return linear(reshape(h, [n, found]), last.w, last.b)
  }
  const convolutions = channels.map(count => `${side}x${side}x${count}`)
  return {
    init,
    apply,
    descent: learningRate => sgd({ learningRate, momentum }),
    describe: {
      name: [...convolutions, classes].join('-'),
      between: `convolutions with stride ${stride}, relu between`,
      record: { convolutions, stride, activation: 'relu', classes, momentum },
    },
    filters,
  }
}

/** The first layer's weights [side, side, 1, channels], a picture for each channel. */
const filters = ({ layers }: Params): ReadonlyArray<Filter> => {
  const { w } = layers[0] as Layer
  const [height, width, , made] = w.shape as readonly [number, number, number, number]
  const weights = reshape(transpose(w, [3, 2, 0, 1]), [made, height * width]).toArray()
  return (weights as ReadonlyArray<ReadonlyArray<number>>).map(row => ({
    height,
    width,
    weights: row,
  }))
}
