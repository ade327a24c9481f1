/** Random bits and what is made of them, four counters at a time. */
import { type Aval, type Param, sizeOf } from '@miniflow/core/extend'
import type { Body, Local } from '../wasm/body.js'
import {
  type Arg,
  constant,
  type Expr,
  extract,
  f32x4,
  f64x2,
  i32,
  i32x4,
  load,
  replace,
  shuffle32,
  v128,
} from '../wasm/code.js'
import type { ModuleWriter } from '../wasm/module.js'
import { pooledF32, pooledF64 } from '../wasm/pool.js'
import { type Kernel, type KernelWriter, kernel, nameOf } from './kernel.js'
import { hash, hash4, type Key, keyOf, splatKey } from './threefry.js'

const keyAt = (body: Body, address: Expr): Key => {
  const at = body.keep(address)
  return keyOf(body, load('i32.load', at), load('i32.load', at, 4))
}

/** A vector of whole numbers. */
const vector = (body: Body, numbers: readonly Arg[]): Local<'v128'> => {
  const made = body.keep(i32x4.splat(numbers[0] as Arg) as Expr<'v128'>)
  numbers.slice(1).forEach((x, i) => {
    body.set(made, replace('i32x4.replace_lane', made, i + 1, x))
  })
  return made
}

/** What is drawn from a stream of random words. */
interface Stream {
  /** Bytes that a counter gives, and bytes of an element. */
  readonly bytes: number
  readonly element: 4 | 8
  /** What a key is made into once; then the results of four counters, in the order of memory. */
  readonly prepare: (body: Body, key: Key) => (counters: Expr) => readonly Expr[]
}

/** Writes the first `bytes` bytes of vectors. */
const storeFirst = (
  body: Body,
  to: Expr,
  vectors: readonly Expr[],
  bytes: number,
  element: 4 | 8,
): void =>
  vectors.forEach((made, i) => {
    const left = bytes - 16 * i
    if (left >= 16) body.store('v128.store', to, 16 * i, made)
    else if (left > 0) {
      const kept = body.keep(made)
      const name = element === 8 ? 'v128.store64_lane' : 'v128.store32_lane'
      for (let at = 0; at < left; at += element)
        body.storeLane(name, to, 16 * i + at, kept, at / element)
    }
  })

/** `count` results for each key. A unit is a key, or of a single key four counters. */
const draw = (
  name: string,
  module: ModuleWriter,
  key: Aval | undefined,
  count: number,
  { bytes, element, prepare }: Stream,
): Kernel => {
  const keys = sizeOf(key?.shape.slice(0, -1) ?? [])
  const [full, rest] = [Math.floor(count / 4), count % 4]
  return kernel(
    module,
    nameOf(name, keys, count),
    1,
    { units: Math.max(1, keys === 1 ? Math.ceil(count / 4) : keys) },
    (body, { operands: [from], out, from: begin, to: end }) => {
      if (keys * count === 0) return
      const first = vector(body, [0, 1, 2, 3])
      const ofKey = (k: Arg, start: Arg, stop: Arg): void => {
        const give = prepare(body, keyAt(body, i32.add(from ?? 0, i32.mul(k, 8))))
        const target = body.keep(i32.add(out, i32.mul(k, count * bytes)))
        const block = (i: Expr, counters: number): void => {
          const low = body.keep(i32x4.add(i32x4.splat(i32.mul(i, 4)), first))
          const to = body.keep(i32.add(target, i32.mul(i, 4 * bytes)))
          storeFirst(body, to, give(low), counters * bytes, element)
        }
        const last = body.local('i32', stop)
        if (rest > 0) body.if(i32.gt_s(last, full), () => body.set(last, full))
        body.for(start, last, i => block(i, 4))
        if (rest > 0) body.if(i32.gt_s(stop, full), () => block(constant('i32', full), rest))
      }
      if (keys === 1) ofKey(0, begin, end)
      else body.for(begin, end, k => ofKey(k, 0, Math.ceil(count / 4)))
    },
  )
}

const numbers = (param: Param | undefined): readonly number[] => param as readonly number[]

/** The two words of a counter as one. */
const mixed = ([w0, w1]: readonly [Expr, Expr]): Expr => v128.xor(w0, w1)

/** A stream of one vector for four counters, made of both words. */
const ofWords = (
  element: 4 | 8,
  bytes: number,
  make: (words: readonly [Expr, Expr]) => readonly Expr[],
): Stream => ({
  bytes,
  element,
  prepare: (body, key) => {
    const wide = splatKey(body, key)
    return counters => make(hash4(body, wide, counters))
  },
})

