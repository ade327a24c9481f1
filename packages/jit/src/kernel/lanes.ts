/** The three ways of computing side by side: one element, four of 32 bits, two of 64. */
import type { DType } from '@miniflow/core'
import { lanes2 } from '../math/lanes2.js'
import { lanes4 } from '../math/lanes4.js'
import type { Rule, Writer } from '../math/rule.js'
import { scalar } from '../math/scalar.js'
import {
  type Arg,
  constant,
  type Expr,
  extract,
  f64x2,
  i8x16,
  i16x8,
  i32,
  i32x4,
  i64,
  i64x2,
  load,
  replace,
  v128,
} from '../wasm/code.js'
import { pooledF32, pooledF64 } from '../wasm/pool.js'
import { elements } from './element.js'
import { type Applied, type Term, typesOf } from './term.js'

export interface Lanes {
  readonly count: 1 | 2 | 4
  /** Whether elements of a dtype can be side by side so. */
  readonly holds: (dtype: DType) => boolean
  readonly rule: (term: Applied) => Rule | undefined
  readonly constant: (dtype: DType, value: number) => Expr
  /** Elements side by side in memory. */
  readonly load: (dtype: DType, address: Arg, offset: number) => Expr
  /** One element of memory in all lanes. */
  readonly splat: (dtype: DType, address: Arg, offset: number) => Expr
  /** Elements that are `step` bytes apart. */
  readonly gather: (dtype: DType, address: Arg, offset: number, step: number) => Expr
  readonly store: (w: Writer, dtype: DType, address: Arg, value: Expr) => void
  /** The first `count` lanes alone. */
  readonly storeSome: (w: Writer, dtype: DType, address: Arg, value: Expr, count: number) => void
}

const one: Lanes = {
  count: 1,
  holds: () => true,
  rule: term => scalar[term.name],
  constant: (dtype, value) => constant(elements[dtype].type as 'f64', value),
  load: (dtype, address, offset) => elements[dtype].load(address, offset),
  splat: (dtype, address, offset) => elements[dtype].load(address, offset),
  gather: (dtype, address, offset) => elements[dtype].load(address, offset),
  store: ({ body }, dtype, address, value) => elements[dtype].store(body, address, 0, value),
  storeSome: ({ body }, dtype, address, value) => elements[dtype].store(body, address, 0, value),
}

const ALL = -1

/** Bytes 0 or 1 as a mask of 32-bit lanes. */
const wide4 = (bytes: Expr): Expr =>
  i32x4.ne(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes)), i32x4.splat(0))

const narrow4 = (mask: Expr): Expr => {
  const halves = i16x8.narrow_i32x4_s(mask, i32x4.splat(0))
  return v128.and(i8x16.narrow_i16x8_s(halves, i32x4.splat(0)), i8x16.splat(1))
}

const splats4: { readonly [dtype in DType]?: (address: Arg, offset: number) => Expr } = {
  float32: (address, offset) => load('v128.load32_splat', address, offset),
  int32: (address, offset) => load('v128.load32_splat', address, offset),
  bool: (address, offset) =>
    i32x4.ne(i32x4.splat(load('i32.load8_u', address, offset)), i32x4.splat(0)),
}

const four: Lanes = {
  count: 4,
  holds: dtype => dtype !== 'float64',
  rule: term => lanes4[term.name](typesOf(term)),
  constant: (dtype, value) =>
    dtype === 'float32'
      ? pooledF32(value)
      : i32x4.splat(dtype === 'bool' ? (value === 0 ? 0 : ALL) : value),
  load: (dtype, address, offset) =>
    dtype === 'bool'
      ? wide4(load('v128.load32_zero', address, offset))
      : load('v128.load', address, offset),
  splat: (dtype, address, offset) =>
    (splats4[dtype] as (address: Arg, offset: number) => Expr)(address, offset),
  gather: (dtype, address, offset, step) => {
    const scale = dtype === 'bool' ? 'i32.load8_u' : 'i32.load'
    const lane = (i: number): Expr =>
      load(scale, i === 0 ? address : i32.add(address, i * step), offset)
    const words = [1, 2, 3].reduce(
      (vector, i) => replace('i32x4.replace_lane', vector, i, lane(i)) as Expr,
      i32x4.splat(lane(0)),
    )
    return dtype === 'bool' ? i32x4.ne(words, i32x4.splat(0)) : words
  },
  store: ({ body }, dtype, address, value) => {
    if (dtype !== 'bool') body.store('v128.store', address, 0, value)
    else body.store('i32.store', address, 0, extract('i32x4.extract_lane', narrow4(value), 0))
  },
  storeSome: ({ body }, dtype, address, value, count) => {
    const name = dtype === 'bool' ? 'v128.store8_lane' : 'v128.store32_lane'
    const vector = body.keep(dtype === 'bool' ? narrow4(value) : value)
    const to = body.keep(typeof address === 'number' ? constant('i32', address) : address)
    for (let i = 0; i < count; i++)
      body.storeLane(name, to, i * (dtype === 'bool' ? 1 : 4), vector, i)
  },
}

const flags2 = (first: Expr, second: Expr): Expr =>
  i64x2.ne(
    replace(
      'i64x2.replace_lane',
      i64x2.splat(i64.extend_i32_u(first)),
      1,
      i64.extend_i32_u(second),
    ),
    i64x2.splat(0),
  )

const byte = (address: Arg, offset: number): Expr => load('i32.load8_u', address, offset)

const two: Lanes = {
  count: 2,
  holds: dtype => dtype === 'float64' || dtype === 'bool',
  rule: term => lanes2[term.name](typesOf(term)),
  constant: (dtype, value) =>
    dtype === 'bool' ? i64x2.splat(value === 0 ? 0 : ALL) : pooledF64(value),
  load: (dtype, address, offset) =>
    dtype === 'bool'
      ? flags2(byte(address, offset), byte(address, offset + 1))
      : load('v128.load', address, offset),
  splat: (dtype, address, offset) =>
    dtype === 'bool'
      ? i64x2.ne(i64x2.splat(i64.extend_i32_u(byte(address, offset))), i64x2.splat(0))
      : load('v128.load64_splat', address, offset),
  gather: (dtype, address, offset, step) => {
    const next = i32.add(address, step)
    return dtype === 'bool'
      ? flags2(byte(address, offset), byte(next, offset))
      : replace(
          'f64x2.replace_lane',
          f64x2.splat(load('f64.load', address, offset)),
          1,
          load('f64.load', next, offset),
        )
  },
  store: (w, dtype, address, value) => {
    if (dtype === 'bool') two.storeSome(w, dtype, address, value, 2)
    else w.body.store('v128.store', address, 0, value)
  },
  storeSome: ({ body }, dtype, address, value, count) => {
    const vector = body.keep(dtype === 'bool' ? v128.and(value, i64x2.splat(1)) : value)
    const to = body.keep(typeof address === 'number' ? constant('i32', address) : address)
    for (let i = 0; i < count; i++)
      if (dtype === 'bool') body.storeLane('v128.store8_lane', to, i, vector, 8 * i)
      else body.storeLane('v128.store64_lane', to, 8 * i, vector, i)
  },
}

export const lanes: { readonly [count in 1 | 2 | 4]: Lanes } = { 1: one, 2: two, 4: four }

/** The widest way that has a rule for all of these terms. */
export const widest = (terms: readonly Term[]): Lanes => {
  const fits = (way: Lanes): boolean =>
    terms.every(
      term => way.holds(term.dtype) && (term.tag !== 'Applied' || way.rule(term) !== undefined),
    )
  return [four, two].find(fits) ?? one
}
