/** The dtypes of the format: those of tensors here, and what to do about the others. */
import type { DType, TypedArray } from '@miniflow/core'

/** How the elements of a dtype are kept in a file, little-endian. */
export interface Codec {
  readonly dtype: DType
  readonly code: string
  /** Bytes of one element. */
  readonly width: 1 | 4 | 8
  readonly allocate: (length: number) => TypedArray
  readonly get: (view: DataView, at: number) => number
  readonly set: (view: DataView, at: number, x: number) => void
}

export const codecs: { readonly [D in DType]: Codec } = {
  float64: {
    dtype: 'float64',
    code: 'F64',
    width: 8,
    allocate: n => new Float64Array(n),
    get: (view, at) => view.getFloat64(at, true),
    set: (view, at, x) => view.setFloat64(at, x, true),
  },
  float32: {
    dtype: 'float32',
    code: 'F32',
    width: 4,
    allocate: n => new Float32Array(n),
    get: (view, at) => view.getFloat32(at, true),
    set: (view, at, x) => view.setFloat32(at, x, true),
  },
  int32: {
    dtype: 'int32',
    code: 'I32',
    width: 4,
    allocate: n => new Int32Array(n),
    get: (view, at) => view.getInt32(at, true),
    set: (view, at, x) => view.setInt32(at, x, true),
  },
  bool: {
    dtype: 'bool',
    code: 'BOOL',
    width: 1,
    allocate: n => new Uint8Array(n),
    get: (view, at) => view.getUint8(at),
    set: (view, at, x) => view.setUint8(at, x),
  },
}

/** The codec of a dtype's name in a file. */
export const codecOf = (code: string): Codec | undefined =>
  Object.values(codecs).find(codec => codec.code === code)

/** The other dtypes of the format, and what holds their values without loss, as Python names it. */
const others: { readonly [code: string]: string } = {
  F16: 'float32',
  BF16: 'float32',
  F8_E4M3: 'float32',
  F8_E5M2: 'float32',
  F8_E8M0: 'float32',
  F6_E2M3: 'float32',
  F6_E3M2: 'float32',
  F4: 'float32',
  U8: 'int32',
  I8: 'int32',
  U16: 'int32',
  I16: 'int32',
  U32: 'float64',
  I64: 'int32 (where the values fit, else float64)',
  U64: 'int32 (where the values fit, else float64)',
  C64: 'two tensors of float32, real and imaginary part',
}

/** What to convert a dtype of the format to before saving; nothing for what is no dtype at all. */
export const remedyFor = (code: string): string | undefined =>
  Object.hasOwn(others, code) ? others[code] : undefined
