/** The instructions of WebAssembly that we emit: name, code and signature, as the specification lists them. */
import type { Bytes } from './bytes.js'
import * as S from './codes-scalar.js'
import * as V from './codes-vector.js'

export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128'

/** Instructions without immediates that take and give values of the same types: name and code. */
export interface Group {
  readonly operands: readonly ValueType[]
  readonly result: ValueType
  readonly codes: { readonly [name: string]: number }
}

const leb = (n: number): readonly number[] =>
  n < 0x80 ? [n] : [(n & 0x7f) | 0x80, ...leb(n >>> 7)]

const prefixed = new Map<number, Bytes>()

/** A code with a prefix byte is written as 0xPPCCC: the prefix, and the number after it. */
export const codeBytes = (code: number): Bytes => {
  if (code < 0x100) return code
  const known = prefixed.get(code)
  if (known !== undefined) return known
  const bytes = [code >>> 12, ...leb(code & 0xfff)]
  prefixed.set(code, bytes)
  return bytes
}

export type PlainName =
  | keyof typeof S.fromI32ToI32
  | keyof typeof S.fromI32I32ToI32
  | keyof typeof S.fromI64ToI32
  | keyof typeof S.fromI64I64ToI32
  | keyof typeof S.fromI64ToI64
  | keyof typeof S.fromI64I64ToI64
  | keyof typeof S.fromF32F32ToI32
  | keyof typeof S.fromF64F64ToI32
  | keyof typeof S.fromF32ToF32
  | keyof typeof S.fromF32F32ToF32
  | keyof typeof S.fromF64ToF64
  | keyof typeof S.fromF64F64ToF64
  | keyof typeof S.fromI32ToI64
  | keyof typeof S.fromI32ToF32
  | keyof typeof S.fromI64ToF32
  | keyof typeof S.fromF64ToF32
  | keyof typeof S.fromI32ToF64
  | keyof typeof S.fromI64ToF64
  | keyof typeof S.fromF32ToF64
  | keyof typeof S.fromF32ToI32
  | keyof typeof S.fromF64ToI64
  | keyof typeof S.fromF64ToI32
  | keyof typeof S.fromF32ToI64
  | keyof typeof V.fromI32ToV128
  | keyof typeof V.fromI64ToV128
  | keyof typeof V.fromF32ToV128
  | keyof typeof V.fromF64ToV128
  | keyof typeof V.fromV128V128ToV128
  | keyof typeof V.fromV128ToV128
  | keyof typeof V.fromV128I32ToV128
  | keyof typeof V.fromV128ToI32
  | keyof typeof V.fromV128V128V128ToV128

const group = (
  operands: readonly ValueType[],
  result: ValueType,
  codes: Group['codes'],
): Group => ({ operands, result, codes })

/** All instructions without immediates. */
export const groups: readonly Group[] = [
  group(['i32'], 'i32', S.fromI32ToI32),
  group(['i32', 'i32'], 'i32', S.fromI32I32ToI32),
  group(['i64'], 'i32', S.fromI64ToI32),
  group(['i64', 'i64'], 'i32', S.fromI64I64ToI32),
  group(['i64'], 'i64', S.fromI64ToI64),
  group(['i64', 'i64'], 'i64', S.fromI64I64ToI64),
  group(['f32', 'f32'], 'i32', S.fromF32F32ToI32),
  group(['f64', 'f64'], 'i32', S.fromF64F64ToI32),
  group(['f32'], 'f32', S.fromF32ToF32),
  group(['f32', 'f32'], 'f32', S.fromF32F32ToF32),
  group(['f64'], 'f64', S.fromF64ToF64),
  group(['f64', 'f64'], 'f64', S.fromF64F64ToF64),
  group(['i32'], 'i64', S.fromI32ToI64),
  group(['i32'], 'f32', S.fromI32ToF32),
  group(['i64'], 'f32', S.fromI64ToF32),
  group(['f64'], 'f32', S.fromF64ToF32),
  group(['i32'], 'f64', S.fromI32ToF64),
  group(['i64'], 'f64', S.fromI64ToF64),
  group(['f32'], 'f64', S.fromF32ToF64),
  group(['f32'], 'i32', S.fromF32ToI32),
  group(['f64'], 'i64', S.fromF64ToI64),
  group(['f64'], 'i32', S.fromF64ToI32),
  group(['f32'], 'i64', S.fromF32ToI64),
  group(['i32'], 'v128', V.fromI32ToV128),
  group(['i64'], 'v128', V.fromI64ToV128),
  group(['f32'], 'v128', V.fromF32ToV128),
  group(['f64'], 'v128', V.fromF64ToV128),
  group(['v128', 'v128'], 'v128', V.fromV128V128ToV128),
  group(['v128'], 'v128', V.fromV128ToV128),
  group(['v128', 'i32'], 'v128', V.fromV128I32ToV128),
  group(['v128'], 'i32', V.fromV128ToI32),
  group(['v128', 'v128', 'v128'], 'v128', V.fromV128V128V128ToV128),
]
