/** The affine layer. */
import { add, type FloatDType, matmul, type Shape, ShapeError, type Tensor } from '@miniflow/core'
import { inNameOf, showShape, wantTensors } from './door.js'
import type { Agree, Rows } from './types.js'

/** x w + b: rows of K features to rows of N. */
export type Linear = <
  L extends Shape,
  K extends number,
  J extends number,
  N extends number,
  M extends number,
  D extends FloatDType,
>(
  x: Tensor<[...L, K], NoInfer<D>>,
  w: Tensor<[J, N], D> & Agree<K, J, `linear: x has ${K} features and w takes ${J}`>,
  b: Tensor<[M], NoInfer<D>> & Agree<N, M, `linear: w gives ${N} features and b has ${M}`>,
) => Tensor<Rows<L, N>, D>

const mismatch = (problem: string, fix: string): never => {
  throw new ShapeError('linear', problem, fix)
}

/**
 * x w + b, the affine map of each row: x [..., K], w [K, N] and b [N] give [..., N].
 *
 * Throws `ShapeError` when K or N differ among the arguments, `DTypeError` for two float dtypes.
 * @example
 * linear(tensor([[-1, -2]]), tensor([[2, -3], [2, -3]]), tensor([-3, -5])) // => [[-9,  4]]
 */
export const linear: Linear = (x: Tensor, w: Tensor, b: Tensor): Tensor => {
  wantTensors('linear', { x, w, b })
  if (x.rank === 0)
    mismatch('x is a scalar; expected shape [..., features].', 'Reshape one number to [1, 1].')
  if (w.rank !== 2)
    mismatch(
      `w has shape ${showShape(w.shape)}; expected [inputs, outputs].`,
      'Make w a matrix with one column for each output.',
    )
  const [inputs, outputs] = w.shape
  const features = x.shape[x.rank - 1]
  if (features !== inputs)
    mismatch(
      `x of shape ${showShape(x.shape)} has ${features} features and w of shape ${showShape(w.shape)} takes ${inputs}.`,
      features === outputs
        ? 'w is laid out as [inputs, outputs]; write transpose(w) for one with a row for each output.'
        : 'The last axis of x must be as long as the first of w.',
    )
  if (b.rank !== 1 || b.shape[0] !== outputs)
    mismatch(
      `b has shape ${showShape(b.shape)} and w of shape ${showShape(w.shape)} gives ${outputs} features; expected shape [${outputs}].`,
      'b holds one number for each column of w.',
    )
  return inNameOf('linear', () => add(matmul(x, w), b))
}
