/** Functions of core whose results a line of JavaScript, or a law, tells. */
import {
  add,
  argmax,
  argsort,
  avgPool,
  concat,
  cond,
  conv2d,
  cumsum,
  equal,
  foriLoop,
  grad,
  hessian,
  jvp,
  less,
  linalg,
  matmul,
  maxPool,
  mod,
  mul,
  reshape,
  scan,
  sin,
  slice,
  softmax,
  sort,
  sum,
  type Tensor,
  take,
  tensor,
  topK,
  transpose,
  vmap,
  where,
  whileLoop,
} from '@miniflow/core'
import type { Check, Ways } from './check.js'
import { differences } from './close.js'

/** Numbers without a pattern, all different, between -1 and 1. */
const wave = (n: number, shift = 0): readonly number[] =>
  Array.from({ length: n }, (_, i) => Math.sin(1 + 7 * (i + shift) + ((i * i) % 11)))

const dtype = 'float64'
const vector = (n: number, shift?: number): Tensor => tensor(wave(n, shift), [n], { dtype })
const matrix = (m: number, n: number, shift?: number): Tensor =>
  tensor(wave(m * n, shift), [m, n], { dtype })

/** The function, the way it is run, at arguments; and the numbers it should give. */
type Expectation = readonly [name: string, faults: (by: Ways) => readonly string[]]

const numbers = (x: Tensor): readonly number[] =>
  Array.from<unknown, number>(x.data() as ArrayLike<unknown>, Number)

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

const identity = (n: number): readonly number[] =>
  range(n * n).map(i => (i % (n + 1) === 0 ? 1 : 0))

/** Windows of kernel x kernel over an image, by loops. */
const convolved = (x: Tensor, w: Tensor, side: number, kernel: number): readonly number[] => {
  const [xs, ws] = [numbers(x), numbers(w)]
  const out = side - kernel + 1
  return range(out * out).map(at => {
    const [row, column] = [Math.floor(at / out), at % out]
    return range(kernel * kernel).reduce((total, k) => {
      const [i, j] = [Math.floor(k / kernel), k % kernel]
      return total + (xs[(row + i) * side + column + j] as number) * (ws[k] as number)
    }, 0)
  })
}

