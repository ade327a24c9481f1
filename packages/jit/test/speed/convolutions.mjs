/** Convolution and its gradients beside the peak: windows made whole, and band by band. */
import { convMatmul, convUnpatch } from '../../dist/kernel/conv.js'
import { matmul } from '../../dist/kernel/matmul.js'
import { areaOf, patches, placesAlong, unpatch } from '../../dist/kernel/patches.js'
import { contest, peak, print, repeated } from './rig.mjs'

const relaxed = process.argv.includes('relaxed')
const two = n => [n, n]

const shapes = [
  { count: 32, image: [28, 28, 32], size: two(3), pad: 1, made: 64 },
  { count: 64, image: [28, 28, 1], size: two(5), pad: 0, made: 8 },
  { count: 64, image: [12, 12, 8], size: two(5), pad: 0, made: 16 },
]

const contenders = shapes.flatMap(({ count, image, size, pad, made }) => {
  const window = { size, strides: [1, 1], dilation: [1, 1], padding: [two(pad), two(pad)] }
  const windows = { count, image, window, dtype: 'float32' }
  const places = count * placesAlong(windows, 0) * placesAlong(windows, 1)
  const area = areaOf(windows)
  const bytes = {
    images: 4 * count * image[0] * image[1] * image[2],
    windows: 4 * places * area,
    filters: 4 * area * made,
    result: 4 * places * made,
  }
  const flops = 2 * places * area * made
  const title = `${count} x ${image.join(' x ')}, ${size.join(' x ')} to ${made}:`
  const product = (m, n, k, transposeA, transposeB) => w =>
    matmul(w, { m, n, k, transposeA, transposeB, dtype: 'float32', batch: 1, relaxed })
  const both =
    (...runs) =>
    times => {
      for (let i = 0; i < times; i++) for (const run of runs) run(1)
    }
  const gather = repeated(w => patches(w, { ...windows, fill: 0 }), [bytes.images, bytes.windows])
  const scatter = repeated(w => unpatch(w, windows), [bytes.windows, bytes.images])
  const value = repeated(product(places, made, area, false, false), [
    bytes.windows,
    bytes.filters,
    bytes.result,
  ])
  const filters = repeated(product(area, made, places, true, false), [
    bytes.windows,
    bytes.result,
    bytes.filters,
  ])
  const images = repeated(product(places, area, made, false, true), [
    bytes.result,
    bytes.filters,
    bytes.windows,
  ])
  const conv = { ...windows, channels: made, relaxed }
  return [
    { name: `${title} value, windows whole`, run: both(gather, value), flops },
    {
      name: `${title} value, by bands`,
      run: repeated(
        w => convMatmul(w, { ...conv, transposeA: false, transposeB: false }),
        [bytes.images, bytes.filters, bytes.result],
      ),
      flops,
    },
    { name: `${title} filters' gradient, whole`, run: both(gather, filters), flops },
    {
      name: `${title} filters' gradient, by bands`,
      run: repeated(
        w => convMatmul(w, { ...conv, transposeA: true, transposeB: false }),
        [bytes.images, bytes.result, bytes.filters],
      ),
      flops,
    },
    { name: `${title} images' gradient, whole`, run: both(images, scatter), flops },
    {
      name: `${title} images' gradient, by bands`,
      run: repeated(
        w => convUnpatch(w, { ...conv, transposeB: true }),
        [bytes.result, bytes.filters, bytes.images],
      ),
      flops,
    },
  ]
})

print(
  contest({ name: 'peak', ...peak(relaxed ? 'relaxed' : 'f32') }, contenders, {
    rounds: 11,
    ms: 20,
  }),
)
