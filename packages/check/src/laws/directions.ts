/** Tangents, cotangents and neighbouring points: fixed ones, so that a law gives what it gave before. */
import { add, mul, reshape, roll, type Tensor, tensor } from '@miniflow/core'
import type { Tensors } from './law.js'

/** A tensor of different numbers between -1 and 1. */
export const wave = (shape: readonly number[], phase = 0): Tensor => {
  const size = shape.reduce((a, b) => a * b, 1)
  return tensor(
    Float64Array.from({ length: size }, (_, i) => Math.sin(1 + 2.3 * i + phase)),
    shape,
  )
}

/** A direction for each argument. */
export const directions = (xs: Tensors, phase = 0): Tensors =>
  xs.map((x, i) => wave(x.shape, phase + i))

/** x + h t for every argument. */
export const moved = (xs: Tensors, ts: Tensors, h: number): Tensors =>
  xs.map((x, i) => add(x, mul(ts[i] as Tensor, h)))

/** The elements of x shifted by some places in row-major order. */
const shifted = (x: Tensor, by: number): Tensor =>
  x.size === 0 ? x : roll(reshape(x, [x.size]), by)

const isFloat = ({ dtype }: Tensor): boolean => dtype === 'float64' || dtype === 'float32'

/** How far apart neighbours are, relative to their size. */
const NEAR = 2 ** -10

/**
 * Points beside one another: floats a little larger, so that a positive, triangular or definite
 * argument stays one; whole numbers and truth values in other places, so that indices stay indices.
 */
export const neighbours = (xs: Tensors): readonly Tensors[] =>
  [0, 1, 2].map(by =>
    xs.map(x => (isFloat(x) ? mul(x, 1 + by * NEAR) : reshape(shifted(x, by), x.shape))),
  )
