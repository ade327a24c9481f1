/** Cases of the operations that are not pointwise and have no programs inside. */
import type { DType } from '@miniflow/core'
import type { Aval, Dense, OpName } from '@miniflow/core/extend'
import * as E from 'fp-ts/lib/Either.js'
import { type MakeCase, of } from './case.js'
import type { Draw } from './draw.js'
import { op } from './tapes.js'

const floats = ['float32', 'float64'] as const
const all: readonly DType[] = ['float32', 'float64', 'int32', 'bool']

/** With one axis at least, and none empty. */
const full = (draw: Draw): readonly number[] => {
  const shape = draw.shape().map(n => Math.max(1, n))
  return shape.length === 0 ? [5] : shape
}

const overAxes =
  (name: OpName, dtypes: readonly DType[], shaped: (draw: Draw) => readonly number[]): MakeCase =>
  draw => {
    const shape = shaped(draw)
    return of(op(name, draw.some(shape.length)), draw.tensor(shape, draw.pick(dtypes)))
  }

const along =
  (name: OpName, dtypes: readonly DType[] = floats): MakeCase =>
  draw => {
    const shape = full(draw)
    return of(op(name, draw.below(shape.length)), draw.tensor(shape, draw.pick(dtypes)))
  }

const words = (draw: Draw, shape: readonly number[]): Dense =>
  draw.indices([...shape, 2], 2 ** 31 - 1)

/** Square matrices far from singular: small numbers around a strong diagonal. */
const square = (draw: Draw, n: number, dtype: DType, rows = n): Dense => {
  const lead = draw.chance(0.5) ? [draw.below(3)] : []
  return draw.mapped([...lead, rows, n], dtype, (x, i) => {
    const at = i % (rows * n)
    const row = Math.floor(at / n)
    return x / 8 + (row === at % n ? 3 + row : 0)
  })
}

const ofSquare =
  (name: OpName, ...params: readonly unknown[]): MakeCase =>
  draw =>
    of(op(name, ...params), square(draw, 1 + draw.below(5), draw.pick(floats)))

const ofPlain =
  (name: OpName): MakeCase =>
  draw =>
    of(op(name), square(draw, 1 + draw.below(5), draw.pick(floats)))

const ofTall =
  (name: OpName, ...params: readonly unknown[]): MakeCase =>
  draw => {
    const n = 1 + draw.below(4)
    return of(op(name, ...params), square(draw, n, draw.pick(floats), n + draw.below(3)))
  }

const system =
  (name: OpName, params: (draw: Draw) => readonly unknown[]): MakeCase =>
  draw => {
    const dtype = draw.pick(floats)
    const a = square(draw, 1 + draw.below(5), dtype)
    const n = a.shape.at(-1) as number
    const right = draw.tensor([...a.shape.slice(0, -2), n, 1 + draw.below(3)], dtype)
    return of(op(name, ...params(draw)), a, right)
  }

const window = (draw: Draw) => ({
  size: [1 + draw.below(3), 1 + draw.below(3)],
  strides: [1 + draw.below(2), 1 + draw.below(2)],
  dilation: [1 + draw.below(2), 1],
  padding: [
    [draw.below(2), draw.below(3)],
    [draw.below(2), draw.below(2)],
  ],
})

const image = (draw: Draw): Aval => ({
  shape: [...(draw.chance(0.5) ? [2] : []), 5 + draw.below(3), 5, 1 + draw.below(5)],
  dtype: draw.pick(floats),
})

/** An index into an axis for each place of a shape. */
const taken = (draw: Draw) => {
  const shape = full(draw)
  const axis = draw.below(shape.length)
  const at = draw.indices([1 + draw.below(4)], shape[axis] as number)
  const result = [...shape.slice(0, axis), ...at.shape, ...shape.slice(axis + 1)]
  return { shape, axis, at, result }
}

const takenAlong = (draw: Draw) => {
  const shape = full(draw)
  const axis = draw.below(shape.length)
  const many = shape.map((n, i) => (i === axis ? 1 + draw.below(4) : n))
  return { shape, axis, at: draw.indices(many, shape[axis] as number) }
}

