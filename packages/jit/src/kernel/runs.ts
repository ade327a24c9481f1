/** Runs of elements that lie side by side: copied, repeated, turned round and added up in vectors. */
import type { Body } from '../wasm/body.js'
import {
  type Arg,
  constant,
  type Expr,
  f32x4,
  f64x2,
  i8x16,
  i32,
  i32x4,
  i64x2,
  load,
  shuffle,
} from '../wasm/code.js'
import { add, type Element } from './element.js'

/** Above this many bytes the engine's own copy is faster than a loop. */
const LONG = 512

const zero = constant('i32', 0)

/** address + at, where `at` is the loop's position, or nothing in code without a loop. */
const plus = (address: Arg, at: Expr): Arg => (at === zero ? address : i32.add(address, at))

/**
 * `vector` for whole vectors of 16 bytes, then `single` for each element left: what they touch lies
 * `offset` bytes (known now) and `at` bytes (known then) from the start of the run.
 */
const inVectors = (
  body: Body,
  bytes: number,
  size: number,
  vector: (offset: number, at: Expr) => void,
  single: (offset: number, at: Expr) => void,
): void => {
  const whole = bytes & -16
  if (whole <= 64) for (let offset = 0; offset < whole; offset += 16) vector(offset, zero)
  else body.for(0, whole, at => vector(0, at), 16)
  for (let offset = whole; offset < bytes; offset += size) single(offset, zero)
}

/** Copies `bytes` bytes, a number known now; the runs do not overlap. */
export const copyRun = (body: Body, word: Element, to: Expr, from: Expr, bytes: number): void => {
  if (bytes > LONG) {
    body.copy(to, from, bytes)
    return
  }
  const [target, source] = bytes > word.bytes ? [body.keep(to), body.keep(from)] : [to, from]
  inVectors(
    body,
    bytes,
    word.bytes,
    (offset, at) =>
      body.store(
        'v128.store',
        plus(target, at),
        offset,
        load('v128.load', plus(source, at), offset),
      ),
    (offset, at) => word.store(body, plus(target, at), offset, word.load(plus(source, at), offset)),
  )
}

const splats: { readonly [bytes: number]: (x: Expr) => Expr } = {
  1: x => i8x16.splat(x),
  4: x => i32x4.splat(x),
  8: x => i64x2.splat(x),
}

const splat = (word: Element, x: Expr): Expr => (splats[word.bytes] as (x: Expr) => Expr)(x)

/** Writes `value` to `bytes` bytes from `to` on, a number known now. */
export const fillRun = (body: Body, word: Element, to: Expr, value: Expr, bytes: number): void => {
  const [target, one] = [body.keep(to), body.keep(value)]
  const many = bytes < 16 ? one : body.keep(splat(word, one))
  inVectors(
    body,
    bytes,
    word.bytes,
    (offset, at) => body.store('v128.store', plus(target, at), offset, many),
    (offset, at) => word.store(body, plus(target, at), offset, one),
  )
}

/** The same for a number of bytes that is known then. */
export const fillBytes = (body: Body, word: Element, to: Expr, value: Expr, bytes: Expr): void => {
  const [one, at, end] = [body.keep(value), body.keep(to), body.local('i32')]
  const many = body.keep(splat(word, one))
  body.set(end, i32.add(at, bytes))
  const step = (size: number, write: () => void): void =>
    body.while(
      () => i32.le_u(i32.add(at, size), end),
      () => {
        write()
        body.set(at, i32.add(at, size))
      },
    )
  step(16, () => body.store('v128.store', at, 0, many))
  step(word.bytes, () => word.store(body, at, 0, one))
}

/** The elements of a vector in reverse order. */
const reversal = (size: number): readonly number[] =>
  Array.from({ length: 16 }, (_, i) => 16 - size - i + 2 * (i % size))

/** Copies a run backwards: `from` is its last element, which comes first. */
export const reverseRun = (
  body: Body,
  word: Element,
  to: Expr,
  from: Expr,
  bytes: number,
): void => {
  const [target, last] = [body.keep(to), body.keep(from)]
  const size = word.bytes
  // Counted from the front of the run, which lies bytes - size before its last element.
  const first = body.keep(i32.sub(last, bytes - size))
  const whole = bytes & -16
  const order = reversal(size)
  const backwards = (at: Expr): Expr => i32.sub(i32.add(first, bytes - 16), at)
  body.for(
    0,
    whole,
    at => {
      const vector = body.keep(load('v128.load', backwards(at)))
      body.store('v128.store', i32.add(target, at), 0, shuffle(vector, vector, order))
    },
    16,
  )
  for (let offset = whole; offset < bytes; offset += size)
    word.store(body, target, offset, word.load(first, bytes - size - offset))
}

const sums = {
  f32: (x: Expr, y: Expr): Expr => f32x4.add(x, y),
  f64: (x: Expr, y: Expr): Expr => f64x2.add(x, y),
  i32: (x: Expr, y: Expr): Expr => i32x4.add(x, y),
} as const

/** Adds a run to another, element by element, for a number of bytes that is known then. */
export const addRun = (body: Body, element: Element, to: Expr, from: Expr, bytes: Expr): void => {
  const [target, source, end] = [body.keep(to), body.keep(from), body.local('i32')]
  body.set(end, i32.add(target, bytes))
  const step = (size: number, write: () => void): void =>
    body.while(
      () => i32.le_u(i32.add(target, size), end),
      () => {
        write()
        body.set(target, i32.add(target, size))
        body.set(source, i32.add(source, size))
      },
    )
  if (element.bytes > 1)
    step(16, () => {
      const sum = sums[element.type as keyof typeof sums]
      const both = sum(load('v128.load', target), load('v128.load', source))
      body.store('v128.store', target, 0, both)
    })
  step(element.bytes, () =>
    element.store(body, target, 0, add(element, element.load(target), element.load(source))),
  )
}
