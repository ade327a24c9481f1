/**
 * patches and unpatch: each is the other's transpose. Windows of images, from which convolution and
 * pooling are made with a matrix product, a maximum, a sum.
 */
import * as E from 'fp-ts/lib/Either.js'
import { sameShape, showShape } from '../data/shape.js'
import type { Aval, Dense, Value } from '../data/tensor.js'
import type { Shape } from '../data/types.js'
import { refuse } from '../error.js'
import {
  countAlong,
  patches as gather,
  unpatch as scatter,
  type Window,
} from '../kernel/patches.js'
import type { Op } from '../tape/op.js'
import { apply } from '../tape/record.js'
import { linear, wantNumber } from './define.js'

const paramsOf = ({ size, strides, dilation, padding }: Window): Op['params'] => ({
  size,
  strides,
  dilation,
  padding,
})

const windowed = (shape: Shape, w: Window): Shape => {
  const [height, width, channels] = shape.slice(-3) as [number, number, number]
  return [
    ...shape.slice(0, -3),
    countAlong(height, 0, w),
    countAlong(width, 1, w),
    w.size[0] * w.size[1],
    channels,
  ]
}

/**
 * [..., H, W, C] to [..., H', W', window, C], with `fill` in the padding: 0 where windows are
 * summed, -Infinity where their maximum is taken. The derivative fills with 0.
 */
export const patchesOp = (w: Window, fill: number): Op => {
  const op: Op = linear(
    {
      name: 'patches',
      params: { ...paramsOf(w), fill },
      shape: x =>
        x.shape.length < 3
          ? refuse('shape', `got shape ${showShape(x.shape)}; expected rows, columns and channels.`)
          : E.right({ shape: windowed(x.shape, w), dtype: x.dtype }),
      kernel: x => gather(x as Dense, w, fill),
      batch: () => op,
    },
    x => ({ push: t => patches(t, w, 0), pull: g => unpatch(g, w, imageOf(x)) }),
  )
  return op
}

/** Windows added back into images of height and width `image`. */
export const unpatchOp = (w: Window, image: readonly [number, number]): Op => {
  const op: Op = linear(
    {
      name: 'unpatch',
      params: { ...paramsOf(w), image },
      shape: g => {
        const shape = [...g.shape.slice(0, -4), ...image, ...g.shape.slice(-1)]
        return g.shape.length >= 4 && sameShape(g.shape, windowed(shape, w))
          ? E.map((y: Aval): Aval => ({ shape, dtype: y.dtype }))(wantNumber(g))
          : refuse('shape', `shape ${showShape(g.shape)} is not that of windows of ${image}.`)
      },
      kernel: g => scatter(g as Dense, w, image),
      batch: () => op,
    },
    () => ({ push: t => unpatch(t, w, image), pull: g => patches(g, w, 0) }),
  )
  return op
}

const imageOf = (x: Aval): readonly [number, number] => x.shape.slice(-3, -1) as [number, number]

export const patches = (x: Value, w: Window, fill: number): Value => apply(patchesOp(w, fill), x)

export const unpatch = (g: Value, w: Window, image: readonly [number, number]): Value =>
  apply(unpatchOp(w, image), g)