export const randomBits: KernelWriter = (module, { params }, [key]) =>
  draw(
    'randomBits',
    module,
    key,
    sizeOf(numbers(params.shape)),
    ofWords(4, 4, w => [mixed(w)]),
  )

/** Uniform on [0, 1) with 23 random bits, or with 52: all of the first word, 20 of the second. */
const uniforms = {
  float32: ofWords(4, 4, w => [
    f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(mixed(w), 9)), pooledF32(2 ** -23)),
  ]),
  float64: ofWords(8, 8, ([w0, w1]) => {
    const half = (lanes: readonly number[]): Expr =>
      f64x2.add(
        f64x2.mul(f64x2.convert_low_i32x4_u(shuffle32(w0, w0, lanes)), pooledF64(2 ** -32)),
        f64x2.mul(
          f64x2.convert_low_i32x4_u(shuffle32(i32x4.shr_u(w1, 12), w1, lanes)),
          pooledF64(2 ** -52),
        ),
      )
    return [half([0, 1, 0, 1]), half([2, 3, 2, 3])]
  }),
} as const

export const randomUniform: KernelWriter = (module, { params }, [key]) => {
  const dtype = params.dtype as keyof typeof uniforms
  const name = nameOf('randomUniform', dtype)
  return draw(name, module, key, sizeOf(numbers(params.shape)), uniforms[dtype])
}

/** New keys: both words of each counter. */
const pairs = ofWords(4, 8, ([w0, w1]) => [
  shuffle32(w0, w1, [0, 4, 1, 5]),
  shuffle32(w0, w1, [2, 6, 3, 7]),
])

export const randomSplit: KernelWriter = (module, { params }, [key]) =>
  draw('randomSplit', module, key, params.n as number, pairs)

/**
 * Whole numbers from low to high - 1: the words of two keys, h and l, as one number 2^32 h + l modulo
 * the span, in arithmetic of 32 bits: 2^32 = (2^16)^2 modulo the span as well. A span of 2^32 takes l.
 */
const integers = (low: number, high: number): Stream => {
  const span = (high - low) >>> 0
  const root = span === 0 ? 0 : 2 ** 16 % span
  const factor = span === 0 ? 0 : (Math.imul(root, root) >>> 0) % span
  const reduced = (h: Expr, l: Expr): Expr =>
    i32.rem_u(i32.add(i32.mul(i32.rem_u(h, span), factor), i32.rem_u(l, span)), span)
  return {
    bytes: 4,
    element: 4,
    prepare: (body, key) => {
      const half = (i: number): Key => splatKey(body, keyOf(body, ...hash(body, key, i)))
      const [upper, lower] = [half(0), half(1)]
      return counters => {
        const words = (k: Key): Local => body.keep(mixed(hash4(body, k, counters)))
        const l = words(lower)
        if (span === 0) return [i32x4.add(l, i32x4.splat(low))]
        const h = words(upper)
        const lane = (i: number): Expr =>
          reduced(extract('i32x4.extract_lane', h, i), extract('i32x4.extract_lane', l, i))
        return [
          vector(
            body,
            [0, 1, 2, 3].map(i => i32.add(lane(i), low)),
          ),
        ]
      }
    },
  }
}

export const randomInt: KernelWriter = (module, { params }, [key]) => {
  const [low, high] = [params.low as number, params.high as number]
  const name = nameOf('randomInt', low, high)
  return draw(name, module, key, sizeOf(numbers(params.shape)), integers(low, high))
}

/** Each key hashed with one word of data. */
export const randomFoldIn: KernelWriter = (module, _, [key]) => {
  const keys = sizeOf(key?.shape.slice(0, -1) ?? [])
  return kernel(
    module,
    nameOf('randomFoldIn', keys),
    2,
    { units: Math.max(1, keys) },
    (body, { operands: [from, data], out, from: begin, to: end }) => {
      if (keys === 0) return
      body.for(begin, end, i => {
        const key8 = keyAt(body, i32.add(from ?? 0, i32.mul(i, 8)))
        const [w0, w1] = hash(body, key8, load('i32.load', i32.add(data ?? 0, i32.mul(i, 4))))
        const to = body.keep(i32.add(out, i32.mul(i, 8)))
        body.store('i32.store', to, 0, w0)
        body.store('i32.store', to, 4, w1)
      })
    },
  )
}
