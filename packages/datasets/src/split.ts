/**
 * A split is a range of labelled images that stay bytes, and cannot be changed, until they are
 * asked for.
 */
import { ArgumentError, IndexError } from '@miniflow/core'
import { shown } from './door.js'

/**
 * The bytes behind a split, shared by all splits of one file: never handed out, never written to.
 */
export interface Bytes<Pixels extends number> {
  /** `height * width`, of one image. */
  readonly area: Pixels
  /** `size` x `height` x `width`, row-major. */
  readonly pixels: Uint8Array
  /** `size`. */
  readonly labels: Uint8Array
}

/** The key under which this package alone reads a split's bytes. */
export const bytesOf: unique symbol = Symbol('bytesOf')

/**
 * `size` images of `height` x `width` grey pixels, each with a label.
 *
 * A split is a view of the file's bytes: making one, or a part of one, copies nothing. Since a
 * typed array cannot be frozen, the bytes themselves are not reachable: `image` and `labels` give a
 * fresh copy that is the caller's own, and whatever is done with it changes neither the split nor
 * any batch.
 *
 * `Pixels` is `height * width` where it is known (784 for MNIST itself), so that batches carry it
 * in their type.
 */
export interface Split<Pixels extends number = 784> {
  readonly size: number
  readonly height: number
  readonly width: number
  /**
   * Pixel (row, column) of image `index` at `row * width + column`, 0 (background) to 255; a fresh
   * copy.
   */
  readonly image: (index: number) => Uint8Array
  readonly label: (index: number) => number
  /** All labels in order; a fresh copy. */
  readonly labels: () => Uint8Array
  readonly [bytesOf]: () => Bytes<Pixels>
}

/**
 * A split of images with their labels; the arrays are trusted to agree and never to be written to.
 */
export const makeSplit = <Pixels extends number>(
  bytes: Bytes<Pixels>,
  height: number,
  width: number,
): Split<Pixels> => {
  const { area, pixels, labels } = bytes
  const size = labels.length
  return Object.freeze({
    size,
    height,
    width,
    image: (index: number) => {
      const i = checkIndex('image', size, index)
      return pixels.slice(i * area, (i + 1) * area)
    },
    label: (index: number) => labels[checkIndex('label', size, index)] ?? 0,
    labels: () => labels.slice(),
    [bytesOf]: () => bytes,
  })
}

/**
 * Images `start` up to but not including `end`, for a quick experiment or a split of one's own.
 * Copies nothing.
 *
 * @throws ArgumentError if not 0 <= start <= end <= split.size
 * @example
 * subset(train, 0, 1000).size   // => 1000
 */
export const subset = <Pixels extends number>(
  split: Split<Pixels>,
  start: number,
  end: number,
): Split<Pixels> => {
  wantSplit('subset', split)
  if (!(Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start <= end))
    throw new ArgumentError(
      'subset',
      `got the range ${shown(start)} to ${shown(end)}, expected whole numbers with 0 <= start <= end.`,
      'subset(split, 0, 1000) gives the first thousand images.',
    )
  if (end > split.size)
    throw new ArgumentError(
      'subset',
      `the range ends at ${end}, the split has ${split.size} images.`,
      'End at split.size to take all that are left.',
    )
  const { area, pixels, labels } = split[bytesOf]()
  return makeSplit(
    {
      area,
      pixels: pixels.subarray(start * area, end * area),
      labels: labels.subarray(start, end),
    },
    split.height,
    split.width,
  )
}

/** Refuses what is no split of this package. */
export const wantSplit = (where: string, split: unknown): void => {
  const isSplit = typeof split === 'object' && split !== null && bytesOf in split
  if (!isSplit)
    throw new ArgumentError(
      where,
      `got ${shown(split)} where a split is expected.`,
      'Pass one of those that mnist gives, such as train, or a subset of it.',
    )
}

/** The index itself, if the split has such an image. */
export const checkIndex = (where: string, size: number, index: number): number => {
  if (Number.isInteger(index) && index >= 0 && index < size) return index
  throw new IndexError(
    where,
    `index ${shown(index)} is not one of the ${size} images.`,
    size === 0 ? undefined : `Indices are whole numbers from 0 to ${size - 1}.`,
  )
}
