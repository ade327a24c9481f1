/** A chain of 1000 scalar multiplications and its gradient: the cost of the tape itself. */
import { grad, mul, type Scalar, tensor } from '@miniflow/core'
import type { Contender } from './contest.js'
import type { Tfjs } from './tfjs.js'

const LENGTH = 1000
const FACTOR = 1.0000001

export const miniflowChain = (): Contender => {
  const factor = tensor(FACTOR)
  const gradient = grad((x: Scalar) => {
    let y = x
    for (let i = 0; i < LENGTH; i++) y = mul(y, factor)
    return y
  })
  const x = tensor(1)
  return { name: 'miniflow', run: () => gradient(x).item() }
}

export const tfjsChain = (tf: Tfjs): Contender => {
  const factor = tf.scalar(FACTOR)
  const gradient = tf.grad(x => {
    let y = x
    for (let i = 0; i < LENGTH; i++) y = tf.mul(y, factor)
    return y
  })
  const x = tf.scalar(1)
  return { name: 'tfjs cpu', run: () => tf.tidy(() => gradient(x).dataSync()[0] as number) }
}
