/** Matrix products through the public API, beside the peak and jax-js. */
import { matmul, random, type Tensor, tensor, transpose } from '@miniflow/core'
import { jit } from '@miniflow/jit'
import type { Rated } from './probe.js'
import { near, type Rate, rates } from './rate.js'

interface Product {
  readonly name: string
  /** How many at once. */
  readonly batch: readonly number[]
  readonly m: number
  readonly n: number
  readonly k: number
  readonly transposeA: boolean
  readonly transposeB: boolean
}

const product = (m: number, n: number, k: number, flags = 'nn', batch = 0): Product => ({
  name: `${batch > 0 ? `${batch} x ` : ''}${m} x ${n} x ${k}${flags === 'nn' ? '' : ` ${flags}`}`,
  batch: batch > 0 ? [batch] : [],
  ...{ m, n, k, transposeA: flags[0] === 't', transposeB: flags[1] === 't' },
})

const flags = ['nn', 'nt', 'tn', 'tt'] as const

const products: readonly Product[] = [
  ...[128, 256, 512].flatMap(n => flags.map(flag => product(n, n, n, flag))),
  product(128, 128, 784),
  product(784, 128, 128, 'tn'),
  product(128, 10, 128),
  product(128, 10, 784),
  product(8, 8, 8, 'nn', 1024),
]

/** Exchanges the last two axes. */
const exchanged = (x: Tensor): Tensor => (x.rank === 2 ? transpose(x) : transpose(x, [0, 2, 1]))

const operands = ({ batch, m, n, k, transposeA, transposeB }: Product) => {
  const draw = (i: number, shape: readonly number[]): Float32Array =>
    Float32Array.from(random.uniform(random.key(i), shape).data(), u => 2 * u - 1)
  const [a, b] = [
    [...batch, ...(transposeA ? [k, m] : [m, k])],
    [...batch, ...(transposeB ? [n, k] : [k, n])],
  ] as const
  return [
    { shape: a, values: draw(1, a) },
    { shape: b, values: draw(2, b) },
  ] as const
}

const multiply =
  ({ transposeA, transposeB }: Product) =>
  (a: Tensor, b: Tensor): Tensor =>
    matmul(transposeA ? exchanged(a) : a, transposeB ? exchanged(b) : b)

const flopsOf = ({ batch, m, n, k }: Product): number => 2 * (batch[0] ?? 1) * m * n * k

const truth = (one: Product): Tensor => {
  const [a, b] = operands(one).map(({ shape, values }) =>
    tensor(values, shape, { dtype: 'float64' }),
  ) as [Tensor, Tensor]
  return multiply(one)(a, b)
}

const miniflow = (one: Product, want: ArrayLike<number>): Rated => {
  const [a, b] = operands(one).map(({ shape, values }) => tensor(values, shape)) as [Tensor, Tensor]
  const f = jit(multiply(one))
  near(`miniflow ${one.name}`, f(a, b).data(), want, one.k)
  return {
    name: 'miniflow jit',
    flops: flopsOf(one),
    run: turns => {
      for (let i = 0; i < turns; i++) void f(a, b)
    },
  }
}

/** jax-js computes when a result is read, so that its turns read what they compute. */
const jaxJs = async (one: Product, want: ArrayLike<number>): Promise<Rated> => {
  const { defaultDevice, init, jit: jaxJit, numpy: np } = await import('@jax-js/jax')
  await init('wasm')
  defaultDevice('wasm')
  const [a, b] = operands(one).map(({ shape, values }) =>
    np.array(values.slice()).reshape([...shape]),
  ) as [ReturnType<typeof np.zeros>, ReturnType<typeof np.zeros>]
  type Arrays = typeof a
  const turned = (x: Arrays): Arrays =>
    one.batch.length === 0 ? np.transpose(x) : np.transpose(x, [0, 2, 1])
  const f = jaxJit((x: Arrays, y: Arrays) =>
    np.matmul(one.transposeA ? turned(x) : x, one.transposeB ? turned(y) : y),
  )
  const read = (): ArrayLike<number> => (f(a.ref, b.ref) as Arrays).dataSync()
  near(`jax-js ${one.name}`, read(), want, one.k)
  return {
    name: 'jax-js jit',
    flops: flopsOf(one),
    run: turns => {
      for (let i = 0; i < turns; i++) read()
    },
  }
}

export interface ProductReport {
  readonly name: string
  readonly rates: readonly Rate[]
}

export const measureProducts = async (rounds: number): Promise<readonly ProductReport[]> => {
  const reports: ProductReport[] = []
  for (const one of products) {
    const want = truth(one).data()
    const contenders = [miniflow(one, want), await jaxJs(one, want)]
    reports.push({ name: one.name, rates: rates(contenders, rounds) })
  }
  return reports
}
