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

/** How far apart neighbours are. */
const NEAR = 2 ** -10

/** A little larger, and a little to the side: no multiple of x, which many functions do not see. */
const beside = (x: Tensor, by: number, argument: number): Tensor =>
  add(mul(x, 1 + by * NEAR), (by * NEAR) / (argument + 2))

/**
 * Points beside one another: floats move by a thousandth, so that a positive or definite argument
 * stays one; whole numbers and truth values stand in other places, so that indices stay indices.
 */
export const neighbours = (xs: Tensors): readonly Tensors[] =>
  [0, 1, 2].map(by =>
    xs.map((x, i) => (isFloat(x) ? beside(x, by, i) : reshape(shifted(x, by), x.shape))),
  )
