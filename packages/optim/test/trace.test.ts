/** A whole step of training is one traced program. */
import {
  add,
  grad,
  matmul,
  mean,
  random,
  run,
  type Scalar,
  scan,
  square,
  sub,
  sum,
  type Tensor,
  take,
  tanh,
  tensor,
  trace,
  tree,
  valueAndGrad,
  zeros,
} from '@miniflow/core'
import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  adagrad,
  adam,
  adamw,
  addDecayedWeights,
  applyUpdates,
  chain,
  clipByGlobalNorm,
  clipByValue,
  type GradientTransformation,
  lion,
  rmsprop,
  type Schedule,
  type State,
  sgd,
  warmupCosine,
} from '../src/index.js'

interface Params {
  readonly layers: readonly {
    readonly w: Tensor<[number, number], 'float32'>
    readonly b: Tensor<[number], 'float32'>
  }[]
}
type Batch = Tensor<[8, number], 'float32'>

const key = random.key(0)
const params: Params = {
  layers: [
    { w: random.normal(random.foldIn(key, 1), [3, 4]), b: zeros([4]) },
    { w: random.normal(random.foldIn(key, 2), [4, 1]), b: zeros([1]) },
  ],
}
const loss = ({ layers }: Params, x: Batch, y: Batch) => {
  const out = layers.reduce<Tensor>((h, { w, b }, i) => add(matmul(i === 0 ? h : tanh(h), w), b), x)
  return mean(square(sub(out, y)))
}

const cosine = warmupCosine({ peak: 0.1, warmup: 2, steps: 10 })

const optimizers: readonly (readonly [string, GradientTransformation])[] = [
  ['sgd', sgd({ learningRate: 0.1 })],
  ['sgd with momentum', sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true })],
  ['adam', adam({ learningRate: 0.01 })],
  ['adam with nesterov and a schedule', adam({ learningRate: cosine, nesterov: true })],
  ['adamw', adamw({ learningRate: cosine })],
  ['rmsprop', rmsprop({ learningRate: 0.01 })],
  [
    'rmsprop, centred, with momentum',
    rmsprop({ learningRate: 0.01, centered: true, momentum: 0.9 }),
  ],
  ['adagrad', adagrad({ learningRate: 0.1 })],
  ['lion', lion({ learningRate: 0.01, weightDecay: 0.1 })],
  [
    'a chain of everything, with a schedule',
    chain([
      clipByValue(0.5),
      clipByGlobalNorm(1),
      addDecayedWeights(0.01),
      sgd({ learningRate: cosine, momentum: 0.9 }),
    ]),
  ],
]

const stepOf =
  (optimizer: GradientTransformation) => (p: Params, state: State, x: Batch, y: Batch) => {
    const [, gradient] = valueAndGrad(loss)(p, x, y)
    const [updates, next] = optimizer.update(gradient, state, p)
    return { params: applyUpdates(p, updates), state: next }
  }

const batch = (n: number): readonly [Batch, Batch] => [
  random.normal(random.foldIn(key, 2 * n), [8, 3]),
  random.normal(random.foldIn(key, 2 * n + 1), [8, 1]),
]

describe('a step of training', () => {
  test.each(optimizers)('%s: the traced step is the step, again and again', (_, optimizer) => {
    const step = stepOf(optimizer)
    const program = run(trace(step)(params, optimizer.init(params), ...batch(0)))
    let direct = { params, state: optimizer.init(params) }
    let traced = direct
    for (let n = 1; n <= 5; n++) {
      direct = step(direct.params, direct.state, ...batch(n))
      traced = program(traced.params, traced.state, ...batch(n))
    }
    expect(tree.paths(traced)).toEqual(tree.paths(direct))
    expect(tree.leaves(traced).map(leaf => [...leaf.data()])).toEqual(
      tree.leaves(direct).map(leaf => [...leaf.data()]),
    )
  })

  test.each(optimizers)('%s: a whole training is one scan', (_, optimizer) => {
    const step = stepOf(optimizer)
    const [xs, ys] = [random.normal(key, [5, 8, 3]), random.normal(key, [5, 8, 1])]
    const [trained] = scan(
      (carry: ReturnType<typeof step>, [x, y]: readonly [Tensor, Tensor]) =>
        [step(carry.params, carry.state, x, y), []] as const,
      { params, state: optimizer.init(params) },
      [xs, ys] as readonly [Tensor, Tensor],
    )
    let direct = { params, state: optimizer.init(params) }
    for (let n = 0; n < 5; n++)
      direct = step(direct.params, direct.state, take(xs, n, { axis: 0 }), take(ys, n, { axis: 0 }))
    expect(tree.leaves(trained).map(leaf => [...leaf.data()])).toEqual(
      tree.leaves(direct).map(leaf => [...leaf.data()]),
    )
  })

  test.each([
    ['sgd', (rate: Schedule) => sgd({ learningRate: rate, momentum: 0.5, nesterov: true })],
    ['adam', (rate: Schedule) => adam({ learningRate: rate, nesterov: true })],
    ['rmsprop', (rate: Schedule) => rmsprop({ learningRate: rate, momentum: 0.5 })],
    ['adagrad', (rate: Schedule) => adagrad({ learningRate: rate })],
  ])('%s: the loss after training has a derivative in the learning rate', (_, optimizer) => {
    const target = tensor([1, -2], { dtype: 'float64' })
    const bowl = (p: Tensor<[2], 'float64'>): Scalar => sum(square(square(sub(p, target))))
    const after = (rate: Scalar<'float64'>): Scalar => {
      const { init, update } = optimizer(() => rate)
      let p: Tensor<[2], 'float64'> = zeros([2], { dtype: 'float64' })
      let state = init(p)
      for (let n = 0; n < 4; n++) {
        const [updates, next] = update(grad(bowl)(p), state, p)
        p = applyUpdates(p, updates)
        state = next
      }
      return bowl(p)
    }
    const at = (rate: number): number => after(tensor(rate, { dtype: 'float64' })).item()
    const slope = grad(after)(tensor(0.01, { dtype: 'float64' })).item()
    const numeric = (at(0.01 + 1e-6) - at(0.01 - 1e-6)) / 2e-6
    expect(Math.abs(slope / numeric - 1)).toBeLessThan(1e-6)
  })

  test('counts its steps in an int32 scalar', () => {
    const optimizer = sgd({ learningRate: cosine })
    const step = stepOf(optimizer)
    const first = step(params, optimizer.init(params), ...batch(0))
    const second = step(first.params, first.state, ...batch(1))
    const steps = tree.leaves(second.state).filter(leaf => leaf.dtype === 'int32')
    expect(steps.map(leaf => leaf.item())).toEqual([2])
  })

  test('gives parameters of the type of the parameters', () => {
    const { params: next } = stepOf(sgd({ learningRate: 0.1 }))(params, [[]], ...batch(0))
    expectTypeOf(next).toEqualTypeOf<Params>()
  })
})
