/** The work that all contenders do: one SGD step of 784-128-10 at batch 128, the same numbers for all. */
import { random } from '@miniflow/core'

export const BATCH = 128
export const SIZES = [784, 128, 10] as const
export const RATE = 0.1

export interface Task {
  readonly images: Float32Array
  readonly labels: Int32Array
  /** Weights and biases of both layers. */
  readonly w1: Float32Array
  readonly b1: Float32Array
  readonly w2: Float32Array
  readonly b2: Float32Array
}

const [INPUTS, HIDDEN, OUTPUTS] = SIZES

/** Numbers drawn from fixed keys. */
export const task = (): Task => {
  const key = random.key(1)
  const spread = (n: number, shape: readonly number[], scale: number): Float32Array =>
    Float32Array.from(random.uniform(random.foldIn(key, n), shape).data(), u => (2 * u - 1) * scale)
  return {
    images: Float32Array.from(random.uniform(random.foldIn(key, 0), [BATCH, INPUTS]).data()),
    labels: Int32Array.from(random.randint(random.foldIn(key, 1), [BATCH], 0, OUTPUTS).data()),
    w1: spread(2, [INPUTS, HIDDEN], 0.08),
    b1: new Float32Array(HIDDEN),
    w2: spread(3, [HIDDEN, OUTPUTS], 0.2),
    b2: new Float32Array(OUTPUTS),
  }
}

/** Truth labels as rows of a unit matrix. */
export const oneHotLabels = ({ labels }: Task): Float32Array => {
  const rows = new Float32Array(labels.length * OUTPUTS)
  labels.forEach((label, i) => {
    rows[i * OUTPUTS + label] = 1
  })
  return rows
}
