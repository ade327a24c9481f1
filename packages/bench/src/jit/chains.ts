/** Products in a row within one call, A B B ... B: what a program makes of a product, without what it costs to keep results. */
import { matmul, random, type Tensor, tensor, transpose } from '@miniflow/core'
import { jit } from '@miniflow/jit'
import type { ProductReport } from './products.js'
import { near, rates } from './rate.js'

interface Chain {
  readonly n: number
  readonly length: number
  readonly flags: string
}

/** As many products as take some milliseconds, and eight at least. */
const lengthOf = (n: number): number => Math.max(8, 2 ** 27 / n ** 3)

const chains: readonly Chain[] = [128, 256, 512].flatMap(n =>
  ['nn', 'nt', 'tn', 'tt'].map(flags => ({ n, length: lengthOf(n), flags })),
)

/** Numbers of so small a variance that products keep the size of their factors. */
const operands = ({ n }: Chain): readonly (readonly number[])[] =>
  [1, 2].map(key =>
    Array.from(random.uniform(random.key(key), [n, n]).data(), u => (2 * u - 1) * Math.sqrt(3 / n)),
  )

const run =
  ({ length, flags }: Chain) =>
  (a: Tensor, b: Tensor): Tensor =>
    Array.from({ length }).reduce<Tensor>(
      c => matmul(flags[0] === 't' ? transpose(c) : c, flags[1] === 't' ? transpose(b) : b),
      a,
    )

export const measureChains = (rounds: number): readonly ProductReport[] =>
  chains.map(chain => {
    const { n, length, flags } = chain
    const numbers = operands(chain)
    const as = (dtype: 'float32' | 'float64'): readonly [Tensor, Tensor] =>
      numbers.map(values => tensor(values, [n, n], { dtype })) as unknown as [Tensor, Tensor]
    const [a, b] = as('float32')
    const f = jit(run(chain))
    near(`chain of ${n}, ${flags}`, f(a, b).data(), run(chain)(...as('float64')).data(), n * length)
    const contender = {
      name: 'miniflow jit',
      flops: 2 * n ** 3 * length,
      run: (turns: number): void => {
        for (let i = 0; i < turns; i++) void f(a, b)
      },
    }
    const name = `${n} x ${n} x ${n}${flags === 'nn' ? '' : ` ${flags}`}, ${length} in a row`
    return { name, rates: rates([contender], rounds) }
  })
