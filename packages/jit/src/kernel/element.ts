/** Elements in memory: how those of a dtype are read, written and computed with. */
import type { DType } from '@miniflow/core'
import type { LoadName, StoreName } from '../wasm/accesses.js'
import type { Body } from '../wasm/body.js'
import { type Arg, type Expr, f32, f64, i32, load } from '../wasm/code.js'
import type { ValueType } from '../wasm/instructions.js'

export interface Element {
  readonly bytes: number
  readonly type: Exclude<ValueType, 'v128'>
  readonly load: (address: Arg, offset?: number) => Expr
  readonly store: (body: Body, address: Arg, offset: number, value: Arg) => void
}

const element = (
  bytes: number,
  type: Element['type'],
  read: LoadName,
  write: StoreName,
): Element => ({
  bytes,
  type,
  load: (address, offset = 0) => load(read, address, offset),
  store: (body, address, offset, value) => body.store(write, address, offset, value),
})

export const elements: { readonly [dtype in DType]: Element } = {
  float32: element(4, 'f32', 'f32.load', 'f32.store'),
  float64: element(8, 'f64', 'f64.load', 'f64.store'),
  int32: element(4, 'i32', 'i32.load', 'i32.store'),
  bool: element(1, 'i32', 'i32.load8_u', 'i32.store8'),
}

/** How elements are moved that nothing is computed with: by their size alone. */
export const words: { readonly [bytes: number]: Element } = {
  1: element(1, 'i32', 'i32.load8_u', 'i32.store8'),
  4: element(4, 'i32', 'i32.load', 'i32.store'),
  8: element(8, 'i64', 'i64.load', 'i64.store'),
}

export const wordOf = (dtype: DType): Element => words[elements[dtype].bytes] as Element

/** The sum of two elements; whole numbers wrap around. */
export const add = (element: Element, x: Expr, y: Expr): Expr =>
  element.type === 'f32' ? f32.add(x, y) : element.type === 'f64' ? f64.add(x, y) : i32.add(x, y)

const toDouble: { readonly [dtype in DType]: (x: Expr) => Expr } = {
  float32: x => f64.promote_f32(x),
  float64: x => x,
  int32: x => f64.convert_i32_s(x),
  bool: x => f64.convert_i32_s(x),
}

/** An element in double precision. */
export const loadDouble = (dtype: DType, address: Arg, offset = 0): Expr =>
  toDouble[dtype](elements[dtype].load(address, offset))

/** A number in double precision, rounded to the dtype. */
export const storeDouble = (
  body: Body,
  dtype: 'float32' | 'float64',
  address: Arg,
  offset: number,
  value: Expr,
): void =>
  elements[dtype].store(body, address, offset, dtype === 'float32' ? f32.demote_f64(value) : value)
