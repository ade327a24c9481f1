/** @miniflow/nn: what each of its names stands for. */
import { each, type FunctionKind, pure, record, type Table, tensor, tree } from './kind.js'

/** Weights drawn from the key that is the first argument. */
const initializer: FunctionKind = pure(tensor, { draws: 0 })

export const nn: Table = {
  ...each(
    [
      ...['linear', 'accuracy', 'crossEntropy', 'crossEntropyWithSoftmax'],
      ...['binaryCrossEntropyWithLogits', 'huber', 'meanSquaredError'],
    ],
    pure(tensor),
  ),
  glorotUniform: initializer,
  heNormal: initializer,
  dropout: initializer,
  zeros: pure(tensor), // takes a key as the others do, and leaves it
  mlp: pure(
    record({
      init: pure(tree, { name: 'init', draws: 0 }),
      // An activation of the user's own may give something else, but never a number.
      apply: pure(tensor, { name: 'apply' }),
    }),
    { callbacks: [{ at: 0, property: 'activation', parameters: () => [tensor], recorded: true }] },
  ),
}
