/** Cases of the operations that move elements without computing. */
import { broadcastOp } from '../../../src/ops/broadcast.js'
import { reshapeOp, transposeOp } from '../../../src/ops/layout.js'
import { concatOp, flipOp, placeOp, sliceOp } from '../../../src/ops/slice.js'
import {
  cut,
  dropAxes,
  permutation,
  pick,
  regrouped,
  replaced,
  someAxes,
  withAxis,
} from '../choose.js'
import { numbers } from '../raw.js'
import type { Build } from './instance.js'

export const layout = {
  broadcastTo: raw => {
    const axes = someAxes(raw, raw.shape)
    return {
      op: broadcastOp(raw.shape, axes),
      args: [numbers(raw.pools[0] ?? [], dropAxes(raw.shape, axes))],
    }
  },
  reshape: raw => ({
    op: reshapeOp(regrouped(raw, raw.shape)),
    args: [numbers(raw.pools[0] ?? [], raw.shape)],
  }),
  transpose: raw => ({
    op: transposeOp(permutation(raw, raw.shape)),
    args: [numbers(raw.pools[0] ?? [], raw.shape)],
  }),
  slice: raw => {
    const { starts, sizes, steps } = cut(raw, raw.shape)
    return { op: sliceOp(starts, sizes, steps), args: [numbers(raw.pools[0] ?? [], raw.shape)] }
  },
  place: raw => {
    const { starts, sizes, steps } = cut(raw, raw.shape)
    return { op: placeOp(raw.shape, starts, steps), args: [numbers(raw.pools[0] ?? [], sizes)] }
  },
  flip: raw => ({
    op: flipOp(someAxes(raw, raw.shape)),
    args: [numbers(raw.pools[0] ?? [], raw.shape)],
  }),
  concat: raw => {
    const shape = withAxis(raw)
    const axis = pick(raw, 0, shape.length)
    const lengths = [1, 2, 3].slice(0, 1 + pick(raw, 1, 3)).map(i => pick(raw, 1 + i, 4))
    return {
      op: concatOp(axis),
      args: lengths.map((n, i) => numbers(raw.pools[i] ?? [], replaced(shape, axis, n))),
    }
  },
} satisfies { readonly [name: string]: Build }
