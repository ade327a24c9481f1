/** How a window slides over images: the options of convolution and pooling, as a user may write them. */
import { quoted } from '../data/quote.js'
import { checkSize, showShape, sizeOf } from '../data/shape.js'
import { describe, type Value } from '../data/tensor.js'
import { orRaise, raise, reason } from '../error.js'
import { countAlong, type Window } from '../kernel/patches.js'

type Two = readonly [number, number]

const isWhole = (x: unknown, least: number): x is number =>
  Number.isInteger(x) && (x as number) >= least && (x as number) <= 2 ** 31 - 1

const isTwo = (x: unknown, least: number): x is Two =>
  Array.isArray(x) && x.length === 2 && isWhole(x[0], least) && isWhole(x[1], least)

/** Two whole numbers: for rows and for columns. */
const twoIn = (where: string, what: string, given: unknown): Two => {
  if (isTwo(given, 1)) return [given[0], given[1]]
  const example = isWhole(given, 1) ? given : 2
  return raise(
    where,
    reason(
      'argument',
      `got ${what} ${quoted(given)}; expected two whole numbers from 1 on, for rows and columns.`,
      isWhole(given, 1) || given === undefined
        ? `Write ${what}: [${example}, ${example}].`
        : undefined,
    ),
  )
}

/**
 * 'SAME' keeps ceil(n / stride) places: what is missing is added at both ends, the odd one after
 * (TensorFlow's rule). 'VALID' adds nothing.
 */
const paddingIn = (
  where: string,
  given: unknown,
  lengths: Two,
  { size, strides, dilation }: Omit<Window, 'padding'>,
): Window['padding'] => {
  if (given === 'VALID')
    return [
      [0, 0],
      [0, 0],
    ]
  if (given === 'SAME') {
    const ends = (axis: 0 | 1): Two => {
      const n = lengths[axis]
      const reach = (size[axis] - 1) * dilation[axis] + 1
      const places = Math.ceil(n / strides[axis])
      const missing = Math.max(0, (places - 1) * strides[axis] + reach - n)
      return [missing >> 1, missing - (missing >> 1)]
    }
    return [ends(0), ends(1)]
  }
  if (Array.isArray(given) && given.length === 2 && isTwo(given[0], 0) && isTwo(given[1], 0))
    return [
      [given[0][0], given[0][1]],
      [given[1][0], given[1][1]],
    ]
  return raise(
    where,
    reason(
      'argument',
      `got padding ${quoted(given)}; expected 'SAME', 'VALID' or [[top, bottom], [left, right]].`,
      typeof given === 'string' && ['SAME', 'VALID'].includes(given.toUpperCase())
        ? `Write '${given.toUpperCase()}'.`
        : undefined,
    ),
  )
}

/** Images are [N, H, W, C]. */
export const imagesIn = (where: string, x: Value): Value => {
  if (x.rank === 4) return x
  const fix =
    x.rank === 3
      ? `One image of [height, width, channels] is a batch of one: reshape it to [1,${x.shape}].`
      : undefined
  return raise(
    where,
    reason('shape', `got ${describe(x)}; expected images [number, height, width, channels].`, fix),
  )
}

/** A window of a size over images, with the options of the function that was called. */
export const windowIn = (
  where: string,
  images: Value,
  size: unknown,
  options: {
    readonly strides: unknown
    readonly dilation?: unknown
    readonly padding: unknown
  },
): Window => {
  const lengths = images.shape.slice(1, 3) as unknown as Two
  const steps = {
    size: twoIn(where, 'window', size),
    strides: twoIn(where, 'strides', options.strides),
    dilation: twoIn(where, 'dilation', options.dilation === undefined ? [1, 1] : options.dilation),
  }
  const window = { ...steps, padding: paddingIn(where, options.padding, lengths, steps) }
  const reach = window.size.map((n, axis) => (n - 1) * (window.dilation[axis] as number) + 1)
  const room = lengths.map((n, axis) => window.padding[axis as 0 | 1].reduce((a, b) => a + b, n))
  if (options.padding !== 'SAME' && reach.some((n, axis) => n > (room[axis] as number)))
    raise(
      where,
      reason(
        'shape',
        `a window of ${reach.join(' x ')} does not fit into images of ${room.join(' x ')} (${showShape(images.shape)}).`,
        "Use padding: 'SAME', or a smaller window.",
      ),
    )
  const places = ([0, 1] as const).map(axis => countAlong(lengths[axis], axis, window))
  const [count = 1, , , channels = 1] = images.shape
  orRaise(where, checkSize([count, ...places, sizeOf(window.size), channels]))
  return window
}
