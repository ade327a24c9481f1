/** Runtime dtypes: the typed array behind each, and how two of them meet in one operation. */
import * as E from 'fp-ts/lib/Either.js'
import { type Reason, raiseMemory, refuse } from '../error.js'
import type { DType, FloatDType } from './types.js'

/** What holds the elements; a bool is a byte that is 0 or 1. */
export type Values = Float32Array | Float64Array | Int32Array | Uint8Array

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  bool: Uint8Array,
} as const satisfies Record<DType, unknown>

export const dtypes: readonly DType[] = ['float32', 'float64', 'int32', 'bool']

/** Zeros to be filled in. More than memory holds is refused by name here, wherever it comes up. */
export const allocate = (dtype: DType, size: number, where?: string): Values => {
  try {
    return new arrays[dtype](size)
  } catch {
    return raiseMemory(
      `${size} elements of ${dtype} are more than the memory at hand can hold.`,
      where,
    )
  }
}

export const isDType = (x: unknown): x is DType => dtypes.some(dtype => dtype === x)

export const isFloat = (dtype: DType): dtype is FloatDType =>
  dtype === 'float32' || dtype === 'float64'

/** bool -> int32 -> float; two different floats do not mix. */
export const promote = (a: DType, b: DType): E.Either<Reason, DType> => {
  if (a === b) return E.right(a)
  if (isFloat(a) && isFloat(b))
    return refuse(
      'dtype',
      `got ${a} and ${b}; two float dtypes do not mix.`,
      `Convert one of them: astype(x, '${a}') or astype(x, '${b}').`,
    )
  if (isFloat(a)) return E.right(a)
  if (isFloat(b)) return E.right(b)
  return E.right('int32')
}

/** Where mathematics leaves the whole numbers: int32 and bool are computed with in float32. */
export const floatOf = (dtype: DType): FloatDType => (isFloat(dtype) ? dtype : 'float32')

/** What sums and products are held in: a sum of bools counts. */
export const countOf = (dtype: DType): DType => (dtype === 'bool' ? 'int32' : dtype)