export const linear = {
  broadcastTo: draw => {
    const shape = draw.shape()
    const axes = draw.some(shape.length)
    return of(
      op('broadcastTo', shape, axes),
      draw.tensor(
        shape.filter((_, axis) => !axes.includes(axis)),
        draw.pick(all),
      ),
    )
  },
  reshape: draw => {
    const shape = draw.shape()
    const size = shape.reduce((a, b) => a * b, 1)
    return of(
      op('reshape', draw.pick([[size], [1, size], shape])),
      draw.tensor(shape, draw.pick(all)),
    )
  },
  transpose: draw => {
    const shape = draw.shape()
    return of(op('transpose', draw.permutation(shape.length)), draw.tensor(shape, draw.pick(all)))
  },
  slice: draw => {
    const shape = draw.shape()
    const { starts, sizes, steps } = draw.cut(shape)
    return of(op('slice', starts, sizes, steps), draw.tensor(shape, draw.pick(all)))
  },
  place: draw => {
    const shape = draw.shape()
    const { starts, sizes, steps } = draw.cut(shape)
    return of(op('place', shape, starts, steps), draw.tensor(sizes, draw.pick(all)))
  },
  flip: draw => {
    const shape = draw.shape()
    return of(op('flip', draw.some(shape.length)), draw.tensor(shape, draw.pick(all)))
  },
  concat: draw => {
    const shape = full(draw)
    const axis = draw.below(shape.length)
    const dtype = draw.pick(all)
    const parts = Array.from({ length: 1 + draw.below(3) }, () =>
      draw.tensor(
        shape.map((n, i) => (i === axis ? draw.below(5) : n)),
        dtype,
      ),
    )
    return of(op('concat', axis), ...parts)
  },
  sum: overAxes('sum', all, draw => draw.shape()),
  max: overAxes('max', all, full),
  min: overAxes('min', all, full),
  any: overAxes('any', ['bool'], draw => draw.shape()),
  all: overAxes('all', ['bool'], draw => draw.shape()),
  argmax: along('argmax', all),
  argmin: along('argmin', all),
  cumsum: draw => {
    const shape = full(draw)
    const dtype = draw.pick(['float32', 'float64', 'int32'] as const)
    return of(op('cumsum', draw.below(shape.length), draw.chance(0.5)), draw.tensor(shape, dtype))
  },
  softmax: along('softmax'),
  logSoftmax: along('logSoftmax'),
  logsumexp: overAxes('logsumexp', floats, full),
  matmul: draw => {
    const [m, k, n] = [1 + draw.below(20), draw.below(20), 1 + draw.below(20)]
    const lead = draw.chance(0.3) ? [1 + draw.below(3)] : []
    const [first, second] = [draw.chance(0.5), draw.chance(0.5)]
    const dtype = draw.pick(floats)
    return of(
      op('matmul', first, second),
      draw.tensor([...lead, ...(first ? [k, m] : [m, k])], dtype),
      draw.tensor([...lead, ...(second ? [n, k] : [k, n])], dtype),
    )
  },
  patches: draw => {
    const { shape, dtype } = image(draw)
    return of(op('patches', window(draw), draw.pick([0, 1])), draw.tensor(shape, dtype))
  },
  unpatch: draw => {
    const of0 = image(draw)
    const w = window(draw)
    const patched = op('patches', w, 0).shape(of0)
    if (E.isLeft(patched)) throw new Error(patched.left.problem)
    return of(
      op('unpatch', w, of0.shape.slice(-3, -1)),
      draw.tensor(patched.right.shape, of0.dtype),
    )
  },
  take: draw => {
    const { shape, axis, at } = taken(draw)
    return of(op('take', axis, 0), draw.tensor(shape, draw.pick(all)), at)
  },
  scatterAdd: draw => {
    const { shape, axis, at, result } = taken(draw)
    return of(op('scatterAdd', axis, 0, shape), draw.tensor(result, draw.pick(floats)), at)
  },
  takeAlongAxis: draw => {
    const { shape, axis, at } = takenAlong(draw)
    return of(op('takeAlongAxis', axis), draw.tensor(shape, draw.pick(all)), at)
  },
  scatterAddAlongAxis: draw => {
    const { shape, axis, at } = takenAlong(draw)
    return of(op('scatterAddAlongAxis', axis, shape), draw.tensor(at.shape, draw.pick(floats)), at)
  },
  oneHot: draw => of(op('oneHot', 4, draw.pick(floats)), draw.indices(draw.shape(), 4)),
  argsort: draw => of(op('argsort'), draw.tensor(full(draw), draw.pick(floats))),
  randomBits: draw => of(op('randomBits', draw.shape()), words(draw, draw.shape(1))),
  randomUniform: draw =>
    of(op('randomUniform', draw.shape(), draw.pick(floats)), words(draw, draw.shape(1))),
  randomInt: draw => of(op('randomInt', draw.shape(), -3, 40), words(draw, draw.shape(1))),
  randomSplit: draw => of(op('randomSplit', draw.below(4)), words(draw, draw.shape(1))),
  randomFoldIn: draw => {
    const lead = draw.shape(1)
    return of(op('randomFoldIn'), words(draw, lead), draw.indices(lead, 100))
  },
  cholesky: ofPlain('cholesky'),
  solve: system('solve', draw => [draw.chance(0.5)]),
  triangularSolve: system('triangularSolve', draw => [
    { lower: draw.chance(0.5), transpose: draw.chance(0.5), unitDiagonal: draw.chance(0.5) },
  ]),
  inv: ofSquare('inv', true),
  det: ofPlain('det'),
  cofactor: draw => {
    const a = square(draw, 1 + draw.below(4), draw.pick(floats))
    return of(op('cofactor'), a, draw.tensor(a.shape, a.dtype))
  },
  slogdet: ofPlain('slogdet'),
  qr: ofTall('qr'),
  eigh: ofPlain('eigh'),
  svd: ofTall('svd', 'right'),
} satisfies { readonly [name: string]: MakeCase }
