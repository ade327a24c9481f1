/** Cases of reductions, running sums, the softmax family and the matrix product. */
import { sumOp } from '../../../src/ops/broadcast.js'
import { matmulOp } from '../../../src/ops/matmul.js'
import * as R from '../../../src/ops/reduce.js'
import { logSoftmaxOp, logsumexpOp, softmaxOp } from '../../../src/ops/softmax.js'
import type { Op } from '../../../src/tape/op.js'
import { nonempty, pick, someAxes, withAxis } from '../choose.js'
import { distinct, numbers, type Raw, type Shape, truths } from '../raw.js'
import type { Build } from './instance.js'

const overAxes =
  (op: (axes: readonly number[]) => Op): Build =>
  raw => ({
    op: op(someAxes(raw, raw.shape)),
    args: [numbers(raw.pools[0] ?? [], raw.shape)],
  })

/** No ties, and no empty axes. */
const extreme =
  (op: (axes: readonly number[]) => Op): Build =>
  raw => {
    const shape = nonempty(raw.shape)
    return { op: op(someAxes(raw, shape)), args: [numbers(raw.pools[0] ?? [], shape, distinct)] }
  }

const along =
  (op: (axis: number) => Op, shaped: (raw: Raw) => Shape = withAxis): Build =>
  raw => {
    const shape = shaped(raw)
    return {
      op: op(pick(raw, 0, shape.length)),
      args: [numbers(raw.pools[0] ?? [], shape, distinct)],
    }
  }

const truth =
  (op: (axes: readonly number[]) => Op): Build =>
  raw => ({ op: op(someAxes(raw, raw.shape)), args: [truths(raw.pools[0] ?? [], raw.shape)] })

const swapped = (flag: boolean, rows: number, columns: number): Shape =>
  flag ? [columns, rows] : [rows, columns]

export const reduce = {
  sum: overAxes(sumOp),
  max: extreme(R.maxOp),
  min: extreme(R.minOp),
  argmax: along(R.argmaxOp, raw => nonempty(withAxis(raw))),
  argmin: along(R.argminOp, raw => nonempty(withAxis(raw))),
  any: truth(R.anyOp),
  all: truth(R.allOp),
  cumsum: raw => along(axis => R.cumsumOp(axis, raw.flags[4] === true))(raw),
  softmax: along(softmaxOp),
  logSoftmax: along(logSoftmaxOp),
  logsumexp: raw => {
    const shape = nonempty(raw.shape)
    return { op: logsumexpOp(someAxes(raw, shape)), args: [numbers(raw.pools[0] ?? [], shape)] }
  },
  matmul: raw => {
    const [m, k, n] = [pick(raw, 0, 4), pick(raw, 1, 4), pick(raw, 2, 6)]
    const lead = raw.shape.slice(0, 1)
    const [first, second] = [raw.flags[0] === true, raw.flags[1] === true]
    return {
      op: matmulOp(first, second),
      args: [
        numbers(raw.pools[0] ?? [], [...lead, ...swapped(first, m, k)]),
        numbers(raw.pools[1] ?? [], [...lead, ...swapped(second, k, n)]),
      ],
    }
  },
} satisfies { readonly [name: string]: Build }
