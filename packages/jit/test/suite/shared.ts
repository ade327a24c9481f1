/** Work that is large enough to be shared: its bits are the same for any number of threads. */
import {
  grad,
  matmul,
  mul,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  zeros,
} from '@miniflow/core'
import { jit } from '@miniflow/jit'

const CALLS = 60

const wave = (m: number, n: number): Tensor =>
  tensor(
    Array.from({ length: m * n }, (_, i) => Math.sin(1 + 7 * i + ((i * i) % 11)) / 8),
    [m, n],
  )

const x = wave(128, 256)
const loss = (w: Tensor): Tensor => sum(square(tanh(matmul(x, w))))
const descend = (w: Tensor): Tensor => sub(w, mul(grad(loss)(w), 0.01))

const steps = (threads: number): (() => Float32Array) => {
  const step = jit(descend, { threads })
  let w: Tensor = wave(256, 96)
  return () => {
    w = step(w)
    return w.data() as Float32Array
  }
}

const turn = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 2))

/** Calls of one and of two threads in turn, the event loop turning between some of them. */
export const sharedFaults = async (): Promise<readonly string[]> => {
  const [alone, together] = [steps(1), steps(2)]
  const faults: string[] = []
  for (let call = 0; call < CALLS; call++) {
    const [want, got] = [alone(), together()]
    const at = want.findIndex((number, i) => !Object.is(number, got[i]))
    if (at >= 0) faults.push(`call ${call}: [${at}] is ${got[at]}, with one thread ${want[at]}`)
    if (call % 5 === 0) await turn()
  }
  return faults
}

/** Has threads started where they can be. */
export const startThreads = (): void => {
  jit((y: Tensor) => mul(y, 2), { threads: 2 })(zeros([2]))
}
