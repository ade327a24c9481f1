/** Runs of bytes whose length is known: copied, filled, or added, without a loop where they are short. */
import type { Body, Local } from '../wasm/body.js'
import { type Expr, f32, f32x4, f64, f64x2, i32, i32x4, load } from '../wasm/code.js'

/** Up to this many bytes a run is straight code. */
const STRAIGHT = 512

/** Calls `piece` for the whole vectors of a run; says where, and at which offset, the rest is. */
const eachPiece = (
  body: Body,
  bytes: number,
  addresses: readonly Expr[],
  piece: (at: readonly Expr[], offset: number) => void,
): { readonly at: readonly Expr[]; readonly done: number } => {
  const whole = bytes - (bytes % 16)
  if (bytes <= STRAIGHT) {
    for (let offset = 0; offset < whole; offset += 16) piece(addresses, offset)
    return { at: addresses, done: whole }
  }
  const moving = addresses.map(a => body.keep(a))
  const rounds = Math.floor(bytes / 64)
  body.for(0, rounds, () => {
    for (let offset = 0; offset < 64; offset += 16) piece(moving, offset)
    for (const a of moving) body.set(a, i32.add(a, 64))
  })
  const done = whole - 64 * rounds
  for (let offset = 0; offset < done; offset += 16) piece(moving, offset)
  return { at: moving, done }
}

/** Copies `bytes` bytes; source and target do not overlap. */
export const copyRun = (body: Body, from: Expr, to: Expr, bytes: number): void => {
  const { at, done } = eachPiece(body, bytes, [from, to], ([x, y], offset) => {
    body.store('v128.store', y as Expr, offset, load('v128.load', x as Expr, offset))
  })
  const [x, y] = at as [Expr, Expr]
  const rest = bytes % 16
  if (rest > 0 && done >= 16) {
    // One more vector, which overlaps the one before.
    const last = done + rest - 16
    body.store('v128.store', y, last, load('v128.load', x, last))
    return
  }
  let offset = done
  if (rest & 8) {
    body.store('i64.store', y, offset, load('i64.load', x, offset))
    offset += 8
  }
  if (rest & 4) {
    body.store('i32.store', y, offset, load('i32.load', x, offset))
    offset += 4
  }
  if (rest & 2) {
    body.store('i32.store16', y, offset, load('i32.load16_u', x, offset))
    offset += 2
  }
  if (rest & 1) body.store('i32.store8', y, offset, load('i32.load8_u', x, offset))
}

/** Fills `bytes` bytes with the elements of a vector that holds the same one in all lanes. */
export const fillRun = (body: Body, to: Expr, bytes: number, value: Local): void => {
  const { at, done } = eachPiece(body, bytes, [to], ([y], offset) => {
    body.store('v128.store', y as Expr, offset, value)
  })
  const y = at[0] as Expr
  let offset = done
  const rest = bytes % 16
  if (rest & 8) {
    body.storeLane('v128.store64_lane', y, offset, value, 0)
    offset += 8
  }
  if (rest & 4) {
    body.storeLane('v128.store32_lane', y, offset, value, 0)
    offset += 4
  }
  for (let b = 0; b < (rest & 3); b++) body.storeLane('v128.store8_lane', y, offset + b, value, b)
}

const additions = {
  float32: { vector: f32x4, scalar: f32, read: 'f32.load', write: 'f32.store', size: 4 },
  float64: { vector: f64x2, scalar: f64, read: 'f64.load', write: 'f64.store', size: 8 },
  int32: { vector: i32x4, scalar: i32, read: 'i32.load', write: 'i32.store', size: 4 },
} as const

export type Added = 'float32' | 'float64' | 'int32'

/** to += from, `bytes` bytes of them. */
export const addRun = (body: Body, dtype: Added, from: Expr, to: Expr, bytes: number): void => {
  const { vector, scalar, read, write, size } = additions[dtype]
  const { at, done } = eachPiece(body, bytes, [from, to], ([x, y], offset) => {
    const sum = vector.add(
      load('v128.load', y as Expr, offset),
      load('v128.load', x as Expr, offset),
    )
    body.store('v128.store', y as Expr, offset, sum)
  })
  const [x, y] = at as [Expr, Expr]
  for (let offset = done; offset < done + (bytes % 16); offset += size)
    body.store(write, y, offset, scalar.add(load(read, y, offset), load(read, x, offset)))
}
