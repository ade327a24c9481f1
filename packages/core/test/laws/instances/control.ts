/** Cases of the operations with programs inside: loops, choices, checkpoints, custom rules. */
import { add, less, mul, sin, sum, type Tensor } from '@miniflow/core'
import type { Value } from '../../../src/data/tensor.js'
import { checkpointOp } from '../../../src/transform/checkpoint.js'
import { compiled, compiledOp } from '../../../src/transform/compiled.js'
import { condOp } from '../../../src/transform/cond.js'
import { customOp } from '../../../src/transform/custom.js'
import { evaluateOutputs } from '../../../src/transform/evaluate.js'
import { stageLeaves } from '../../../src/transform/joint.js'
import { scanOp } from '../../../src/transform/loop.js'
import { whileOp } from '../../../src/transform/while.js'
import { pick } from '../choose.js'
import { type Domain, inside, numbers, type Shape, truths } from '../raw.js'
import type { Build } from './instance.js'

const float = (shape: Shape) => ({ shape, dtype: 'float64' }) as const

type Inside = (xs: readonly Tensor[]) => readonly Tensor[]

const program = (f: Inside, ...shapes: readonly Shape[]) =>
  stageLeaves(f as (xs: readonly Value[]) => readonly Value[], shapes.map(float))

/** Off 3 after any number of steps of 1, so that a small step changes no count. */
const offThree: Domain = k => k / 16 + 1 / 32

export const control = {
  checkpoint: ({ shape, pools: [x = [], y = []] }) => ({
    op: checkpointOp(program(([a = 0, b = 0]) => [mul(sin(a), b), add(a, sum(b))], shape, shape)),
    args: [numbers(x, shape), numbers(y, shape)],
    without: ['other dtypes'],
  }),
  // The plainest of machines applies the operations of the tape.
  jit: ({ shape, pools: [x = [], y = []] }) => ({
    op: compiledOp(
      compiled(
        tape => inputs => evaluateOutputs(tape, inputs),
        program(([a = 0, b = 0]) => [mul(sin(a), b), add(a, sum(b))], shape, shape),
      ),
    ),
    args: [numbers(x, shape), numbers(y, shape)],
    without: ['other dtypes'],
  }),
  custom: ({ shape, pools: [x = [], y = []] }) => ({
    op: customOp({
      label: 'customVjp',
      run: ([a, b]) => [mul(a as Value, b as Value)],
      outputs: ([a]) => [a as Value],
      push: ([a, b], [s, t]) => [add(mul(s as Value, b as Value), mul(a as Value, t as Value))],
      pull: ([a, b], [g]) => [mul(g as Value, b as Value), mul(g as Value, a as Value)],
    }),
    args: [numbers(x, shape), numbers(y, shape)],
    without: ['other dtypes'],
  }),
  scan: raw => {
    const [w = [], c = [], x = []] = raw.pools
    const steps = pick(raw, 0, 4)
    const shape = raw.shape.slice(0, 2)
    return {
      op: scanOp({
        body: program(
          ([weight = 0, carry = 0, share = 0]) => {
            const after = sin(add(mul(weight, carry), share))
            return [after, mul(after, share)]
          },
          shape,
          shape,
          shape,
        ),
        constants: 1,
        carries: 1,
        steps,
        axis: 0,
        reverse: raw.flags[0] === true,
      }),
      args: [numbers(w, shape, inside), numbers(c, shape), numbers(x, [steps, ...shape])],
      without: ['other dtypes'],
    }
  },
  cond: ({ shape, pools: [c = [], x = [], y = []] }) => ({
    op: condOp(
      program(([a = 0, b = 0]) => [mul(a, b), sum(a)], shape, shape),
      program(([a = 0, b = 0]) => [sin(add(a, b)), sum(b)], shape, shape),
    ),
    args: [truths(c, []), numbers(x, shape), numbers(y, shape)],
    without: ['other dtypes'],
  }),
  whileLoop: ({ shape, pools: [x = [], y = []] }) => ({
    op: whileOp(
      program(([, count = 0]) => [less(count, 3)], shape, []),
      program(([a = 0, count = 0]) => [sin(a), add(count, 1)], shape, []),
      0,
    ),
    args: [numbers(x, shape), numbers(y, [], offThree)],
    without: ['other dtypes', 'reverse mode'],
  }),
} satisfies { readonly [name: string]: Build }
