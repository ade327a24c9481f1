/** Whether 100,000 steps of an optimiser on a small regression hold resident memory flat. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import {
  add,
  matmul,
  mean,
  random,
  square,
  sub,
  type Tensor,
  valueAndGrad,
  zeros,
} from '@miniflow/core'
import { applyUpdates, type GradientTransformation, sgd } from '@miniflow/optim'

/** Resident memory in bytes after so many steps. */
export interface Sample {
  readonly step: number
  readonly rss: number
}

export interface Memory {
  readonly steps: number
  readonly samples: readonly Sample[]
  /** Bytes a step, by least squares over the samples after the warm-up. */
  readonly slope: number
  /** Bytes a step still in use at the end, after garbage collection, that were not after the warm-up. */
  readonly kept: number
  readonly loss: number
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Bytes in use, of objects and of the arrays that hold elements. */
const inUse = (): number => {
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** The slope of the line of least squares. */
export const slopeOf = (samples: readonly Sample[]): number => {
  const n = samples.length
  const x = samples.reduce((total, { step }) => total + step, 0) / n
  const y = samples.reduce((total, { rss }) => total + rss, 0) / n
  const above = samples.reduce((total, { step, rss }) => total + (step - x) * (rss - y), 0)
  return above / samples.reduce((total, { step }) => total + (step - x) ** 2, 0)
}

export const measureMemory = (
  optimiser: GradientTransformation = sgd({ learningRate: 0.05, momentum: 0.9 }),
  steps = 100_000,
  every = 1000,
): Memory => {
  const [a, b] = random.split(random.key(0)) as readonly [random.Key, random.Key]
  const x = random.normal(a, [16, 3])
  const y = add(matmul(x, random.normal(b, [3, 1])), 0.5)
  const loss = (p: { readonly w: Tensor<[3, 1]>; readonly b: Tensor<[1]> }) =>
    mean(square(sub(add(matmul(x, p.w), p.b), y)))
  const lossAndGradient = valueAndGrad(loss)
  let params: Parameters<typeof loss>[0] = { w: zeros([3, 1]), b: zeros([1]) }
  let state = optimiser.init(params)
  let last = Number.NaN
  const samples: Sample[] = []
  const warmUp = steps / 5
  let warm = Number.NaN
  for (let step = 1; step <= steps; step++) {
    const [value, gradient] = lossAndGradient(params)
    const [updates, next] = optimiser.update(gradient, state, params)
    params = applyUpdates(params, updates)
    state = next
    if (step % every === 0) {
      last = value.item()
      samples.push({ step, rss: process.memoryUsage.rss() })
    }
    if (step === warmUp) warm = inUse()
  }
  const kept = (inUse() - warm) / (steps - warmUp)
  const slope = slopeOf(samples.filter(({ step }) => step > warmUp))
  return { steps, samples, slope, kept, loss: last }
}
