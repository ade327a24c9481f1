/** Axes along which elements move, and how far. */
import type { Local } from '../wasm/body.js'
import { type Expr, i32 } from '../wasm/code.js'
import type { Element } from './element.js'

/** An axis of a box: its length, and how many elements neighbours are apart at either side. */
export interface Axis {
  readonly n: number
  readonly from: number
  readonly to: number
}

/** Which part of the first axis is to be moved. */
export interface Share {
  readonly from: Local<'i32'>
  readonly to: Local<'i32'>
}

/** Places known only then: i elements of `stride` on. */
export const along = (address: Expr, i: Expr, stride: number, word: Element): Expr =>
  stride === 0 ? address : i32.add(address, i32.mul(i, stride * word.bytes))
