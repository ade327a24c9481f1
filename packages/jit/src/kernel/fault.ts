/**
 * What only the numbers can tell is wrong: an index outside of its axis, a singular matrix. Where the
 * eager operation raises an error, a kernel goes on within its buffers and leaves a mark, and whoever
 * ran it finds the error by running the same program eagerly on the same operands.
 */
import type { Body } from '../wasm/body.js'
import { type Expr, i32, load } from '../wasm/code.js'

/** Where the mark lies: an i32 in the first page, below the constants; 0 as long as nothing is wrong. */
export const FAULT = 16

/** What a kernel computed since the mark was last cleared is not to be used. */
export const markFault = (body: Body): void => body.store('i32.store', 0, FAULT, 1)

/** 1 as long as nothing is wrong: loops that go on until something is so ask before each round. */
export const noFault = (): Expr => i32.eqz(load('i32.load', 0, FAULT))

/** Whether something was wrong; the mark is cleared. */
export const takeFault = (bytes: Uint8Array): boolean => {
  const marked = bytes[FAULT] !== 0
  if (marked) bytes[FAULT] = 0
  return marked
}
