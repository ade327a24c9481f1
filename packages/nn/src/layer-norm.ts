/** Layer normalisation. */
import {
  ArgumentError,
  add,
  div,
  type FloatDType,
  mean,
  mul,
  type Shape,
  ShapeError,
  sqrt,
  sub,
  type Tensor,
  variance,
} from '@miniflow/core'
import { inNameOf, kindOf, optionsIn, showShape, wantTensors } from './door.js'
import type { Agree, Rows } from './types.js'

export interface LayerNormOptions {
  /** What is added to the variance, so that equal features give 0. Default: 1e-5. */
  readonly eps?: number | undefined
}

/** Rows of K features, each made to have mean 0 and variance 1, times gain plus bias. */
export type LayerNorm = <
  L extends Shape,
  K extends number,
  J extends number,
  M extends number,
  D extends FloatDType,
>(
  x: Tensor<[...L, K], NoInfer<D>>,
  gain: Tensor<[J], D> & Agree<K, J, `layerNorm: x has ${K} features and gain ${J}`>,
  bias: Tensor<[M], NoInfer<D>> & Agree<K, M, `layerNorm: x has ${K} features and bias ${M}`>,
  options?: LayerNormOptions,
) => Tensor<Rows<L, K>, D>

/**
 * gain (x - mean) / sqrt(variance + eps) + bias, with the mean and the variance of each row (Ba, Kiros
 * and Hinton 2016): x [..., K], gain [K] and bias [K] give [..., K]. Begin with a gain of ones and a
 * bias of zeros.
 *
 * Throws `ShapeError` when K differs among the arguments, `DTypeError` for two float dtypes,
 * `ArgumentError` for an eps that is not above 0.
 * @example
 * layerNorm(tensor([[1, 3], [50, 10]]), ones([2]), zeros(random.key(0), [2])) // => [[-0.999995,  0.999995], [ 1.000000, -1.000000]]
 */
export const layerNorm: LayerNorm = (
  x: Tensor,
  gain: Tensor,
  bias: Tensor,
  options?: LayerNormOptions,
): Tensor => {
  const { eps = 1e-5 } = optionsIn('layerNorm', options, ['eps'])
  if (!(typeof eps === 'number' && Number.isFinite(eps) && eps > 0))
    throw new ArgumentError(
      'layerNorm',
      `eps is ${typeof eps === 'number' ? eps : kindOf(eps)}; expected a finite number above 0.`,
    )
  wantTensors('layerNorm', { x, gain, bias })
  const features = x.shape[x.rank - 1]
  if (features === undefined)
    throw new ShapeError(
      'layerNorm',
      'x is a scalar; expected shape [..., features].',
      'One number has no spread to divide by.',
    )
  for (const [what, { shape }] of Object.entries({ gain, bias }))
    if (shape.length !== 1 || shape[0] !== features)
      throw new ShapeError(
        'layerNorm',
        `${what} has shape ${showShape(shape)} and x of shape ${showShape(x.shape)} has ${features} features; expected shape [${features}].`,
        `The ${what} holds one number for each feature, which is the last axis of x.`,
      )
  return inNameOf('layerNorm', () => {
    const along = { axis: -1, keepdims: true } as const
    const spread = sqrt(add(variance(x, along), eps))
    return add(mul(gain, div(sub(x, mean(x, along)), spread)), bias)
  })
}
