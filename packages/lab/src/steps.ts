/** Stochastic gradient descent as a sequence of steps, the same for the same options and data. */
import { random, type Tensor, valueAndGrad } from '@miniflow/core'
import { batches, type Split } from '@miniflow/datasets'
import { crossEntropyWithSoftmax } from '@miniflow/nn'
import { applyUpdates, type State } from '@miniflow/optim'
import type { Compute } from './compute.js'
import type { Model, Params } from './models/model.js'
import { trapezoid } from './network.js'
import type { Options } from './options.js'

/** What there is to learn, and how. */
export interface Task {
  readonly network: Model
  readonly train: Split<number>
  readonly options: Pick<Options, 'epochs' | 'batch' | 'rate' | 'seed'>
  readonly compute: Compute
}

/** The state after a step. */
export interface Step {
  /** Steps so far. */
  readonly iteration: number
  /** From 1; 0 before the first step. */
  readonly epoch: number
  /** Whether the epoch ends with this step. */
  readonly closesEpoch: boolean
  /** Images in the batch. */
  readonly images: number
  /** Mean over the batch, before the step. */
  readonly loss: number
  readonly params: Params
}

/** Steps of a whole run. */
export const stepsOf = ({ train, options: { epochs, batch } }: Task): number =>
  epochs * Math.ceil(train.size / batch)

/** The parameters before the first step. */
export const initial = ({ network, options: { seed } }: Task): Params =>
  network.init(random.foldIn(random.key(seed), 0))

/** Every step of a run: each epoch goes through all images, in an order of its own. */
export function* steps(task: Task): Generator<Step, void, void> {
  const { network, train, options, compute } = task
  const learn = valueAndGrad((params: Params, images: Images, labels: Labels) =>
    crossEntropyWithSoftmax(network.apply(params, images), labels),
  )
  const { init, update } = network.descent(trapezoid(options.rate, stepsOf(task)))
  const descend = compute.prepare(
    (params: Params, state: State, images: Images, labels: Labels) => {
      const [loss, gradients] = learn(params, images, labels)
      const [updates, next] = update(gradients, state, params)
      return { loss, params: applyUpdates(params, updates), state: next }
    },
  )
  const order = random.foldIn(random.key(options.seed), 1)
  let params = initial(task)
  let state = init(params)
  let iteration = 0
  for (let epoch = 1; epoch <= options.epochs; epoch++) {
    const epochBatches = batches(train, {
      batchSize: options.batch,
      key: random.foldIn(order, epoch),
    })
    const last = epoch * epochBatches.size
    for (const { images, labels } of epochBatches) {
      const after = descend(params, state, images, labels)
      params = after.params
      state = after.state
      iteration++
      yield {
        iteration,
        epoch,
        closesEpoch: iteration === last,
        images: images.shape[0],
        loss: after.loss.item(),
        params,
      }
    }
  }
}

type Images = Tensor<[number, number]>
type Labels = Tensor<[number], 'int32'>
