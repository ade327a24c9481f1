/** Bytes become tensors here: batches of a split, in file order or shuffled by a key. */
import { ArgumentError, type Key, MiniflowError, random, type Tensor, tensor } from '@miniflow/core'
import { isFlag, shown, wantKind, wantOptions } from './door.js'
import { bytesOf, checkIndex, type Split, wantSplit } from './split.js'

/** `n` images as rows, row-major pixels in [0, 1], with their labels. */
export interface Batch<Pixels extends number = 784> {
  /** float32 [n, height * width]. */
  readonly images: Tensor<[number, Pixels], 'float32'>
  /** int32 [n]. */
  readonly labels: Tensor<[number], 'int32'>
}

export interface BatchOptions {
  /** Images in a batch. */
  readonly batchSize: number
  /** Shuffles all images of the split. Default: no shuffle, the order of the file. */
  readonly key?: Key | undefined
  /** Leave out the last batch if it is smaller than the others. Default: false. */
  readonly dropRemainder?: boolean | undefined
}

/** An iterable that can be walked any number of times, and gives equal batches each time. */
export interface Batches<Pixels extends number = 784> extends Iterable<Batch<Pixels>> {
  /** Number of batches. */
  readonly size: number
}

/**
 * The images of a split, `batchSize` at a time, each made when it is asked for: one batch of floats
 * is in memory, not the whole set. The same key gives the same order; for a new order in each
 * epoch, fold the epoch into it.
 *
 * @throws ArgumentError if the split is empty, `batchSize` is not a positive whole number, or no
 *   batch remains
 * @example
 * const all = batches(train, { batchSize: 128, key: random.key(1) })
 * all.size                                       // => 430
 * [...all].at(-1)?.images.shape                  // => [88,784]
 */
export const batches = <Pixels extends number>(
  split: Split<Pixels>,
  options: BatchOptions,
): Batches<Pixels> => {
  wantSplit('batches', split)
  wantOptions('batches', options, 'batches(split, { batchSize: 128 })')
  const { batchSize, key, dropRemainder = false } = options
  wantKind('batches', 'dropRemainder', dropRemainder, isFlag, 'true or false')
  if (!(Number.isSafeInteger(batchSize) && batchSize > 0))
    throw new ArgumentError(
      'batches',
      `got batchSize ${shown(batchSize)}, expected a whole number of at least 1.`,
      '{ batchSize: 128 } is a usual choice.',
    )
  if (split.size === 0)
    throw new ArgumentError(
      'batches',
      'the split has no images.',
      'A set of fewer than 12 training images has none to validate on: make your own with subset.',
    )
  if (dropRemainder && batchSize > split.size)
    throw new ArgumentError(
      'batches',
      `dropRemainder leaves no batch: batchSize is ${batchSize}, the split has ${split.size} images.`,
      'Take a smaller batchSize, or leave dropRemainder out.',
    )
  const order = key === undefined ? undefined : orderBy(key, split.size)
  const size = (dropRemainder ? Math.floor : Math.ceil)(split.size / batchSize)
  return Object.freeze({
    size,
    *[Symbol.iterator]() {
      const room = roomFor(split, Math.min(batchSize, split.size))
      for (let b = 0; b < size; b++) {
        const start = b * batchSize
        const end = Math.min(start + batchSize, split.size)
        yield gather(split, room, end - start, i => order?.[start + i] ?? start + i)
      }
    },
  })
}

const orderBy = (key: Key, size: number): ArrayLike<number> => {
  try {
    return random.permutation(key, size).data()
  } catch (error) {
    throw error instanceof MiniflowError
      ? new ArgumentError('batches', `key: ${error.problem}`, error.fix)
      : error
  }
}

/**
 * Some images of a split, or all of them, as one batch: to evaluate on, or to draw. All 10,000 test
 * images are 31 MB of float32.
 *
 * @throws ArgumentError for no images, IndexError for an index that the split does not have
 * @example
 * asBatch(test).images.shape                     // => [10000,784]
 * [...asBatch(test, [3, 1, 4]).labels.data()]    // => [0,2,4]
 */
export const asBatch = <Pixels extends number>(
  split: Split<Pixels>,
  indices?: ArrayLike<number>,
): Batch<Pixels> => {
  wantSplit('asBatch', split)
  if (indices !== undefined && !Array.isArray(indices) && !ArrayBuffer.isView(indices))
    throw new ArgumentError(
      'asBatch',
      `got ${shown(indices)} for the indices; expected a list of numbers.`,
      'For a tensor of them: asBatch(split, indices.data()).',
    )
  const n = indices?.length ?? split.size
  if (n === 0)
    throw new ArgumentError(
      'asBatch',
      indices === undefined ? 'the split has no images.' : 'got an empty list of indices.',
      'A batch has one image at least.',
    )
  return gather(
    split,
    roomFor(split, n),
    n,
    indices === undefined
      ? i => i
      : i => checkIndex('asBatch', split.size, indices[i] ?? Number.NaN),
  )
}

// x / 255 in float32, for each byte
const intensity = Float32Array.from({ length: 256 }, (_, byte) => byte / 255)

/** Where n images are written before they become a tensor, which copies them: memory that is used again stays in the cache. */
const roomFor = <Pixels extends number>(split: Split<Pixels>, n: number): Float32Array =>
  new Float32Array(n * split[bytesOf]().area)

/** Pixels of one round: four loads that need not wait for one another take half the time. */
const together = 4

// The one loop over pixels: a map over typed arrays would make each image twice.
const convert = (pixels: Uint8Array, from: number, out: Float32Array, to: number, n: number) => {
  const whole = n - (n % together)
  for (let p = 0; p < whole; p += together) {
    const source = from + p
    const target = to + p
    out[target] = intensity[pixels[source] ?? 0] ?? 0
    out[target + 1] = intensity[pixels[source + 1] ?? 0] ?? 0
    out[target + 2] = intensity[pixels[source + 2] ?? 0] ?? 0
    out[target + 3] = intensity[pixels[source + 3] ?? 0] ?? 0
  }
  for (let p = whole; p < n; p++) out[to + p] = intensity[pixels[from + p] ?? 0] ?? 0
}

const gather = <Pixels extends number>(
  split: Split<Pixels>,
  room: Float32Array,
  n: number,
  indexOf: (i: number) => number,
): Batch<Pixels> => {
  const { area, pixels, labels } = split[bytesOf]()
  const classes = new Int32Array(n)
  for (let i = 0; i < n; i++) {
    const index = indexOf(i)
    convert(pixels, index * area, room, i * area, area)
    classes[i] = labels[index] ?? 0
  }
  return Object.freeze({
    images: tensor(room.subarray(0, n * area), [n, area]),
    labels: tensor(classes, [n], { dtype: 'int32' }),
  })
}
