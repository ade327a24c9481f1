/**
 * Vector constants in memory. Engines load a constant from memory faster than they make one from
 * `v128.const` (twice as fast in loops on Node 24), so the first page of every memory that our modules
 * share holds all constants that any of them uses. A constant keeps its place for ever.
 */

import { float32Bytes, float64Bytes } from './bytes.js'
import { type Expr, f32x4, f64x2, load } from './code.js'

/** Addresses below this one hold constants. */
export const POOL_BYTES = 65536

/** The first bytes stay free: address 0 is no constant. */
const FIRST = 64

const places = new Map<string, number>()
const contents: (readonly number[])[] = []

const place = (bytes: readonly number[]): number | undefined => {
  const key = bytes.join()
  const known = places.get(key)
  if (known !== undefined) return known
  const address = FIRST + 16 * contents.length
  if (address + 16 > POOL_BYTES) return undefined
  places.set(key, address)
  contents.push(bytes)
  return address
}

const repeat = (bytes: readonly number[]): readonly number[] =>
  Array.from({ length: 16 }, (_, i) => bytes[i % bytes.length] as number)

const at = (bytes: readonly number[], otherwise: () => Expr): Expr<'v128'> => {
  const address = place(repeat(bytes))
  return (address === undefined ? otherwise() : load('v128.load', 0, address)) as Expr<'v128'>
}

/** Four times x, read from memory. */
export const pooledF32 = (x: number): Expr<'v128'> => at(float32Bytes(x), () => f32x4.splat(x))

/** Twice x, read from memory. */
export const pooledF64 = (x: number): Expr<'v128'> => at(float64Bytes(x), () => f64x2.splat(x))

/** How many constants there are; a memory that has fewer must be written again. */
export const pooled = (): number => contents.length

/** Writes the constants from number `first` on into a memory. */
export const writePool = (memory: WebAssembly.Memory, first = 0): void => {
  const bytes = new Uint8Array(memory.buffer)
  for (let i = first; i < contents.length; i++) bytes.set(contents[i] as number[], FIRST + 16 * i)
}
