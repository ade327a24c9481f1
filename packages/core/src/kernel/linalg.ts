/** What the kernels of linear algebra share: one matrix after the other, in double precision. */
import { allocate } from '../data/dtype.js'
import { sizeOf, stridesOf } from '../data/shape.js'
import { type Dense, dense, valuesOf } from '../data/tensor.js'
import type { Shape } from '../data/types.js'

/** A matrix in row-major order. */
export type Matrix = Float64Array

/** Raises an error about the matrix it is told of: `the matrix`, or which one of a batch. */
export type Refusal = (which: string, at: number) => never

/**
 * f for every matrix of a batch. The operands have equal leading axes; f gets a copy of each that it
 * may overwrite, and fills in the result of shape `tail`, which is rounded once.
 */
export const overMatrices = (
  operands: readonly Dense[],
  tail: Shape,
  f: (matrices: readonly Matrix[], out: Matrix, which: () => string) => void,
): Dense => {
  const [first] = operands as readonly [Dense]
  const lead = first.shape.slice(0, -2)
  const count = sizeOf(lead)
  const size = sizeOf(tail)
  const result = allocate(first.dtype, count * size)
  const sources = operands.map(x => ({ values: valuesOf(x), size: sizeOf(x.shape.slice(-2)) }))
  for (let i = 0; i < count; i++) {
    const out = new Float64Array(size)
    f(
      sources.map(({ values, size: n }) => new Float64Array(values.subarray(i * n, (i + 1) * n))),
      out,
      () => nameOf(lead, i),
    )
    result.set(out, i * size)
  }
  return dense([...lead, ...tail], first.dtype, result)
}

const nameOf = (lead: Shape, i: number): string => {
  if (lead.length === 0) return 'the matrix'
  const strides = stridesOf(lead)
  const index = lead.map((n, axis) => Math.floor(i / strides[axis]!) % n)
  return `the matrix at [${index.join(',')}]`
}

/** A matrix with NaN or an infinity in it has no factors; the result is NaN, as of other functions. */
export const isFiniteMatrix = (a: Matrix): boolean => a.every(Number.isFinite)

export const identity = (n: number): Matrix => {
  const a = new Float64Array(n * n)
  for (let i = 0; i < n; i++) a[i * n + i] = 1
  return a
}

export const transposed = (a: Matrix, rows: number, columns: number): Matrix => {
  const t = new Float64Array(a.length)
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) t[j * rows + i] = a[i * columns + j]!
  return t
}

/** The product of a[m,k] and b[k,n]. */
export const product = (a: Matrix, b: Matrix, m: number, k: number, n: number): Matrix => {
  const c = new Float64Array(m * n)
  for (let i = 0; i < m; i++)
    for (let p = 0; p < k; p++) {
      const x = a[i * k + p]!
      for (let j = 0; j < n; j++) c[i * n + j]! += x * b[p * n + j]!
    }
  return c
}

/** The inner product of a row of a with a row of b, from column `from` on. */
export const innerRows = (
  a: Matrix,
  i: number,
  b: Matrix,
  j: number,
  length: number,
  from = 0,
): number => {
  let s = 0
  for (let p = from; p < length; p++) s += a[i * length + p]! * b[j * length + p]!
  return s
}

/** Rows i and j turned: c x_i - s x_j and s x_i + c x_j. */
export const rotateRows = (
  a: Matrix,
  i: number,
  j: number,
  length: number,
  c: number,
  s: number,
): void => {
  for (let p = 0; p < length; p++) {
    const x = a[i * length + p]!
    const y = a[j * length + p]!
    a[i * length + p] = c * x - s * y
    a[j * length + p] = s * x + c * y
  }
}

/** Divides a by a power of two near the largest element, which is exact, and gives it. */
export const scaleDown = (a: Matrix): number => {
  const largest = a.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
  if (largest === 0) return 1
  const scale = 2 ** exponentOf(largest)
  for (let i = 0; i < a.length; i++) a[i]! /= scale
  return scale
}

/** The exponent of x as a power of two, kept where powers of two are numbers. */
const exponentOf = (x: number): number =>
  Math.max(-1022, Math.min(1023, Math.floor(Math.log2(Math.abs(x)))))

/** The product of finite numbers, where partial products may leave their range. */
export const productOf = (xs: ArrayLike<number>): number => {
  let [product, exponent] = [1, 0]
  for (let i = 0; i < xs.length; i++) {
    if (xs[i] === 0) return 0
    const e = exponentOf(xs[i]!)
    product *= xs[i]! / 2 ** e
    const over = exponentOf(product)
    product /= 2 ** over
    exponent += e + over
  }
  const half = Math.trunc(exponent / 2)
  return product * 2 ** half * 2 ** (exponent - half)
}

/**
 * Whether a vector is to be turned round, so that its largest component is positive: the first of
 * those that are largest up to rounding, so that [1, -1] and [-1, 1] always give the same.
 */
export const pointsBack = (a: Matrix, row: number, length: number): boolean => {
  const vector = a.subarray(row * length, (row + 1) * length)
  const largest = vector.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
  return (vector.find(x => Math.abs(x) >= (1 - 1e-8) * largest) ?? 0) < 0
}

export const negateRow = (a: Matrix, row: number, length: number): void => {
  for (let p = 0; p < length; p++) a[row * length + p] = 0 - a[row * length + p]!
}
