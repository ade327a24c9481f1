/** Transposes of two axes, in square tiles of vectors. */
import type { Body, Local } from '../wasm/body.js'
import { constant, type Expr, i32, load, shuffle32 } from '../wasm/code.js'
import { type Axis, along, type Share } from './axis.js'
import type { Element } from './element.js'

/** Rows of a blocked transpose: a cache line of elements. */
export const lineOf = (word: Element): number => 64 / word.bytes

/** `lanes` vectors that are the columns of `lanes` vectors. */
const columns = (body: Body, rows: readonly Expr[]): readonly Expr[] => {
  const pick = (a: number, b: number, order: readonly number[], from = rows): Local =>
    body.keep(shuffle32(from[a] as Expr, from[b] as Expr, order))
  if (rows.length === 2) return [pick(0, 1, [0, 1, 4, 5]), pick(0, 1, [2, 3, 6, 7])]
  const low = [0, 4, 1, 5]
  const high = [2, 6, 3, 7]
  const half = [pick(0, 1, low), pick(0, 1, high), pick(2, 3, low), pick(2, 3, high)]
  return [
    pick(0, 2, [0, 1, 4, 5], half),
    pick(0, 2, [2, 3, 6, 7], half),
    pick(1, 3, [0, 1, 4, 5], half),
    pick(1, 3, [2, 3, 6, 7], half),
  ]
}

/**
 * Rows of the result are columns of the source: `across` lies side by side there, `down` here. Taken a
 * cache line of rows at a time, so that each line of the source is read once, in square tiles.
 */
export const transpose = (
  body: Body,
  word: Element,
  across: Axis,
  down: Axis,
  to: Expr,
  from: Expr,
  share?: Share,
): void => {
  const lanes = 16 / word.bytes
  const line = lineOf(word)
  const [source, target] = [body.keep(from), body.keep(to)]
  const place = (axis: Axis, end: 'from' | 'to', i: number): number => axis[end] * i * word.bytes
  const plus = (address: Expr, n: number): Expr => (n === 0 ? address : i32.add(address, n))
  const single = (s: Expr, t: Expr, r: number, c: number): void =>
    word.store(
      body,
      plus(t, place(across, 'to', r)),
      c * word.bytes,
      word.load(plus(s, place(down, 'from', c)), r * word.bytes),
    )
  const tile = (s: Expr, t: Expr, r: number): void => {
    const read = Array.from({ length: lanes }, (_, c) =>
      body.keep(load('v128.load', plus(s, place(down, 'from', c)), r * word.bytes)),
    )
    columns(body, read).forEach((column, i) => {
      body.store('v128.store', plus(t, place(across, 'to', r + i)), 0, column)
    })
  }
  const block = (u: Expr, rows: number): void => {
    const s = body.keep(along(source, u, line, word))
    const t = body.keep(along(target, u, line * across.to, word))
    const whole = down.n - (down.n % lanes)
    body.for(0, whole / lanes, () => {
      for (let r = 0; r + lanes <= rows; r += lanes) tile(s, t, r)
      for (let r = rows - (rows % lanes); r < rows; r++)
        for (let c = 0; c < lanes; c++) single(s, t, r, c)
      body.set(s, i32.add(s, place(down, 'from', lanes)))
      body.set(t, i32.add(t, 16))
    })
    for (let c = 0; c < down.n - whole; c++) for (let r = 0; r < rows; r++) single(s, t, r, c)
  }
  const full = Math.floor(across.n / line)
  const rest = across.n % line
  if (share === undefined) {
    body.for(0, full, u => block(u, line))
    if (rest > 0) block(constant('i32', full), rest)
  } else {
    const end = body.keep(share.to)
    if (rest > 0) body.if(i32.gt_s(end, full), () => body.set(end, full))
    body.for(share.from, end, u => block(u, line))
    if (rest > 0) body.if(i32.gt_s(share.to, full), () => block(constant('i32', full), rest))
  }
}
