/** Cases of reading and adding at indices, and of random numbers from keys. */
import * as G from '../../../src/ops/gather.js'
import * as R from '../../../src/ops/random.js'
import type { Op } from '../../../src/tape/op.js'
import { nonempty, pick, replaced, withAxis } from '../choose.js'
import { distinct, indices, numbers, type Raw } from '../raw.js'
import type { Build } from './instance.js'

/** A tensor with an axis to read along, and indices into it; with `batch`, along its later axes. */
const taken = (raw: Raw) => {
  const shape = nonempty(withAxis(raw))
  const axis = pick(raw, 0, shape.length)
  const batch = Math.min(axis, pick(raw, 1, 2))
  const at = [...shape.slice(0, batch), ...([[], [2], [2, 1], [0]][pick(raw, 2, 4)] as number[])]
  const result = [...shape.slice(0, axis), ...at.slice(batch), ...shape.slice(axis + 1)]
  return {
    shape,
    axis,
    batch,
    result,
    at: indices(raw.pools[1] ?? [], at, shape[axis] as number),
  }
}

const takenAlong = (raw: Raw) => {
  const shape = nonempty(withAxis(raw))
  const axis = pick(raw, 0, shape.length)
  const at = replaced(shape, axis, pick(raw, 1, 4))
  return { shape, axis, at: indices(raw.pools[1] ?? [], at, shape[axis] as number) }
}

/** Some keys, whose words are any int32. */
const keys =
  (op: Op): Build =>
  raw => ({
    op,
    args: [indices(raw.pools[0] ?? [], [...raw.shape.slice(0, 1), 2], 2 ** 31 - 1)],
  })

export const gather = {
  take: raw => {
    const { shape, axis, batch, at } = taken(raw)
    return { op: G.takeOp(axis, batch), args: [numbers(raw.pools[0] ?? [], shape), at] }
  },
  scatterAdd: raw => {
    const { shape, axis, batch, result, at } = taken(raw)
    return {
      op: G.scatterAddOp(axis, batch, shape),
      args: [numbers(raw.pools[0] ?? [], result), at],
    }
  },
  takeAlongAxis: raw => {
    const { shape, axis, at } = takenAlong(raw)
    return { op: G.takeAlongAxisOp(axis), args: [numbers(raw.pools[0] ?? [], shape), at] }
  },
  scatterAddAlongAxis: raw => {
    const { shape, axis, at } = takenAlong(raw)
    return {
      op: G.scatterAddAlongAxisOp(axis, shape),
      args: [numbers(raw.pools[0] ?? [], at.shape), at],
    }
  },
  oneHot: raw => ({
    op: G.oneHotOp(4, raw.flags[0] === true ? 'float32' : 'float64'),
    args: [indices(raw.pools[0] ?? [], raw.shape, 4)],
  }),
  argsort: raw => ({
    op: G.argsortOp,
    args: [numbers(raw.pools[0] ?? [], withAxis(raw), distinct)],
  }),
  randomBits: raw => keys(R.bitsOp(raw.shape))(raw),
  randomUniform: raw =>
    keys(R.uniformOp(raw.shape, raw.flags[0] === true ? 'float32' : 'float64'))(raw),
  randomInt: raw => keys(R.intOp(raw.shape, -3, pick(raw, 0, 60)))(raw),
  randomSplit: raw => keys(R.splitOp(pick(raw, 0, 4)))(raw),
  randomFoldIn: raw => {
    const lead = raw.shape.slice(0, 1)
    return {
      op: R.foldInOp,
      args: [
        indices(raw.pools[0] ?? [], [...lead, 2], 2 ** 31 - 1),
        indices(raw.pools[1] ?? [], lead, 100),
      ],
    }
  },
} satisfies { readonly [name: string]: Build }
