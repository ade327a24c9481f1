/** @miniflow/optim: what each of its names stands for. */
import {
  asTree,
  each,
  isPure,
  type Kind,
  pure,
  record,
  type Table,
  tensor,
  tree,
  tuple,
  unknown,
} from './kind.js'

/** `{ init(params), update(gradients, state, params) }`; updates are like the gradients. */
const transformation: Kind = record({
  init: pure(tree, { name: 'init' }),
  update: pure(({ argument }) => tuple(asTree(argument(0)), tree), { name: 'update' }),
})

const schedule: Kind = pure(tensor, { name: 'schedule' })

export const optim: Table = {
  ...each(
    [
      ...['sgd', 'adam', 'adamw', 'rmsprop', 'adagrad', 'lion', 'momentum', 'chain'],
      ...['scale', 'scaleBySchedule', 'scaleByAdagrad', 'scaleByAdam', 'scaleByLion', 'scaleByRms'],
      ...['clipByGlobalNorm', 'clipByValue', 'addDecayedWeights'],
    ],
    pure(transformation),
  ),
  ...each(
    ['constant', 'exponentialDecay', 'cosineDecay', 'warmupCosine', 'piecewise'],
    pure(schedule),
  ),
  applyUpdates: pure(({ argument }) => asTree(argument(0))),
  identity: transformation,
  minimize: pure(unknown, {
    pure: ({ argument }) => isPure(argument(0)),
    callbacks: [{ at: 0, parameters: () => [tree], recorded: true }],
  }),
  monoid: unknown,
}
