/** What a reduction does with two elements, and with two vectors of them. */
import type { DType } from '@miniflow/core'
import { type Expr, extract, f32, f32x4, f64, f64x2, i32, i32x4, select } from '../wasm/code.js'

export type Reduction = 'sum' | 'max' | 'min' | 'any' | 'all'

export type Combine = (a: Expr, b: Expr) => Expr

const lowest: { readonly [dtype in DType]: number } = {
  float32: Number.NEGATIVE_INFINITY,
  float64: Number.NEGATIVE_INFINITY,
  int32: -(2 ** 31),
  bool: 0,
}

const highest: { readonly [dtype in DType]: number } = {
  float32: Number.POSITIVE_INFINITY,
  float64: Number.POSITIVE_INFINITY,
  int32: 2 ** 31 - 1,
  bool: 1,
}

/** What a reduction of nothing gives, and where it starts. */
export const start = (kind: Reduction, dtype: DType): number => {
  switch (kind) {
    case 'sum':
    case 'any':
      return 0
    case 'all':
      return 1
    case 'max':
      return lowest[dtype]
    case 'min':
      return highest[dtype]
  }
}

const larger: Combine = (a, b) => select(a, b, i32.gt_s(a, b))
const smaller: Combine = (a, b) => select(a, b, i32.lt_s(a, b))

/** One element with another. */
export const single = (kind: Reduction, dtype: DType): Combine => {
  const floats = dtype === 'float32' ? f32 : f64
  const whole = dtype === 'int32' || dtype === 'bool'
  switch (kind) {
    case 'sum':
      return whole ? (a, b) => i32.add(a, b) : (a, b) => floats.add(a, b)
    case 'max':
      return whole ? larger : (a, b) => floats.max(a, b)
    case 'min':
      return whole ? smaller : (a, b) => floats.min(a, b)
    case 'any':
      return (a, b) => i32.or(a, b)
    case 'all':
      return (a, b) => i32.and(a, b)
  }
}

/** Vectors of elements; nothing for those that go one by one. */
export const vectors = (kind: Reduction, dtype: DType): Combine | undefined => {
  if (kind === 'any' || kind === 'all') return undefined
  switch (dtype) {
    case 'float32':
      return { sum: f32x4.add, max: f32x4.max, min: f32x4.min }[kind]
    case 'float64':
      return { sum: f64x2.add, max: f64x2.max, min: f64x2.min }[kind]
    case 'int32':
      return { sum: i32x4.add, max: i32x4.max_s, min: i32x4.min_s }[kind]
    case 'bool':
      return undefined
  }
}

const laneOf = { float32: 'f32x4.extract_lane', float64: 'f64x2.extract_lane' } as const

export const lane = (dtype: DType, vector: Expr, i: number): Expr =>
  extract(laneOf[dtype as 'float32'] ?? 'i32x4.extract_lane', vector, i)
