/** What only the numbers can tell is wrong is the error that it is without jit. */
import {
  add,
  grad,
  less,
  linalg,
  mul,
  oneHot,
  scan,
  sum,
  type Tensor,
  take,
  takeAlongAxis,
  tensor,
  whileLoop,
  zeros,
} from '@miniflow/core'
import { expect, test } from 'vitest'
import { jit } from '../../src/index.js'

type Run = (...xs: readonly Tensor[]) => Tensor

const messageOf = (f: Run, xs: readonly Tensor[]): string => {
  try {
    return `no error but ${String(f(...xs))}`
  } catch (error) {
    return String(error)
  }
}

const whole = (x: number | readonly number[]): Tensor =>
  tensor(x as readonly number[], { dtype: 'int32' }) as Tensor
const x = tensor([1, 2, 3]) as Tensor
const regular = tensor([
  [2, 1],
  [1, 3],
]) as Tensor
const singular = tensor([
  [1, 2],
  [2, 4],
]) as Tensor

/** The function, operands that are as they should be, and operands that are not. */
const cases: {
  readonly [name: string]: readonly [Run, readonly Tensor[], readonly Tensor[]]
} = {
  take: [take as Run, [x, whole([0, -1])], [x, whole([0, 3])]],
  takeAlongAxis: [takeAlongAxis as Run, [x, whole([0, -1])], [x, whole([0, -4])]],
  oneHot: [(i = x) => oneHot(i as never, 3) as Tensor, [whole([0, 2])], [whole([0, -1])]],
  inv: [linalg.inv as Run, [regular], [singular]],
  solve: [linalg.solve as Run, [regular, tensor([1, 2])], [singular, tensor([1, 2])]],
  cholesky: [linalg.cholesky as Run, [regular], [singular]],
  triangularSolve: [
    linalg.triangularSolve as Run,
    [regular, tensor([1, 2])],
    [tensor([[0, 0], [0, 1]]), tensor([0, 2])], // biome-ignore format: a matrix
  ],
  'take in a scan': [
    (rows = x, at = x) =>
      scan(
        (sum: Tensor, i: Tensor) => [add(sum, take(rows, i as never)) as Tensor, sum] as const,
        tensor(0) as Tensor,
        at,
      )[0],
    [x, whole([0, 2, 1])],
    [x, whole([0, 5, 1])],
  ],
  // The loop that would go on with what it reads at a place that does not exist ends.
  'take in a loop': [
    (rows = x) =>
      whileLoop(
        (i: Tensor) => less(take(rows, i as never), 3) as never,
        (i: Tensor) => add(i, 1) as Tensor,
        whole(0),
      ),
    [x],
    [tensor([1, 1])],
  ],
}

test.each(Object.entries(cases))(
  'an error of numbers is the eager one: %s',
  (_, [f, good, bad]) => {
    const jitted = jit(f)
    const result = String(f(...good))
    const message = messageOf(f, bad)
    expect(message).toMatch(/^(Index|Argument)Error/)
    for (let again = 0; again < 2; again++) {
      expect(String(jitted(...good))).toBe(result)
      expect(messageOf(jitted, bad)).toBe(message)
    }
  },
)

test('nothing comes back through a matrix without rank that nothing depends on, and it is no error', () => {
  const slope = grad((a: Tensor) => sum(mul(0, linalg.qr(a)[0])) as Tensor<[]>)
  const flat = zeros([3, 2]) as Tensor
  expect(jit(slope)(flat).toArray()).toEqual(slope(flat).toArray())
})
