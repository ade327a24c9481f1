/**
 * Vector constants in memory. Engines load a constant from memory faster than they make one from
 * `v128.const` (twice as fast in loops on Node 24), so the first page of every memory that our modules
 * share holds all constants that any of them uses. A constant keeps its place for ever.
 */

import { type Expr, f32x4, f64x2, load } from './code.js'

/** Addresses below this one hold constants. */
export const POOL_BYTES = 65536

/** The first bytes stay free: address 0 is no constant. */
const FIRST = 64

/** The low and the high four bytes of each constant, which has them twice. */
const contents: (readonly [low: number, high: number])[] = []
const reads = new Map<string, Expr<'v128'>>()

const scratch = new DataView(new ArrayBuffer(8))

/** Reads the constant whose eight bytes are in `scratch`, twice. */
const pooledScratch = (otherwise: () => Expr): Expr<'v128'> => {
  const words = [scratch.getInt32(0, true), scratch.getInt32(4, true)] as const
  const key = `${words[0]},${words[1]}`
  const known = reads.get(key)
  if (known !== undefined) return known
  const address = FIRST + 16 * contents.length
  if (address + 16 > POOL_BYTES) return otherwise() as Expr<'v128'>
  contents.push(words)
  const read = load('v128.load', 0, address)
  reads.set(key, read)
  return read
}

/** Four times x, read from memory. */
export const pooledF32 = (x: number): Expr<'v128'> => {
  scratch.setFloat32(0, x, true)
  scratch.setFloat32(4, x, true)
  return pooledScratch(() => f32x4.splat(x))
}

/** Twice x, read from memory. */
export const pooledF64 = (x: number): Expr<'v128'> => {
  scratch.setFloat64(0, x, true)
  return pooledScratch(() => f64x2.splat(x))
}

/** How many constants there are; a memory that has fewer must be written again. */
export const pooled = (): number => contents.length

/** Writes the constants from number `first` on into a memory. */
export const writePool = (memory: WebAssembly.Memory, first = 0): void => {
  const view = new DataView(memory.buffer)
  contents.slice(first).forEach((words, i) => {
    for (const at of [0, 4, 8, 12])
      view.setInt32(FIRST + 16 * (first + i) + at, words[(at >> 2) % 2] as number, true)
  })
}
