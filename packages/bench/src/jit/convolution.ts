/** A convolution, 3 x 3 from 32 to 64 channels, and its two gradients, beside the peak, jax-js and tfjs. */
import { conv2d, random, type Tensor, tensor, transpose, vjp } from '@miniflow/core'
import { jit } from '@miniflow/jit'
import { addWasm, loadTfjs, type Tfjs } from '../tfjs.js'
import type { Rated } from './probe.js'
import { near, type Rate, rates } from './rate.js'

const [BATCH, SIDE, FROM, TO, WINDOW] = [32, 28, 32, 64, 3] as const

/** jax-js takes seconds for all images, and its rate is the same for a few. */
const FEW = 4

const flopsOf = (batch: number): number => 2 * batch * SIDE * SIDE * WINDOW * WINDOW * FROM * TO

const imageShape = (batch: number) => [batch, SIDE, SIDE, FROM] as const
const filterShape = [WINDOW, WINDOW, FROM, TO] as const
const resultShape = (batch: number) => [batch, SIDE, SIDE, TO] as const

const draw = (i: number, shape: readonly number[]): Float32Array =>
  Float32Array.from(random.uniform(random.key(i), shape).data(), u => 2 * u - 1)

const numbers = {
  images: draw(1, imageShape(BATCH)),
  filters: draw(2, filterShape),
  cotangents: draw(3, resultShape(BATCH)),
} as const

const works = ['value', "images' gradient", "filters' gradient"] as const
type Work = (typeof works)[number]

/** Products that are summed for one number of each result. */
const terms: Readonly<Record<Work, number>> = {
  value: WINDOW * WINDOW * FROM,
  "images' gradient": WINDOW * WINDOW * TO,
  "filters' gradient": BATCH * SIDE * SIDE,
}

const convolve = (x: Tensor, w: Tensor): Tensor => conv2d(x, w, { padding: 'SAME' })

const functions: Readonly<Record<Work, (x: Tensor, w: Tensor, g: Tensor) => Tensor>> = {
  value: convolve,
  "images' gradient": (x, w, g) => vjp((y: Tensor) => convolve(y, w))(x)[1](g)[0] as Tensor,
  "filters' gradient": (x, w, g) => vjp((v: Tensor) => convolve(x, v))(w)[1](g)[0] as Tensor,
}

/** The numbers of the first images. */
const first = (values: Float32Array, shape: readonly number[]): Float32Array =>
  values.slice(
    0,
    shape.reduce((a, b) => a * b),
  )

const operands = (
  dtype: 'float32' | 'float64',
  batch: number,
): readonly [Tensor, Tensor, Tensor] => [
  tensor(first(numbers.images, imageShape(batch)), imageShape(batch), { dtype }),
  tensor(numbers.filters, filterShape, { dtype }),
  tensor(first(numbers.cotangents, resultShape(batch)), resultShape(batch), { dtype }),
]

const miniflow = (work: Work, want: ArrayLike<number>): Rated => {
  const args = operands('float32', BATCH)
  const f = jit(functions[work])
  near(`miniflow ${work}`, f(...args).data(), want, terms[work])
  return {
    name: 'miniflow jit',
    flops: flopsOf(BATCH),
    run: turns => {
      for (let i = 0; i < turns; i++) f(...args)
    },
  }
}

/** Channels come first in jax-js. */
const jaxJs = async (work: Work): Promise<Rated> => {
  const want = functions[work](...operands('float64', FEW))
  const {
    defaultDevice,
    init,
    jit: jaxJit,
    lax,
    numpy: np,
    vjp: jaxVjp,
  } = await import('@jax-js/jax')
  await init('wasm')
  defaultDevice('wasm')
  const array = (values: Float32Array, shape: readonly number[], axes: readonly number[]) =>
    np
      .array(values.slice())
      .reshape([...shape])
      .transpose([...axes])
  type Arrays = ReturnType<typeof array>
  const x = array(first(numbers.images, imageShape(FEW)), imageShape(FEW), [0, 3, 1, 2])
  const w = array(numbers.filters, filterShape, [3, 2, 0, 1])
  const g = array(first(numbers.cotangents, resultShape(FEW)), resultShape(FEW), [0, 3, 1, 2])
  const conv = (y: Arrays, v: Arrays): Arrays => lax.convGeneralDilated(y, v, [1, 1], 'SAME')
  const pulled = (f: (y: Arrays) => Arrays, at: Arrays, by: Arrays): Arrays => {
    const [value, pull] = jaxVjp(f, [at]) as unknown as readonly [Arrays, (g: Arrays) => [Arrays]]
    value.dispose()
    return pull(by)[0]
  }
  const run = {
    value: jaxJit((y: Arrays, v: Arrays, _: Arrays) => conv(y, v)),
    "images' gradient": jaxJit((y: Arrays, v: Arrays, by: Arrays) =>
      pulled(z => conv(z, v), y, by),
    ),
    "filters' gradient": jaxJit((y: Arrays, v: Arrays, by: Arrays) =>
      pulled(z => conv(y, z), v, by),
    ),
  }[work]
  const read = () => (run(x.ref, w.ref, g.ref) as Arrays).dataSync() as ArrayLike<number>
  // The results' axes are in jax-js's order.
  const order = work === "filters' gradient" ? [3, 2, 0, 1] : [0, 3, 1, 2]
  near(`jax-js ${work}`, read(), transpose(want, order).data(), terms[work])
  return {
    name: 'jax-js jit',
    flops: flopsOf(FEW),
    run: turns => {
      for (let i = 0; i < turns; i++) read()
    },
  }
}

/** tfjs has no gradient of filters for its WebAssembly backend. */
const tfjs = (tf: Tfjs, work: Work, want: ArrayLike<number>): Rated | undefined => {
  if (work === "filters' gradient") return undefined
  const x = tf.tensor4d(numbers.images, [...imageShape(BATCH)])
  const w = tf.tensor4d(numbers.filters, [...filterShape])
  const g = tf.tensor4d(numbers.cotangents, [...resultShape(BATCH)])
  const value = () => tf.conv2d(x, w, 1, 'same')
  const gradient = tf.grad(y => tf.conv2d(y as typeof x, w, 1, 'same'))
  const read = () => tf.tidy(() => (work === 'value' ? value() : gradient(x, g)).dataSync())
  near(`tfjs ${work}`, read(), want, terms[work])
  return {
    name: 'tfjs wasm',
    flops: flopsOf(BATCH),
    run: turns => {
      for (let i = 0; i < turns; i++) read()
    },
  }
}

export interface ConvolutionReport {
  readonly name: string
  readonly rates: readonly Rate[]
}

export const measureConvolution = async (rounds: number): Promise<readonly ConvolutionReport[]> => {
  const tf = await loadTfjs()
  await addWasm(tf)
  const wide = operands('float64', BATCH)
  const reports: ConvolutionReport[] = []
  for (const work of works) {
    const want = functions[work](...wide)
    const others = [await jaxJs(work), tfjs(tf, work, want.data())]
    const contenders = [miniflow(work, want.data()), ...others].filter(one => one !== undefined)
    reports.push({ name: work, rates: rates(contenders, rounds) })
  }
  return reports
}
