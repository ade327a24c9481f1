/** A small set of images that can be learnt, as a folder of IDX files. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { DataFile } from '@miniflow/datasets'
import { onTestFinished } from 'vitest'

/** A fresh folder that vanishes with the test. */
export const freshFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'miniflow-lab-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const idx = (shape: ReadonlyArray<number>, body: Uint8Array): Uint8Array => {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length))
  header.setUint32(0, 0x0800 + shape.length)
  shape.forEach((length, axis) => {
    header.setUint32(4 + 4 * axis, length)
  })
  return Buffer.concat([new Uint8Array(header.buffer), body])
}

const height = 5
const width = 4

/** Image i shows digit i mod 10 as two bright pixels of ten pairs, on a ground that differs from image to image. */
const image = (i: number): Uint8Array =>
  Uint8Array.from({ length: height * width }, (_, p) =>
    p >> 1 === i % 10 ? 255 : (i * 37 + p * 101) % 90,
  )

const files = (
  train: number,
  test: number,
  shift: number,
): Readonly<Record<DataFile, Uint8Array>> => {
  const images = (from: number, n: number): Uint8Array =>
    idx([n, height, width], Buffer.concat(Array.from({ length: n }, (_, i) => image(from + i))))
  const labels = (from: number, n: number): Uint8Array =>
    idx(
      [n],
      Uint8Array.from({ length: n }, (_, i) => (from + i + shift) % 10),
    )
  return {
    'train-images-idx3-ubyte': images(0, train),
    'train-labels-idx1-ubyte': labels(0, train),
    't10k-images-idx3-ubyte': images(train, test),
    't10k-labels-idx1-ubyte': labels(train, test),
  }
}

/** The folder of the set: of 240 training images 20 are for validation. All labels are off by `shift`. */
export const toyFolder = ({ train = 240, test = 30, packed = false, shift = 0 } = {}): string => {
  const folder = freshFolder()
  for (const [name, bytes] of Object.entries(files(train, test, shift)))
    writeFileSync(join(folder, packed ? `${name}.gz` : name), packed ? gzipSync(bytes) : bytes)
  return folder
}
