/** Writes IDX files, and a small set of labelled images that fits in a test. */
import { gzipSync } from 'node:zlib'
import type { DataFile } from '../../src/files.js'

/** The bytes of an IDX file; `type` 8 is unsigned bytes. */
export const encodeIdx = (
  shape: ReadonlyArray<number>,
  body: ArrayLike<number>,
  type = 0x08,
): Uint8Array => {
  const header = 4 + 4 * shape.length
  const bytes = new Uint8Array(header + body.length)
  const view = new DataView(bytes.buffer)
  bytes[2] = type
  bytes[3] = shape.length
  shape.forEach((length, axis) => {
    view.setUint32(4 + 4 * axis, length)
  })
  bytes.set(body, header)
  return bytes
}

export type Files = Readonly<Record<DataFile, Uint8Array>>

/** Pixel p of image i is (7i + p) mod 256 and its label i mod 10. */
export const smallSet = (train = 24, test = 5, height = 2, width = 3): Files => ({
  'train-images-idx3-ubyte': images(train, height, width),
  'train-labels-idx1-ubyte': labels(train),
  't10k-images-idx3-ubyte': images(test, height, width),
  't10k-labels-idx1-ubyte': labels(test),
})

export const images = (n: number, height = 2, width = 3): Uint8Array =>
  encodeIdx(
    [n, height, width],
    Uint8Array.from({ length: n * height * width }, (_, k) => {
      const image = Math.floor(k / (height * width))
      return 7 * image + (k % (height * width))
    }),
  )

export const labels = (n: number): Uint8Array =>
  encodeIdx(
    [n],
    Uint8Array.from({ length: n }, (_, i) => i % 10),
  )

/** All files gzipped, under their names with `.gz`. */
export const packed = (files: Readonly<Record<string, Uint8Array>>): Record<string, Uint8Array> =>
  Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)]))
