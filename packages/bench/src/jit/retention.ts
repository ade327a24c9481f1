/** Whether jitted steps and dropped jitted functions leave memory as it was. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import {
  matmul,
  mean,
  mul,
  random,
  square,
  sub,
  type Tensor,
  tanh,
  tensor,
  valueAndGrad,
} from '@miniflow/core'
import { jit } from '@miniflow/jit'
import { applyUpdates, sgd } from '@miniflow/optim'
import { type Sample, slopeOf } from '../memory.js'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

/** Garbage collected, and what waits for that done: bytes of objects and of the arrays that hold elements. */
const inUse = async (): Promise<number> => {
  for (let i = 0; i < 5; i++) {
    collect()
    await turn()
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

export interface Retention {
  readonly name: string
  readonly count: number
  readonly samples: readonly Sample[]
  /** Resident bytes that each adds, by least squares after a fifth of them as warm-up. */
  readonly slope: number
  /** Bytes still in use at the end that were not after the warm-up, for each; unknown within one loop, which nothing may interrupt. */
  readonly kept: number | undefined
}

/** Does something again and again; the event loop turns after every `rest`, if that is a number, and garbage is collected then if it is asked for. */
const watch = async (
  name: string,
  count: number,
  rest: number | undefined,
  work: (i: number) => void,
  collects = false,
): Promise<Retention> => {
  const samples: Sample[] = []
  const every = count / 100
  let warm: number | undefined
  for (let i = 1; i <= count; i++) {
    work(i)
    if (collects && i % (rest as number) === 0) collect()
    if (rest !== undefined && i % rest === 0) await turn()
    if (i % every === 0) samples.push({ step: i, rss: process.memoryUsage.rss() })
    if (i === count / 5) warm = rest === undefined ? undefined : await inUse()
  }
  const kept = warm === undefined ? undefined : ((await inUse()) - warm) / (count - count / 5)
  return { name, count, samples, kept, slope: slopeOf(samples.filter(s => s.step > count / 5)) }
}

/** A network large enough for its parameters to stay in WebAssembly's memory between steps. */
const steps = (): (() => void) => {
  const draw = (i: number, shape: readonly number[]): Tensor =>
    mul(random.normal(random.key(i), shape), 0.2)
  const [x, y] = [draw(1, [16, 32]), draw(2, [16, 1])]
  const optimiser = sgd({ learningRate: 0.01, momentum: 0.9 })
  const step = jit((p: readonly Tensor[], state: ReturnType<typeof optimiser.init>) => {
    const [loss, gradient] = valueAndGrad((q: readonly Tensor[]) =>
      mean(square(sub(matmul(tanh(matmul(x, q[0] as Tensor)), q[1] as Tensor), y))),
    )(p)
    const [updates, next] = optimiser.update(gradient, state, p)
    return [loss, applyUpdates(p, updates), next] as const
  })
  let params: readonly Tensor[] = [draw(3, [32, 64]), draw(4, [64, 1])]
  let state = optimiser.init(params)
  return () => {
    const [loss, after, next] = step(params, state)
    if (!Number.isFinite(loss.item())) throw new Error('the loss is not finite')
    params = after
    state = next
  }
}

const functions = (): ((i: number) => void) => {
  const x = tensor([1, 2, 3])
  return i => {
    const y = jit((z: Tensor) => mul(z, i))(x).data()
    if (y[1] !== Math.fround(2 * i)) throw new Error(`2 x ${i} is ${y[1]}`)
  }
}

/** A module of a function that gives i: its number is written in five bytes of seven bits. */
const moduleOf = (i: number): Uint8Array<ArrayBuffer> => {
  const number = [0, 7, 14, 21].map(shift => ((i >> shift) & 0x7f) | 0x80)
  const type = [1, 5, 1, 0x60, 0, 1, 0x7f]
  const one = [3, 2, 1, 0]
  const exported = [7, 5, 1, 1, 0x66, 0, 0]
  const code = [10, 10, 1, 8, 0, 0x41, ...number, 0, 0x0b]
  return new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...type, ...one, ...exported, ...code])
}

/**
 * Modules of the engine and nothing of ours. V8 gives most of a module back when all of its garbage is
 * collected, and keeps about a kilobyte: what functions add is to be compared with that.
 */
const modules = (i: number): void => {
  const { f } = new WebAssembly.Instance(new WebAssembly.Module(moduleOf(i))).exports
  if ((f as () => number)() !== i) throw new Error(`module ${i} gives another number`)
}

export const measureRetention = async (scale = 1): Promise<readonly Retention[]> => [
  await watch('steps, and the event loop turns', 100_000 * scale, 100, steps()),
  await watch('steps in one loop', 100_000 * scale, undefined, steps()),
  await watch('functions, and the event loop turns', 10_000 * scale, 100, functions()),
  await watch('functions in one loop', 10_000 * scale, undefined, functions()),
  await watch('the same, all garbage collected', 30_000 * scale, 500, functions(), true),
  await watch('bare modules, all garbage collected', 30_000 * scale, 500, modules, true),
]
