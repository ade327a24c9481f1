/** Numbers, shapes and tensors from a seed. */
import type { DType } from '@miniflow/core'
import { allocate, type Dense, dense, sizeOf, valuesOf } from '@miniflow/core/extend'

export interface Cut {
  readonly starts: readonly number[]
  readonly sizes: readonly number[]
  readonly steps: readonly number[]
}

export interface Draw {
  /** A whole number from 0 to n - 1. */
  readonly below: (n: number) => number
  readonly pick: <A>(from: readonly A[]) => A
  readonly chance: (p: number) => boolean
  readonly shape: (most?: number) => readonly number[]
  readonly tensor: (shape: readonly number[], dtype: DType) => Dense
  /** Numbers from -2 to 2, moved by the function. */
  readonly mapped: (
    shape: readonly number[],
    dtype: DType,
    f: (x: number, i: number) => number,
  ) => Dense
  /** Where a slice of each axis begins, how long it is, and how it steps. */
  readonly cut: (shape: readonly number[]) => Cut
  readonly indices: (shape: readonly number[], n: number) => Dense
  readonly permutation: (n: number) => readonly number[]
  readonly some: (n: number) => readonly number[]
}

/** The generator mulberry32. */
const generator = (seed: number) => {
  let state = seed | 0
  return (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Lengths of axes: ones, zeros, those about vectors, and longer ones. */
const lengths = [1, 1, 2, 3, 3, 4, 5, 7, 8, 9, 13, 16, 17, 33]

export const drawing = (seed: number): Draw => {
  const next = generator(seed)
  const below = (n: number): number => Math.floor(next() * n)
  const pick = <A>(from: readonly A[]): A => from[below(from.length)] as A
  const chance = (p: number): boolean => next() < p
  const permutation = (n: number): readonly number[] => {
    const order = Array.from({ length: n }, (_, i) => i)
    for (let i = n - 1; i > 0; i--) {
      const j = below(i + 1)
      ;[order[i], order[j]] = [order[j] as number, order[i] as number]
    }
    return order
  }
  const tensor: Draw['tensor'] = (shape, dtype) => {
    const values = allocate(dtype, sizeOf(shape))
    for (let i = 0; i < values.length; i++)
      values[i] =
        dtype === 'bool' ? below(2) : dtype === 'int32' ? below(9) - 4 : (below(65) - 32) / 16
    return dense(shape, dtype, values)
  }
  return {
    below,
    pick,
    chance,
    permutation,
    some: n => Array.from({ length: n }, (_, i) => i).filter(() => chance(0.5)),
    shape: (most = 3) =>
      Array.from({ length: below(most + 1) }, () => (chance(0.02) ? 0 : pick(lengths))),
    indices: (shape, n) =>
      dense(
        shape,
        'int32',
        Int32Array.from({ length: sizeOf(shape) }, () => below(n)),
      ),
    tensor,
    mapped: (shape, dtype, f) => {
      const values = allocate(dtype, sizeOf(shape))
      const raw = valuesOf(tensor(shape, dtype))
      for (let i = 0; i < values.length; i++) values[i] = f(raw[i] as number, i)
      return dense(shape, dtype, values)
    },
    cut: shape => {
      const axes = shape.map(n => {
        const step = chance(0.6) ? 1 : pick([2, 3, -1, -2])
        const size = chance(0.05) ? 0 : below(Math.ceil(n / Math.abs(step))) + Math.min(n, 1)
        const room = n - (size === 0 ? 0 : (size - 1) * Math.abs(step) + 1)
        const first = size === 0 ? 0 : below(room + 1)
        return { start: step > 0 || size === 0 ? first : n - 1 - first, size, step }
      })
      return {
        starts: axes.map(({ start }) => start),
        sizes: axes.map(({ size }) => size),
        steps: axes.map(({ step }) => step),
      }
    },
  }
}
