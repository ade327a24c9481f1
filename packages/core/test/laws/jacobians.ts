/** The law of Jacobians: whole matrices, by forward and by reverse mode. */
import type { Law, Smooth } from '@miniflow/check'
import { hessian, jacfwd, jacrev, mul, reshape, sum, type Tensor, transpose } from '@miniflow/core'
import type { Tolerance } from '../support/close.js'
import { wave } from '../support/wave.js'
import { alike } from './programs.js'

/** Products of a few rounded numbers, taken in another order. */
const rounding: Tolerance = { relative: 1e-9, absolute: 1e-9 }

/** f of its k-th argument alone. */
const alone =
  (f: Smooth, xs: readonly Tensor[], k: number) =>
  (x: Tensor): Tensor =>
    f(...xs.with(k, x))

/** jacfwd f = jacrev f, and the Hessian is its own transpose and the Jacobian of the gradient. */
export const jacobians: Law = {
  statement: 'jacfwd is jacrev, and the Hessian is symmetric',
  needs: ['derivatives', 'reverse mode', 'shapes'],
  breaks: (f, xs, name = k => `argument ${k}`) => {
    const u = wave(f(...xs).shape, 7)
    return xs.flatMap((x, k) => {
      const g = alone(f, xs, k)
      const loss = (y: Tensor): Tensor => sum(mul(g(y), u))
      const matrix = reshape(hessian(loss)(x) as Tensor, [x.size, x.size])
      const twice = reshape(jacrev(jacrev(loss))(x) as Tensor, [x.size, x.size])
      return [
        ...alike(jacfwd(g)(x) as Tensor, jacrev(g)(x) as Tensor, rounding),
        ...alike(matrix, transpose(matrix), rounding),
        ...alike(matrix, twice, rounding),
      ].map(text => `in ${name(k)}: ${text}`)
    })
  },
}
