/**
 * Threefry-2x32 with 20 rounds, the counter-based generator of Salmon, Moraes, Dror and Shaw,
 * "Parallel random numbers: as easy as 1, 2, 3" (2011), for one counter or for four at once.
 */
import type { Body } from '../wasm/body.js'
import { type Arg, type Expr, i32, i32x4, v128 } from '../wasm/code.js'

const PARITY = 0x1bd11bda
const ROTATIONS = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const

/** Arithmetic on words of 32 bits: one, or four side by side. */
interface Words {
  readonly add: (x: Arg, y: Arg) => Expr
  readonly xor: (x: Arg, y: Arg) => Expr
  readonly rotl: (body: Body, x: Expr, bits: number) => Expr
  readonly number: (x: number) => Arg
}

const one: Words = {
  add: i32.add,
  xor: i32.xor,
  rotl: (_, x, bits) => i32.rotl(x, bits),
  number: x => x,
}

const four: Words = {
  add: i32x4.add,
  xor: v128.xor,
  rotl: (body, x, bits) => {
    const word = body.keep(x)
    return v128.or(i32x4.shl(word, bits), i32x4.shr_u(word, 32 - bits))
  },
  number: x => i32x4.splat(x),
}

/** The three words of a key: both, and their sum modulo 2 with the parity. */
export type Key = readonly [Expr, Expr, Expr]

const encrypt = (
  words: Words,
  body: Body,
  key: Key,
  high: Arg,
  low: Arg,
): readonly [Expr, Expr] => {
  const { add, xor, rotl, number } = words
  const a = body.keep(add(high, key[0]))
  const b = body.keep(add(low, key[1]))
  for (let group = 0; group < 5; group++) {
    for (const bits of ROTATIONS[(group % 2) as 0 | 1]) {
      body.set(a, add(a, b))
      body.set(b, xor(rotl(body, b, bits), a))
    }
    const [first, second] = [(group + 1) % 3, (group + 2) % 3] as [0 | 1 | 2, 0 | 1 | 2]
    body.set(a, add(a, key[first]))
    body.set(b, add(b, add(key[second], number(group + 1))))
  }
  return [a, b]
}

/** The key whose two words are these. */
export const keyOf = (body: Body, first: Expr, second: Expr): Key => {
  const [k0, k1] = [body.keep(first), body.keep(second)]
  return [k0, k1, body.keep(i32.xor(i32.xor(k0, k1), PARITY))]
}

/** The same key for four counters at once. */
export const splatKey = (body: Body, [k0, k1, k2]: Key): Key => [
  body.keep(i32x4.splat(k0)),
  body.keep(i32x4.splat(k1)),
  body.keep(i32x4.splat(k2)),
]

/** Two random words: the counter (0, low) under the key. */
export const hash = (body: Body, key: Key, low: Arg): readonly [Expr, Expr] =>
  encrypt(one, body, key, 0, low)

/** Twice four random words: four counters (0, low) under a key of `splatKey`. */
export const hash4 = (body: Body, key: Key, low: Expr): readonly [Expr, Expr] =>
  encrypt(four, body, key, i32x4.splat(0), low)
