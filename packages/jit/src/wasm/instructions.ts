/** The instructions of WebAssembly that we emit: name, code and signature, as the specification lists them. */
import * as S from './codes-scalar.js'
import * as V from './codes-vector.js'

export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128'

export interface Signature {
  readonly code: readonly number[]
  readonly operands: readonly ValueType[]
  readonly result: ValueType
}

const leb = (n: number): readonly number[] =>
  n < 0x80 ? [n] : [(n & 0x7f) | 0x80, ...leb(n >>> 7)]

/** A code with a prefix byte is written as 0xPPCCC: the prefix, and the number after it. */
export const codeBytes = (code: number): readonly number[] =>
  code < 0x100 ? [code] : [code >>> 12, ...leb(code & 0xfff)]

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

const signed = (
  operands: readonly ValueType[],
  result: ValueType,
  codes: { readonly [name: string]: number },
): { readonly [name: string]: Signature } =>
  Object.fromEntries(
    Object.entries(codes).map(([name, code]) => [
      name,
      { code: codeBytes(code), operands, result },
    ]),
  )

/** Instructions without immediates. */
export const instructions: Readonly<Record<PlainName, Signature>> = {
  ...signed(['i32'], 'i32', S.fromI32ToI32),
  ...signed(['i32', 'i32'], 'i32', S.fromI32I32ToI32),
  ...signed(['i64'], 'i32', S.fromI64ToI32),
  ...signed(['i64', 'i64'], 'i32', S.fromI64I64ToI32),
  ...signed(['i64'], 'i64', S.fromI64ToI64),
  ...signed(['i64', 'i64'], 'i64', S.fromI64I64ToI64),
  ...signed(['f32', 'f32'], 'i32', S.fromF32F32ToI32),
  ...signed(['f64', 'f64'], 'i32', S.fromF64F64ToI32),
  ...signed(['f32'], 'f32', S.fromF32ToF32),
  ...signed(['f32', 'f32'], 'f32', S.fromF32F32ToF32),
  ...signed(['f64'], 'f64', S.fromF64ToF64),
  ...signed(['f64', 'f64'], 'f64', S.fromF64F64ToF64),
  ...signed(['i32'], 'i64', S.fromI32ToI64),
  ...signed(['i32'], 'f32', S.fromI32ToF32),
  ...signed(['i64'], 'f32', S.fromI64ToF32),
  ...signed(['f64'], 'f32', S.fromF64ToF32),
  ...signed(['i32'], 'f64', S.fromI32ToF64),
  ...signed(['i64'], 'f64', S.fromI64ToF64),
  ...signed(['f32'], 'f64', S.fromF32ToF64),
  ...signed(['f32'], 'i32', S.fromF32ToI32),
  ...signed(['f64'], 'i64', S.fromF64ToI64),
  ...signed(['f64'], 'i32', S.fromF64ToI32),
  ...signed(['f32'], 'i64', S.fromF32ToI64),
  ...signed(['i32'], 'v128', V.fromI32ToV128),
  ...signed(['i64'], 'v128', V.fromI64ToV128),
  ...signed(['f32'], 'v128', V.fromF32ToV128),
  ...signed(['f64'], 'v128', V.fromF64ToV128),
  ...signed(['v128', 'v128'], 'v128', V.fromV128V128ToV128),
  ...signed(['v128'], 'v128', V.fromV128ToV128),
  ...signed(['v128', 'i32'], 'v128', V.fromV128I32ToV128),
  ...signed(['v128'], 'i32', V.fromV128ToI32),
  ...signed(['v128', 'v128', 'v128'], 'v128', V.fromV128V128V128ToV128),
} as Readonly<Record<PlainName, Signature>>
