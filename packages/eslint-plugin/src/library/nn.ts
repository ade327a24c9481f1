/** @miniflow/nn: what each of its names stands for. */
import {
  type Callback,
  each,
  type FunctionKind,
  type Kind,
  pure,
  record,
  type Table,
  tensor,
  tree,
} from './kind.js'

/** Weights drawn from the key that is the first argument; so are the elements that are left out. */
const drawn: FunctionKind = pure(tensor, { draws: 0 })

/** A layer as a record of pure functions: parameters from a key, and what is made of them. */
const layer = (
  functions: Readonly<Record<string, Kind>>,
  callbacks: readonly Callback[] = [],
): FunctionKind =>
  pure(
    record({
      init: pure(tree, { name: 'init', draws: 0 }),
      ...Object.fromEntries(
        Object.entries(functions).map(([name, result]) => [name, pure(result, { name })]),
      ),
    }),
    { callbacks },
  )

export const nn: Table = {
  ...each(
    [
      ...['linear', 'embedding', 'attention', 'layerNorm', 'accuracy', 'crossEntropy'],
      ...['crossEntropyWithSoftmax', 'binaryCrossEntropyWithLogits', 'huber', 'meanSquaredError'],
    ],
    pure(tensor),
  ),
  ...each(
    ['glorotNormal', 'glorotUniform', 'heNormal', 'heUniform', 'orthogonal', 'dropout'],
    drawn,
  ),
  zeros: pure(tensor), // takes a key as the others do, and leaves it
  mlp: layer({ apply: tensor }, [
    { at: 0, property: 'activation', parameters: () => [tensor], recorded: true },
  ]),
  multiHeadAttention: layer({ apply: tensor, weights: tensor }),
  gru: layer({ start: tensor, apply: tensor }),
  lstm: layer({ start: record({ h: tensor, c: tensor }), apply: record({ h: tensor, c: tensor }) }),
}
