/** What is compiled in the lab is what is computed without: the optimisers' updates, in the same program as the gradient. */
import {
  add,
  matmul,
  mean,
  random,
  square,
  sub,
  type Tensor,
  tensor,
  valueAndGrad,
} from '@miniflow/core'
import { jit } from '@miniflow/jit'
import {
  adam,
  applyUpdates,
  chain,
  clipByGlobalNorm,
  type GradientTransformation,
  type State,
  sgd,
} from '@miniflow/optim'
import { expect, test } from 'vitest'
import { compiling, eager } from '../src/compute.js'

interface Line {
  readonly w: Tensor
  readonly b: Tensor
}

test.each([
  ['sgd', sgd({ learningRate: 0.1, momentum: 0.9 })],
  ['adam', adam({ learningRate: 0.1 })],
  ['adam after clipping', chain([clipByGlobalNorm(1), adam({ learningRate: 0.1 })])],
] as const)(
  'a training step with an update by %s is one program, and learns as without',
  (_, optimiser) => {
    const inputs = random.normal(random.key(1), [20, 3])
    const targets = add(matmul(inputs, tensor([[1], [2], [-1]])), 0.5)
    const loss = ({ w, b }: Line): Tensor => mean(square(sub(add(matmul(inputs, w), b), targets)))
    const { init, update }: GradientTransformation = optimiser
    const step = (line: Line, state: State) => {
      const [value, gradients] = valueAndGrad(loss)(line)
      const [updates, next] = update(gradients, state, line)
      return { value, line: applyUpdates(line, updates), state: next }
    }
    const losses = (by: typeof step): readonly number[] => {
      let line: Line = { w: tensor([[0], [0], [0]]), b: tensor([0]) }
      let state = init(line)
      return Array.from({ length: 60 }, () => {
        const after = by(line, state)
        line = after.line
        state = after.state
        return after.value.item()
      })
    }
    const jitted = jit(step)
    const [compiled, eager] = [losses(jitted), losses(step)]
    expect(jitted.stats()).toMatchObject({ traces: 1, hits: 59 })
    expect(compiled.at(-1)).toBeLessThan(0.2 * (compiled[0] as number))
    compiled.forEach((value, i) => {
      expect(Math.abs(value - (eager[i] as number))).toBeLessThan(1e-4 * (1 + (eager[i] as number)))
    })
  },
)

test('what was compiled is counted, over all functions', () => {
  const compute = compiling()
  const double = compute.prepare((x: Tensor) => add(x, x))
  const triple = compute.prepare((x: Tensor) => add(add(x, x), x))
  expect(compute.compiled()).toEqual({ programs: 0, milliseconds: 0 })
  expect([double(tensor(2)), triple(tensor(2)), double(tensor([2]))].map(String)).toEqual([
    '4',
    '6',
    '[4]',
  ])
  expect(compute.compiled()?.programs).toBe(3)
  expect(compute.compiled()?.milliseconds).toBeGreaterThan(0)
  expect(eager.prepare(double)).toBe(double)
})
