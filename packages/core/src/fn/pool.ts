/** Pooling: one number for every window of an image and every channel. */
import { floatOf } from '../data/dtype.js'
import { optionsIn } from '../data/options.js'
import { range } from '../data/shape.js'
import type { AvgPool, MaxPool, PoolOptions } from '../data/signatures-more.js'
import { dense, like, type Value } from '../data/tensor.js'
import type { DType, Tensor } from '../data/types.js'
import { raise, reason } from '../error.js'
import { countAlong, type Window } from '../kernel/patches.js'
import { div } from '../ops/arithmetic.js'
import { broadcastTo, sum } from '../ops/broadcast.js'
import { patches } from '../ops/patches.js'
import { maxOp } from '../ops/reduce.js'
import { astype } from '../ops/select.js'
import { apply } from '../tape/record.js'
import { tensorOnly } from './door.js'
import { imagesIn, windowIn } from './window.js'

/** How many real rows or columns the i-th window along an axis sees. */
const seen = (images: Value, axis: 0 | 1, window: Window, i: number): number => {
  const from = i * window.strides[axis] - window.padding[axis][0]
  const n = images.shape[1 + axis] as number
  return Math.min(from + window.size[axis], n) - Math.max(from, 0)
}

/** Nothing is the largest or the mean of a window that lies in the padding as a whole. */
const seeing = (where: string, images: Value, window: Window): Window => {
  const blind = ([0, 1] as const).some(axis => {
    const places = countAlong(images.shape[1 + axis] as number, axis, window)
    return places > 0 && [0, places - 1].some(i => seen(images, axis, window, i) < 1)
  })
  return blind
    ? raise(
        where,
        reason(
          'argument',
          `padding ${JSON.stringify(window.padding)} holds whole windows of ${window.size.join(' x ')}, which see nothing of the image.`,
          'Pad by less than the window.',
        ),
      )
    : window
}

const pooling =
  (where: string, pool: (images: Value, window: Window) => Value) =>
  (x: Tensor, options: PoolOptions): Tensor => {
    const {
      window,
      strides = window,
      padding = 'VALID',
    } = optionsIn<PoolOptions>(where, options, ['window', 'strides', 'padding'])
    const images = imagesIn(where, tensorOnly(where, x))
    const sliding = windowIn(where, images, window, { strides, padding })
    return pool(images, seeing(where, images, sliding))
  }

/** Less than any number: what a window sees where there is no image. */
const lowest = (dtype: DType): number =>
  dtype === 'bool' ? 0 : dtype === 'int32' ? -(2 ** 31) : Number.NEGATIVE_INFINITY

/** The axis of a window among [N, H', W', window, C]. */
const WINDOW = 3

/**
 * The largest number of every window, for each channel of [number, height, width, channels]; at ties
 * they share the derivative equally. `strides` are the window's sides by default, `padding` is
 * 'VALID' (none, the default), 'SAME' or [[top, bottom], [left, right]]; padding is never the
 * largest.
 *
 * Throws `ShapeError` where a window does not fit.
 * @example ravel(maxPool(reshape(arange(16), [1, 4, 4, 1]), { window: [2, 2] })) // => [ 5,  7, 13, 15]
 */
export const maxPool: MaxPool = pooling('maxPool', (images, window) =>
  apply(maxOp([WINDOW]), patches(images, window, lowest(images.dtype))),
)

/** The number of real elements in every window, in the shape of the sums. */
const counts = (images: Value, window: Window, sums: Value): Value => {
  const [, down, right] = sums.shape as readonly [number, number, number]
  const rows = range(down).map(i => seen(images, 0, window, i))
  const columns = range(right).map(j => seen(images, 1, window, j))
  const area = rows.flatMap(r => columns.map(c => r * c))
  const [first = 1] = area
  return area.every(n => n === first)
    ? like(sums, first)
    : broadcastTo(
        astype(dense([down, right, 1], 'float64', Float64Array.from(area)), sums.dtype),
        sums.shape,
      )
}

/**
 * The mean of every window, for each channel of [number, height, width, channels]. `strides` are the
 * window's sides by default, `padding` is 'VALID' (none, the default), 'SAME' or [[top, bottom],
 * [left, right]]; as in TensorFlow, padding is not counted: a window at the border is divided by the
 * number of its real elements.
 *
 * Throws `ShapeError` where a window does not fit.
 * @example ravel(avgPool(reshape(arange(16), [1, 4, 4, 1]), { window: [2, 2] })) // => [ 2.5,  4.5, 10.5, 12.5]
 */
export const avgPool: AvgPool = pooling('avgPool', (given, window) => {
  const images = astype(given, floatOf(given.dtype))
  const sums = sum(patches(images, window, 0), [WINDOW])
  return div(sums, counts(images, window, sums))
})
