/** What eager differentiation costs: the gradient over the forward pass, the tape over the kernels. */
import { grad, mul, random, run, type Scalar, sigmoid, tensor, trace } from '@miniflow/core'
import { crossEntropyWithSoftmax, mlp } from '@miniflow/nn'
import { median } from './contest.js'

export interface EagerCost {
  /** The time of the gradient of the two-layer network over that of its value. */
  readonly ratio: number
  /** Microseconds an operation beyond computing it: recording it, and replaying it from a tape. */
  readonly overhead: number
}

const timed = (f: () => unknown): number => {
  const start = performance.now()
  f()
  return performance.now() - start
}

const LENGTH = 1000

export const measureEager = (rounds: number): EagerCost => {
  const model = mlp({ sizes: [784, 128, 10], activation: sigmoid })
  const params = model.init(random.key(0))
  const images = random.uniform(random.key(1), [128, 784])
  const labels = random.randint(random.key(2), [128], 0, 10)
  const loss = (p: typeof params) => crossEntropyWithSoftmax(model.apply(p, images), labels)
  const gradient = grad(loss)
  const forward: number[] = []
  const both: number[] = []

  const factor = tensor(1.0000001)
  const chain = (x: Scalar): Scalar => {
    let y = x
    for (let i = 0; i < LENGTH; i++) y = mul(y, factor)
    return y
  }
  const x = tensor(1)
  const program = trace(chain)(x)
  const eager: number[] = []
  const recorded: number[] = []
  for (let round = -10; round < rounds; round++) {
    const times = [
      timed(() => loss(params)),
      timed(() => gradient(params)),
      timed(() => chain(x)),
      timed(() => {
        void trace(chain)(x)
        void run(program)(x)
      }),
    ] as const
    if (round < 0) continue
    forward.push(times[0])
    both.push(times[1])
    eager.push(times[2])
    recorded.push(times[3])
  }
  return {
    ratio: median(both) / median(forward),
    overhead: ((median(recorded) - median(eager)) * 1000) / LENGTH,
  }
}
