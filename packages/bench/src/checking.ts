/** What a check of gradients costs beside the function that is checked. */
import { checkGradients } from '@miniflow/check'
import { add, matmul, mean, random, square, sub, sum, type Tensor, tanh } from '@miniflow/core'
import type { Contender } from './contest.js'

interface Params {
  readonly w1: Tensor
  readonly b1: Tensor
  readonly w2: Tensor
  readonly b2: Tensor
}

/** Two layers, 28 -> 33 -> 1: 28 * 33 + 33 + 33 + 1 = 991 parameters, on a batch of 64. */
const params: Params = {
  w1: random.normal(random.foldIn(random.key(1), 0), [28, 33]),
  b1: random.normal(random.foldIn(random.key(1), 1), [33]),
  w2: random.normal(random.foldIn(random.key(1), 2), [33, 1]),
  b2: random.normal(random.foldIn(random.key(1), 3), [1]),
}
const inputs = random.normal(random.key(2), [64, 28])
const labels = random.normal(random.key(3), [64, 1])

const loss = (p: Params): Tensor => {
  const hidden = tanh(add(matmul(inputs, p.w1), p.b1))
  return mean(square(sub(add(matmul(hidden, p.w2), p.b2), labels)))
}

/** How many parameters are checked. */
export const CHECKED: number = Object.values(params).reduce((n, { size }) => n + size, 0)

/** A check in the default mode, and 100 evaluations of the function, which it must be below. */
export const checkContenders = (): readonly Contender[] => [
  {
    name: 'checkGradients',
    run: () => (checkGradients(loss, [params])._tag === 'Right' ? 1 : 0),
  },
  {
    name: '100 evaluations',
    run: () => {
      for (let i = 0; i < 100; i++) void sum(loss(params)).item()
      return 1
    },
  },
]
