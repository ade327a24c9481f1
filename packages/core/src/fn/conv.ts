/** Convolution of images with filters. */
import { floatOf } from '../data/dtype.js'
import { optionsIn } from '../data/options.js'
import { showShape, sizeOf } from '../data/shape.js'
import type { Conv2d, ConvOptions } from '../data/signatures-more.js'
import type { Value } from '../data/tensor.js'
import type { Tensor } from '../data/types.js'
import { raise, reason } from '../error.js'
import { reshape } from '../ops/layout.js'
import { matmul } from '../ops/matmul.js'
import { patches } from '../ops/patches.js'
import { alike, tensorOnly } from './door.js'
import { imagesIn, windowIn } from './window.js'

const filtersIn = (images: Value, filters: Value): Value => {
  if (filters.rank === 4 && filters.shape[2] === images.shape[3]) return filters
  return raise(
    'conv2d',
    reason(
      'shape',
      filters.rank === 4
        ? `images ${showShape(images.shape)} have ${images.shape[3]} channels, filters ${showShape(filters.shape)} read ${filters.shape[2]}.`
        : `filters have shape ${showShape(filters.shape)}; expected four axes.`,
      'Images are [number, height, width, channels], filters [height, width, channels read, channels made].',
    ),
  )
}

/**
 * y[n,i,j,o] = sum over a, b, c of x[n, i s + a d - p, j s + b d - p, c] w[a,b,c,o], with strides s,
 * dilation d and p rows or columns of zeros before the image: the cross-correlation that networks
 * call convolution. Images are [number, height, width, channels], filters [height, width, channels
 * read, channels made].
 *
 * `strides` and `dilation` are for rows and columns, [1, 1] by default. `padding` is 'VALID' (none,
 * the default), 'SAME' (zeros around, so that H / stride rows come out) or [[top, bottom], [left,
 * right]]. A reverse pass keeps all windows, H W C times the area of a filter for every image;
 * `checkpoint` makes them again instead.
 *
 * Throws `ShapeError` where channels differ or a window does not fit.
 * @example conv2d(ones([1, 3, 3, 1]), ones([2, 2, 1, 1])).shape // => 1,2,2,1
 * @example ravel(conv2d(ones([1, 3, 3, 1]), ones([3, 3, 1, 1]), { padding: 'SAME' })) // => [4, 6, 4, 6, 9, 6, 4, 6, 4]
 */
export const conv2d: Conv2d = (x: Tensor, w: Tensor, options?: ConvOptions): Tensor => {
  const {
    strides = [1, 1],
    padding = 'VALID',
    dilation = [1, 1],
  } = optionsIn('conv2d', options, ['strides', 'padding', 'dilation'])
  const [a, b] = alike(
    'conv2d',
    [tensorOnly('conv2d', x), tensorOnly('conv2d', w)],
    floatOf,
  ) as readonly [Value, Value]
  const images = imagesIn('conv2d', a)
  const filters = filtersIn(images, b)
  const [height, width, , made] = filters.shape as readonly [number, number, number, number]
  const window = windowIn('conv2d', images, [height, width], { strides, padding, dilation })
  const windows = patches(images, window, 0)
  const places = windows.shape.slice(0, 3)
  const area = sizeOf(windows.shape.slice(3))
  const product = matmul(
    reshape(windows, [sizeOf(places), area]),
    reshape(filters, [area, made]),
    false,
    false,
  )
  return reshape(product, [...places, made])
}
