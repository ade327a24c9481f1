/** The step in jax-js, compiled by its own jit for its WebAssembly backend. */
import type { Contender } from '../contest.js'
import { BATCH, oneHotLabels, RATE, SIZES, type Task } from './task.js'

const [INPUTS, HIDDEN, OUTPUTS] = SIZES

export const jaxJs = async (task: Task): Promise<Contender> => {
  const {
    defaultDevice,
    init,
    jit,
    nn,
    numpy: np,
    tree,
    valueAndGrad,
  } = await import('@jax-js/jax')
  await init('wasm')
  defaultDevice('wasm')
  type Arrays = ReturnType<typeof np.zeros>
  type Params = { w1: Arrays; b1: Arrays; w2: Arrays; b2: Arrays }
  const array = (values: Float32Array, ...shape: readonly number[]): Arrays =>
    np.array(Float32Array.from(values)).reshape([...shape])
  const images = array(task.images, BATCH, INPUTS)
  const truth = array(oneHotLabels(task), BATCH, OUTPUTS)
  // Every use of an array but the last is written `.ref`: jax-js counts references.
  const loss = (p: Params, x: Arrays, y: Arrays): Arrays => {
    const h = nn.sigmoid(np.matmul(x, p.w1).add(p.b1))
    const logits = np.matmul(h, p.w2).add(p.b2)
    return nn
      .logSoftmax(logits)
      .mul(y)
      .sum()
      .mul(-1 / BATCH)
  }
  const step = jit((p: Params, x: Arrays, y: Arrays) => {
    const [value, g] = valueAndGrad(loss)(tree.ref(p), x, y) as [Arrays, Params]
    const after = {
      w1: p.w1.sub(g.w1.mul(RATE)),
      b1: p.b1.sub(g.b1.mul(RATE)),
      w2: p.w2.sub(g.w2.mul(RATE)),
      b2: p.b2.sub(g.b2.mul(RATE)),
    }
    return [value, after] as [Arrays, Params]
  })
  let params: Params = {
    w1: array(task.w1, INPUTS, HIDDEN),
    b1: array(task.b1, HIDDEN),
    w2: array(task.w2, HIDDEN, OUTPUTS),
    b2: array(task.b2, OUTPUTS),
  }
  return {
    name: 'jax-js jit',
    run: () => {
      const [value, after] = step(params, images.ref, truth.ref) as [Arrays, Params]
      params = after
      return value.dataSync()[0] as number
    },
  }
}