const expectations: readonly Expectation[] = [
  [
    'sort, argsort and topK order as JavaScript does',
    by => {
      const x = vector(37)
      const sorted = [...numbers(x)].sort((a, b) => a - b)
      const { values, order, most } = by((v: Tensor) => ({
        values: sort(v) as Tensor,
        order: take(v, argsort(v)) as Tensor,
        most: topK(v, 5).values as Tensor,
      }))(x)
      return [
        ...differences(values, sorted),
        ...differences(order, sorted),
        ...differences(most, sorted.slice(-5).reverse()),
      ]
    },
  ],
  [
    'cumsum is the list of partial sums',
    by => {
      const x = vector(53)
      let total = 0
      const sums = numbers(x).map(v => (total += v))
      return differences(by((v: Tensor) => cumsum(v) as Tensor)(x), sums)
    },
  ],
  [
    'scan is a fold, with a gradient',
    by => {
      const x = vector(20)
      const folded = (v: Tensor): Tensor =>
        scan(
          (c: Tensor, y: Tensor) => [add(mul(c, 0.5), y), c] as const,
          sum(mul(v, 0)),
          v,
        )[0] as Tensor
      const weights = range(20).map(i => 0.5 ** (19 - i))
      const value = numbers(x).reduce((c, y) => 0.5 * c + y, 0)
      return [...differences(by(folded)(x), [value]), ...differences(by(grad(folded))(x), weights)]
    },
  ],
  [
    'foriLoop computes 10!',
    by =>
      differences(
        by((one: Tensor) => foriLoop(1, 11, (i: Tensor, c: Tensor) => mul(c, i) as Tensor, one))(
          tensor(1, { dtype: 'int32' }),
        ),
        [3628800],
      ),
  ],
  [
    'whileLoop walks the Collatz sequence of 27 in 111 steps',
    by => {
      interface Walk {
        readonly n: Tensor
        readonly steps: Tensor
      }
      const walk = (start: Tensor): Tensor =>
        whileLoop(
          ({ n }: Walk) => less(1, n) as Tensor<[], 'bool'>,
          ({ n, steps }: Walk): Walk => ({
            n: where(equal(mod(n, 2), 0), mul(n, 0.5), add(mul(n, 3), 1)) as Tensor,
            steps: add(steps, 1) as Tensor,
          }),
          { n: start, steps: tensor(0, { dtype: 'int32' }) as Tensor },
        ).steps
      return differences(by(walk)(tensor(27, { dtype })), [111])
    },
  ],
  [
    'cond takes one branch, and its gradient the same one',
    by => {
      const f = (x: Tensor): Tensor =>
        cond(
          less(x, 0) as Tensor<[], 'bool'>,
          () => mul(x, x) as Tensor,
          () => sin(x) as Tensor,
        )
      const at = (v: number): Tensor => tensor(v, { dtype })
      return [
        ...differences(by(f)(at(-3)), [9]),
        ...differences(by(f)(at(2)), [Math.sin(2)]),
        ...differences(by(grad(f))(at(-3)), [-6]),
        ...differences(by(grad(f))(at(2)), [Math.cos(2)]),
      ]
    },
  ],
  [
    'a matrix times its inverse, and its solution, are what they should be',
    by => {
      const a = add(matrix(6, 6), mul(tensor(identity(6), [6, 6], { dtype }), 4)) as Tensor
      const b = matrix(6, 2, 5)
      const { unit, back } = by((m: Tensor, v: Tensor) => ({
        unit: matmul(m, linalg.inv(m)) as Tensor,
        back: matmul(m, linalg.solve(m, v)) as Tensor,
      }))(a, b)
      return [...differences(unit, identity(6)), ...differences(back, numbers(b))]
    },
  ],
  [
    'the Cholesky factor times its transpose is the matrix',
    by => {
      const a = matrix(5, 5)
      const spd = add(matmul(a, transpose(a)), tensor(identity(5), [5, 5], { dtype })) as Tensor
      const back = by((m: Tensor) => {
        const l = linalg.cholesky(m) as Tensor
        return matmul(l, transpose(l)) as Tensor
      })(spd)
      return differences(back, numbers(spd))
    },
  ],
  [
    'conv2d is a sum over windows',
    by => {
      const [x, w] = [vector(64), vector(9, 3)]
      const f = (image: Tensor, filter: Tensor): Tensor =>
        conv2d(reshape(image, [1, 8, 8, 1]), reshape(filter, [3, 3, 1, 1])) as Tensor
      return differences(by(f)(x, w), convolved(x, w, 8, 3))
    },
  ],
  [
    'pooling takes the largest and the mean of each window',
    by => {
      const x = reshape(vector(16), [1, 4, 4, 1]) as Tensor
      const windows = [0, 2, 8, 10].map(at => [0, 1, 4, 5].map(i => numbers(x)[at + i] as number))
      const { largest, mean } = by((v: Tensor) => ({
        largest: maxPool(v, { window: [2, 2] }) as Tensor,
        mean: avgPool(v, { window: [2, 2] }) as Tensor,
      }))(x)
      return [
        ...differences(
          largest,
          windows.map(w => Math.max(...w)),
        ),
        ...differences(
          mean,
          windows.map(w => w.reduce((a, b) => a + b) / 4),
        ),
      ]
    },
  ],
  [
    'vmap is a loop over rows',
    by => {
      const x = matrix(4, 5)
      const f = (row: Tensor): Tensor => sum(mul(row, sin(row))) as Tensor
      const rows = range(4).map(i => numbers(x).slice(5 * i, 5 * i + 5))
      const values = rows.map(row => row.reduce((total, v) => total + v * Math.sin(v), 0))
      const slopes = rows.flat().map(v => Math.sin(v) + v * Math.cos(v))
      return [
        ...differences(by((m: Tensor) => vmap(f)(m) as Tensor)(x), values),
        ...differences(by((m: Tensor) => vmap(grad(f))(m) as Tensor)(x), slopes),
      ]
    },
  ],
  [
    "the hessian of x' A x is A + A'",
    by => {
      const a = matrix(4, 4)
      const f = (x: Tensor): Tensor => sum(mul(x, matmul(a, x))) as Tensor
      const both = numbers(add(a, transpose(a)))
      return differences(by((x: Tensor) => hessian(f)(x) as Tensor)(vector(4)), both)
    },
  ],
  [
    'jvp is the slope along a direction',
    by => {
      const [x, v] = [vector(6), vector(6, 9)]
      const along = by((a: Tensor, t: Tensor) => jvp((y: Tensor) => sin(y) as Tensor)([a], [t])[1])
      const want = numbers(x).map((y, i) => Math.cos(y) * (numbers(v)[i] as number))
      return differences(along(x, v), want)
    },
  ],
  [
    'softmax adds up to 1, and argmax finds its largest',
    by => {
      const x = mul(matrix(3, 7), 50) as Tensor
      const { total, at } = by((m: Tensor) => ({
        total: sum(softmax(m), { axis: -1 }) as Tensor,
        at: argmax(m, { axis: -1 }) as Tensor,
      }))(x)
      const rows = range(3).map(i => numbers(x).slice(7 * i, 7 * i + 7))
      return [
        ...differences(total, [1, 1, 1]),
        ...differences(
          at,
          rows.map(row => row.indexOf(Math.max(...row))),
        ),
      ]
    },
  ],
  [
    'parts joined again are the whole',
    by => {
      const x = matrix(6, 3)
      const back = by(
        (m: Tensor) =>
          concat([slice(m, [0, 0], [2, 3]), slice(m, [2, 0], [6, 3])], { axis: 0 }) as Tensor,
      )(x)
      return differences(back, numbers(x))
    },
  ],
]

export const functionChecks = (by: Ways): readonly Check[] =>
  expectations.map(([name, faults]) => ({ name, faults: () => faults(by) }))
