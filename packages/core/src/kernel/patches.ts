/**
 * Windows sliding over images, copied out and added back: the two loops of convolution and pooling.
 *
 * A convolution is `patches` and then one matrix product. Measured beside the tfjs cpu kernels, for
 * value, gradient of the images and gradient of the filter: 3x3, 32 to 64 channels, 8 images of
 * 28 x 28 take 62, 66 and 60 ms, there 500, 410 and 20,000 ms; 5x5, 1 to 16 channels, 64 such images
 * take 14, 19 and 25 ms, there 230, 200 and 5,700 ms. The copies are 4 to 10 % of it at 32 channels,
 * so that a kernel of its own for each of the three products would save memory, and hardly time.
 */
import { allocate, type Values } from '../data/dtype.js'
import { sizeOf } from '../data/shape.js'
import { type Dense, dense, valuesOf } from '../data/tensor.js'

type Two = readonly [number, number]

/** How a window moves over the rows and columns of an image. */
export interface Window {
  readonly size: Two
  readonly strides: Two
  /** How far apart neighbours of the window lie in the image. */
  readonly dilation: Two
  /** Rows above and below, columns left and right, that are not there. */
  readonly padding: readonly [Two, Two]
}

/** Along one axis: places of a window, and how many elements of the image they reach. */
export const countAlong = (n: number, axis: 0 | 1, w: Window): number => {
  const [before, after] = w.padding[axis]
  const reach = (w.size[axis] - 1) * w.dilation[axis] + 1
  return Math.max(0, Math.floor((n + before + after - reach) / w.strides[axis]) + 1)
}

/**
 * Calls `move` for every run of elements that lie side by side in the image and in its patches:
 * the images are [count, H, W, C], the patches [count, H', W', window, C].
 */
const eachRun = (
  count: number,
  [height, width, channels]: readonly [number, number, number],
  w: Window,
  move: (inImage: number, inPatches: number, length: number) => void,
): void => {
  const [rows, columns] = w.size
  const [stepDown, stepRight] = w.strides
  const [apartDown, apartRight] = w.dilation
  const [[top], [left]] = w.padding
  const down = countAlong(height, 0, w)
  const right = countAlong(width, 1, w)
  for (let image = 0, to = 0; image < count; image++)
    for (let i = 0; i < down; i++)
      for (let j = 0; j < right; j++) {
        const column = j * stepRight - left
        for (let a = 0; a < rows; a++, to += columns * channels) {
          const row = i * stepDown - top + a * apartDown
          if (row < 0 || row >= height) continue
          const line = (image * height + row) * width
          if (apartRight === 1) {
            const first = Math.max(0, -column)
            const end = Math.min(columns, width - column)
            if (first < end)
              move(
                (line + column + first) * channels,
                to + first * channels,
                (end - first) * channels,
              )
          } else
            for (let b = 0; b < columns; b++) {
              const at = column + b * apartRight
              if (at >= 0 && at < width) move((line + at) * channels, to + b * channels, channels)
            }
        }
      }
}

/** Every window of [..., H, W, C] as [..., H', W', window, C], with `fill` where no image is. */
export const patches = (x: Dense, w: Window, fill: number): Dense => {
  const lead = x.shape.slice(0, -3)
  const image = x.shape.slice(-3) as unknown as readonly [number, number, number]
  const [height, width, channels] = image
  const shape = [
    ...lead,
    countAlong(height, 0, w),
    countAlong(width, 1, w),
    w.size[0] * w.size[1],
    channels,
  ]
  const from = valuesOf(x)
  const out = allocate(x.dtype, sizeOf(shape))
  if (fill !== 0) out.fill(fill)
  eachRun(sizeOf(lead), image, w, (a, b, length) => copy(from, a, out, b, length))
  return dense(shape, x.dtype, out)
}

/** The transpose: every element of every window added to where it was copied from. */
export const unpatch = (g: Dense, w: Window, [height, width]: Two): Dense => {
  const lead = g.shape.slice(0, -4)
  const image = [height, width, g.shape[g.rank - 1] as number] as const
  const shape = [...lead, ...image]
  const from = valuesOf(g)
  const out = allocate(g.dtype, sizeOf(shape))
  eachRun(sizeOf(lead), image, w, (a, b, length) => add(from, b, out, a, length))
  return dense(shape, g.dtype, out)
}

/** A loop: for runs of a few channels `set(subarray)` takes longer. */
const copy = (from: Values, a: number, to: Values, b: number, length: number): void => {
  for (let i = 0; i < length; i++) to[b + i] = from[a + i]!
}

const add = (from: Values, a: number, to: Values, b: number, length: number): void => {
  for (let i = 0; i < length; i++) to[b + i] = to[b + i]! + from[a + i]!
}
