/**
 * The raw material of every random case, drawn all at once: a case made from it by a pure function
 * shrinks to short axes, few numbers and small ones, where shape-then-data chains get stuck.
 */
import { type DType, type Tensor, tensor } from '@miniflow/core'
import * as fc from 'fast-check'

export type Shape = readonly number[]

/** As many elements as a shape of three axes of length three has. */
export const CAPACITY = 27

export interface Raw {
  /** Up to three axes of lengths 0 to 3, seldom 0. */
  readonly shape: Shape
  /** Choices of any kind, to be reduced by a remainder. */
  readonly picks: readonly number[]
  readonly flags: readonly boolean[]
  /** Whole numbers from -12 to 12, one list for each operand. */
  readonly pools: readonly (readonly number[])[]
}

const length = fc.constantFrom(1, 2, 3, 2, 3, 2, 3, 1, 2, 3, 2, 3, 0)

export const raws: fc.Arbitrary<Raw> = fc.record({
  shape: fc.array(length, { maxLength: 3 }),
  picks: fc.array(fc.nat(59), { minLength: 12, maxLength: 12 }),
  flags: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
  pools: fc.array(
    fc.array(fc.integer({ min: -12, max: 12 }), { minLength: CAPACITY, maxLength: CAPACITY }),
    { minLength: 3, maxLength: 3 },
  ),
})

/** The same choices with other numbers. */
export const turned = (raw: Raw, by: number): Raw => ({
  ...raw,
  pools: raw.pools.map(pool => [...pool.slice(by), ...pool.slice(0, by)]),
})

export const sizeOf = (shape: Shape): number => shape.reduce((a, b) => a * b, 1)

/** Where a function is defined and smooth: the number that stands for k, at place i of its tensor. */
export type Domain = (k: number, i: number) => number

/** A float64 tensor of numbers of a domain. They are short binary fractions, which float32 holds. */
export const numbers = (pool: readonly number[], shape: Shape, domain: Domain = anywhere): Tensor =>
  tensor(fill(pool, shape, domain), shape, { dtype: 'float64' })

/** Indices from 0 to n - 1. */
export const indices = (pool: readonly number[], shape: Shape, n: number): Tensor =>
  tensor(
    fill(pool, shape, k => modulo(k, n)),
    shape,
    { dtype: 'int32' },
  )

export const truths = (pool: readonly number[], shape: Shape): Tensor =>
  tensor(
    fill(pool, shape, k => modulo(k, 2)),
    shape,
    { dtype: 'bool' satisfies DType },
  )

const fill = (pool: readonly number[], shape: Shape, domain: Domain): readonly number[] =>
  Array.from({ length: sizeOf(shape) }, (_, i) => domain(pool[i % CAPACITY] as number, i))

export const modulo = (k: number, n: number): number => ((k % n) + n) % n

// ---- domains

export const anywhere: Domain = k => k / 4
/** Off 0, where abs, relu and division bend or break. */
export const offZero: Domain = k => (2 * k + 1) / 8
export const positive: Domain = k => (k + 14) / 8
/** Between -1 and 1, and not at them. */
export const inside: Domain = k => k / 16
export const aboveOne: Domain = k => 1 + (k + 14) / 8
/** Off the whole numbers and the halves, where floor, ceil and round jump. */
export const offSteps: Domain = k => k + 1 / 8
/** No two alike: place i has its own fraction. */
export const distinct: Domain = (k, i) => k / 2 + (i + 1) / 64
/** Off the numbers of `anywhere`. */
export const between: Domain = k => k / 4 + 1 / 8
