/** Random shapes, tensors and indices for kernels. */
import type { DType } from '@miniflow/core'
import { allocate, type Dense, dense, sizeOf } from '@miniflow/core/extend'
import * as fc from 'fast-check'

/** A source of random choices: one draw after the other from one arbitrary. */
export class Choices {
  readonly #next: () => number

  constructor(seed: number) {
    // The generator of Park and Miller.
    let state = ((seed >>> 0) % 2147483646) + 1
    this.#next = () => {
      state = (state * 48271) % 2147483647
      return state
    }
    this.#next()
  }

  /** A whole number from low to high. */
  int(low: number, high: number): number {
    return low + (this.#next() % (high - low + 1))
  }

  of<T>(...items: readonly T[]): T {
    return items[this.int(0, items.length - 1)] as T
  }

  flag(): boolean {
    return this.int(0, 1) === 1
  }

  /** Mostly short axes, some of length 0 or 1, and some longer than a vector or a cache line. */
  length(): number {
    return this.of(0, 1, 1, 2, 3, 4, 5, 7, 8, 13, 16, 17, 33)
  }

  shape(least: number, most: number): readonly number[] {
    return Array.from({ length: this.int(least, most) }, () => this.length())
  }

  /** Without empty axes. */
  full(least: number, most: number): readonly number[] {
    return this.shape(least, most).map(n => Math.max(1, n))
  }

  permutation(n: number): readonly number[] {
    const rest = Array.from({ length: n }, (_, i) => i)
    return Array.from(
      { length: n },
      () => rest.splice(this.int(0, rest.length - 1), 1)[0] as number,
    )
  }

  dtype(): DType {
    return this.of<DType>('float32', 'float64', 'int32', 'bool')
  }

  /** Numbers on a grid, among them zeros of either sign, infinities and NaN where the dtype has them. */
  tensor(shape: readonly number[], dtype: DType, special = true): Dense {
    const values = allocate(dtype, sizeOf(shape))
    const isFloat = dtype === 'float32' || dtype === 'float64'
    for (let i = 0; i < values.length; i++) {
      const grid = this.int(-40, 40)
      values[i] =
        dtype === 'bool'
          ? this.int(0, 1)
          : !isFloat
            ? this.of(grid, grid, grid, 2147483647 - grid * grid, grid * 53687091)
            : special && this.int(0, 19) === 0
              ? this.of(Number.NaN, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)
              : grid / 7
    }
    return dense(shape, dtype, values)
  }

  /** Indices into an axis, counted from either end; now and then one that is outside. */
  indices(shape: readonly number[], length: number, outside = true): Dense {
    const values = new Int32Array(sizeOf(shape))
    const wrong = outside && this.int(0, 9) === 0
    for (let i = 0; i < values.length; i++)
      values[i] =
        length === 0 || (wrong && this.int(0, 5) === 0)
          ? this.of(length, -length - 1, 2147483647, -2147483648)
          : this.int(-length, length - 1)
    return dense(shape, 'int32', values)
  }

  /** Whole numbers from 0 to depth - 1; now and then one that is outside. */
  labels(shape: readonly number[], depth: number): Dense {
    const values = Int32Array.from({ length: sizeOf(shape) }, () => this.int(0, depth - 1))
    if (values.length > 0 && this.int(0, 4) === 0) values[0] = this.of(-1, depth)
    return dense(shape, 'int32', values)
  }

  /** Any words of 32 bits. */
  words(shape: readonly number[]): Dense {
    return dense(
      shape,
      'int32',
      Int32Array.from({ length: sizeOf(shape) }, () => Math.imul(this.#next(), 0x9e3779b1)),
    )
  }
}

/** Runs `check` on random choices, always the same ones. */
export const forChoices = (runs: number, check: (choices: Choices) => void): void =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 30 }), seed => check(new Choices(seed))),
    { seed: 20, numRuns: runs, endOnFailure: true },
  )
