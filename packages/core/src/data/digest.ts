/** A digest of numbers, by which they can be told apart without being compared one by one. */
import type { Values } from './dtype.js'

const rotated = (x: number, by: number): number => (x << by) | (x >>> (32 - by))

/** One step of MurmurHash3 (Appleby 2011): a word taken into 32 bits of state. */
const taken = (state: number, word: number, c: number, d: number): number =>
  Math.imul(rotated(state ^ Math.imul(rotated(Math.imul(word, c), 15), d), 13), 5) + 0xe6546b64

/** Its end: every bit of the state changes half of the others. */
const finished = (state: number): string => {
  const a = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
  const b = Math.imul(a ^ (a >>> 13), 0xc2b2ae35)
  return ((b ^ (b >>> 16)) >>> 0).toString(16).padStart(8, '0')
}

/**
 * 64 bits as text. Numbers that differ in any element, in their order or count, and be it in the sign
 * of 0, have different ones but for one chance in 2^64; every NaN is the same.
 */
export const digest = (values: Values): string => {
  const number = new Float64Array(1)
  const words = new Uint32Array(number.buffer)
  let left = values.length
  let right = ~values.length
  for (let i = 0; i < values.length; i++) {
    const x = values[i] as number
    number[0] = Number.isNaN(x) ? Number.NaN : x
    const low = words[0] as number
    const high = words[1] as number
    left = taken(taken(left, low, 0xcc9e2d51, 0x1b873593), high, 0xcc9e2d51, 0x1b873593)
    right = taken(taken(right, high, 0x239b961b, 0xab0e9789), low, 0x239b961b, 0xab0e9789)
  }
  return finished(left) + finished(right)
}
