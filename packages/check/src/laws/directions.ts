/** Tangents, cotangents and neighbouring points: fixed ones, so that a law gives what it gave before. */
import { add, mul, reshape, roll, type Tensor, tensor } from '@miniflow/core'
import type { Smooth, Tensors } from './law.js'

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

/** How far apart near neighbours are. */
const NEAR = 2 ** -10

/** A little larger, and a little to the side: no multiple of x, which many functions do not see. */
const beside = (x: Tensor, by: number, argument: number): Tensor =>
  add(mul(x, 1 + by * NEAR), (by * NEAR) / (argument + 2))

type Move = (x: Tensor, argument: number) => Tensor

/** Floats move; whole numbers and truth values change places, so that indices stay indices. */
const all = (xs: Tensors, by: number, move: Move): Tensors =>
  xs.map((x, i) => (isFloat(x) ? move(x, i) : reshape(shifted(x, by), x.shape)))

const turned = (x: Tensor): Tensor => reshape(shifted(x, 1), x.shape)

/** From afar to near: on the other side of 0, the same numbers in other places, beside. */
const moves: readonly Move[] = [
  x => mul(turned(x), -1),
  turned,
  (x, argument) => beside(x, 2, argument),
]

const isDefined = (f: Smooth, xs: Tensors): boolean => {
  try {
    return Array.from<number, number>(f(...xs).data(), Number).every(Number.isFinite)
  } catch {
    return false
  }
}

/**
 * Three points for a batch: the given one, one beside it, and one that is as far as f is defined,
 * since near points lie on one side of many a kink.
 */
export const neighbours = (f: Smooth, xs: Tensors): readonly Tensors[] => {
  const near = all(xs, 1, (x, argument) => beside(x, 1, argument))
  const far = moves.map(move => all(xs, 2, move))
  const defined = isDefined(f, xs) ? far.find(ys => isDefined(f, ys)) : undefined
  return [xs, near, defined ?? (far.at(-1) as Tensors)]
}
