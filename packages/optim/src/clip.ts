/** Gradients kept within bounds. */
import { add, astype, clip, div, maximum, mul, sqrt, square, sum, tensor } from '@miniflow/core'
import { eachLeaf, inNameOf, leavesOf } from './leaves.js'
import { positive } from './numbers.js'
import { type GradientTransformation, stateless } from './transformation.js'

/**
 * All gradients times limit / max(norm, limit), where norm is the Euclidean norm of all of them
 * together: their direction stays, and the norm is at most the limit (Pascanu, Mikolov and Bengio 2013).
 *
 * Throws `ArgumentError` for a limit that is not above 0.
 * @example
 * clipByGlobalNorm(1).update(tensor([3, 4]), [], tensor([0, 0]))[0] // => [0.6, 0.8]
 */
export const clipByGlobalNorm = (limit: number): GradientTransformation => {
  positive('clipByGlobalNorm', { limit })
  return stateless(gradients => {
    const squares = leavesOf('clipByGlobalNorm', gradients).map(g =>
      inNameOf('clipByGlobalNorm', () => astype(sum(square(g)), 'float64')),
    )
    const norm = sqrt(squares.reduce((x, y) => add(x, y), tensor(0, { dtype: 'float64' })))
    const factor = div(limit, maximum(norm, limit))
    return eachLeaf('clipByGlobalNorm', g => mul(g, astype(factor, g.dtype)), gradients)
  })
}

/**
 * Each element of the gradients kept between -limit and limit.
 *
 * Throws `ArgumentError` for a limit that is not above 0.
 * @example
 * clipByValue(1).update(tensor([-3, 0.5]), [], tensor([0, 0]))[0] // => [-1.0,  0.5]
 */
export const clipByValue = (limit: number): GradientTransformation => {
  positive('clipByValue', { limit })
  return stateless(gradients => eachLeaf('clipByValue', g => clip(g, -limit, limit), gradients))
}
