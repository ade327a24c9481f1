/** Cases of the public reductions, running sums and products of matrices. */

import type { Tensor } from '@miniflow/core'
import * as core from '@miniflow/core'
import { factors } from '../broadcasts.js'
import { nonempty, pick, someAxes, withAxis } from '../choose.js'
import { type Domain, distinct, numbers, type Raw, type Shape } from '../raw.js'
import type { Make } from './example.js'

type Reduce = (
  x: Tensor,
  options?: { readonly axis?: number | readonly number[]; readonly keepdims?: boolean },
) => Tensor

/** All axes, one counted from either end, or some; kept or not. */
const optionsOf = (raw: Raw, shape: Shape) => {
  const keepdims = raw.flags[5] === true
  const rank = shape.length
  const one = pick(raw, 1, 2 * rank) - rank
  return [
    undefined,
    { keepdims },
    { axis: someAxes(raw, shape), keepdims },
    rank === 0 ? {} : { axis: one, keepdims },
  ][pick(raw, 0, 4)]
}

const reduction =
  (f: Reduce, domain?: Domain, shaped: (shape: Shape) => Shape = shape => shape): Make =>
  raw => {
    const shape = shaped(raw.shape)
    const options = optionsOf(raw, shape)
    return { f: x => f(x as Tensor, options), xs: [numbers(raw.pools[0] ?? [], shape, domain)] }
  }

/** Two elements at least along every axis, so that a spread has no root at 0. */
const spread = (shape: Shape): Shape => shape.map(n => Math.max(2, n))

const along =
  (f: (x: Tensor, options?: { readonly axis?: number }) => Tensor): Make =>
  raw => {
    const shape = withAxis(raw)
    const axis = pick(raw, 0, 2 * shape.length) - shape.length
    const options = raw.flags[6] === true ? undefined : { axis }
    return { f: x => f(x as Tensor, options), xs: [numbers(raw.pools[0] ?? [], shape)] }
  }

const products =
  (f: (a: Tensor, b: Tensor) => Tensor, shapes: (raw: Raw) => readonly [Shape, Shape]): Make =>
  raw => {
    const [left, right] = shapes(raw)
    return {
      f: (a, b) => f(a as Tensor, b as Tensor),
      xs: [numbers(raw.pools[0] ?? [], left), numbers(raw.pools[1] ?? [], right)],
    }
  }

const vectors = (raw: Raw): readonly [Shape, Shape] => [[pick(raw, 0, 4)], [pick(raw, 1, 4)]]

export const reductions = {
  sum: reduction(core.sum),
  mean: reduction(core.mean, undefined, nonempty),
  prod: reduction(core.prod),
  max: reduction(core.max, distinct, nonempty),
  min: reduction(core.min, distinct, nonempty),
  variance: reduction(core.variance, undefined, nonempty),
  std: raw => reduction(core.std, distinct, spread)({ ...raw, flags: raw.flags.map(() => true) }),
  norm: reduction(core.norm, distinct, nonempty),
  logsumexp: reduction(core.logsumexp, undefined, nonempty),
  cumsum: along(core.cumsum),
  softmax: along(core.softmax),
  logSoftmax: along(core.logSoftmax),
  matmul: products(core.matmul, factors),
  dot: products(core.dot, factors),
  outer: products(core.outer, vectors),
} satisfies { readonly [name: string]: Make }
