/** Cases of the public functions that rearrange, join, cut and index. */

import type { Tensor } from '@miniflow/core'
import * as core from '@miniflow/core'
import { broadcasting } from '../broadcasts.js'
import {
  cut,
  nonempty,
  permutation,
  pick,
  regrouped,
  replaced,
  someAxes,
  withAxis,
} from '../choose.js'
import { indices, numbers, type Raw, type Shape } from '../raw.js'
import type { Make } from './example.js'

const rearranged =
  (f: (x: Tensor, raw: Raw) => Tensor, shaped: (raw: Raw) => Shape = raw => raw.shape): Make =>
  raw => ({ f: x => f(x as Tensor, raw), xs: [numbers(raw.pools[0] ?? [], shaped(raw))] })

/** An axis, counted from the front or from the back. */
const axisOf = (raw: Raw, at: number, rank: number): number => pick(raw, at, 2 * rank) - rank

/** One to three tensors whose lengths along an axis differ. */
const parts = (raw: Raw, lengths: (i: number) => number): readonly Tensor[] => {
  const shape = withAxis(raw)
  const axis = pick(raw, 0, shape.length)
  return raw.pools
    .slice(0, 1 + pick(raw, 1, 3))
    .map((pool, i) => numbers(pool, replaced(shape, axis, lengths(i))))
}

const matrix = (raw: Raw): Shape => [pick(raw, 0, 3) + 1, pick(raw, 1, 4)]

export const layouts = {
  reshape: rearranged((x, raw) => core.reshape(x, regrouped(raw, raw.shape))),
  ravel: rearranged(x => core.ravel(x)),
  transpose: rearranged((x, raw) =>
    core.transpose(x, raw.flags[0] === true ? undefined : permutation(raw, raw.shape)),
  ),
  swapaxes: rearranged(
    (x, raw) => core.swapaxes(x, axisOf(raw, 0, x.rank), axisOf(raw, 1, x.rank)),
    withAxis,
  ),
  moveaxis: rearranged(
    (x, raw) => core.moveaxis(x, axisOf(raw, 0, x.rank), axisOf(raw, 1, x.rank)),
    withAxis,
  ),
  expandDims: rearranged((x, raw) => core.expandDims(x, axisOf(raw, 0, x.rank + 1))),
  squeeze: rearranged(x => core.squeeze(x)),
  broadcastTo: rearranged(
    (x, raw) => core.broadcastTo(x, raw.shape),
    raw => broadcasting(raw, raw.shape, 0),
  ),
  flip: rearranged((x, raw) => core.flip(x, { axis: someAxes(raw, raw.shape) })),
  tile: rearranged((x, raw) => core.tile(x, [[2], [1, 3], [2, 0, 1], []][pick(raw, 0, 4)] ?? [])),
  roll: rearranged(
    (x, raw) =>
      raw.flags[0] === true
        ? core.roll(x, pick(raw, 0, 9) - 4)
        : core.roll(x, pick(raw, 0, 9) - 4, { axis: axisOf(raw, 1, x.rank) }),
    withAxis,
  ),
  slice: rearranged((x, raw) => {
    const { starts, sizes, steps } = cut(raw, raw.shape)
    const ends = starts.map((start, axis) => {
      const end = start + (sizes[axis] as number) * (steps[axis] as number)
      return end < 0 ? end - (raw.shape[axis] as number) : end
    })
    return core.slice(x, starts, ends, steps)
  }),
  split: rearranged((x, raw) => {
    const axis = pick(raw, 0, x.rank)
    const pieces = core.split(x, [pick(raw, 1, 4), pick(raw, 2, 4)], { axis })
    return core.concat(pieces.toReversed(), { axis })
  }, withAxis),
  pad: rearranged((x, raw) =>
    core.pad(
      x,
      raw.shape.map((_, axis) => [pick(raw, axis, 3), pick(raw, 3 + axis, 3)] as const),
      { value: pick(raw, 6, 2) },
    ),
  ),
  concat: raw => ({
    f: (...xs) => core.concat(xs, { axis: pick(raw, 0, withAxis(raw).length) }),
    xs: parts(raw, i => pick(raw, 2 + i, 4)),
  }),
  stack: raw => ({
    f: (...xs) => core.stack(xs, { axis: axisOf(raw, 6, withAxis(raw).length + 1) }),
    xs: parts(raw, () => 2),
  }),
  take: raw => {
    const shape = nonempty(withAxis(raw))
    const axis = pick(raw, 0, shape.length)
    const flat = raw.flags[0] === true
    const n = flat ? shape.reduce((a, b) => a * b, 1) : (shape[axis] as number)
    const at = core.sub(indices(raw.pools[1] ?? [], [2, pick(raw, 1, 3)], 2 * n), n)
    return {
      f: x => (flat ? core.take(x as Tensor, at) : core.take(x as Tensor, at, { axis })),
      xs: [numbers(raw.pools[0] ?? [], shape)],
    }
  },
  takeAlongAxis: raw => {
    const shape = nonempty(withAxis(raw))
    const axis = pick(raw, 0, shape.length)
    const long = replaced(shape, axis, pick(raw, 1, 4))
    const at = indices(
      raw.pools[1] ?? [],
      long.map((n, i) => (i !== axis && raw.flags[i] === true ? 1 : n)),
      shape[axis] as number,
    )
    return {
      f: x => core.takeAlongAxis(x as Tensor, at, { axis }),
      xs: [numbers(raw.pools[0] ?? [], shape)],
    }
  },
  tril: rearranged(
    (x, raw) => core.tril(x, { k: pick(raw, 2, 5) - 2 }),
    raw => [...raw.shape.slice(0, 1), ...matrix(raw)],
  ),
  triu: rearranged(
    (x, raw) => core.triu(x, { k: pick(raw, 2, 5) - 2 }),
    raw => [...raw.shape.slice(0, 1), ...matrix(raw)],
  ),
  diag: rearranged(
    x => core.diag(x),
    raw => (raw.flags[0] === true ? matrix(raw) : [pick(raw, 0, 4)]),
  ),
  trace2d: rearranged(x => core.trace2d(x as Tensor<[number, number]>), matrix),
  astype: rearranged(x => core.astype(x, 'float64')),
} satisfies { readonly [name: string]: Make }
