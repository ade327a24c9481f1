/** Reductions of terms: sums, extremes and truth over some axes, along rows or across them. */
import type { DType } from '@miniflow/core'
import type { Writer } from '../math/rule.js'
import type { Body, Local } from '../wasm/body.js'
import { type Arg, constant, type Expr, i32, select } from '../wasm/code.js'
import type { ModuleWriter } from '../wasm/module.js'
import { elements } from './element.js'
import { evaluate } from './evaluate.js'
import type { Kernel } from './kernel.js'
import { type Lanes, lanes, widest } from './lanes.js'
import { along, joinAxes, nest, placeOf, regroup, rowAddress } from './loops.js'
import { type Combine, lane, type Reduction, single, start, vectors } from './reduction.js'
import { keyOf, ordered, type Read, reads, type Term } from './term.js'

export interface ReduceSpec {
  readonly kind: Reduction
  readonly dtype: DType
  /** The axes that stay, and those that are reduced; the term's strides are along both, in this order. */
  readonly kept: readonly number[]
  readonly reduced: readonly number[]
  readonly term: Term
  readonly operands: number
}

/**
 * Rounds that are added up apart, and blocks of such blocks: the error of a sum of n numbers grows with
 * 32 log(n) / log(16) roundings and not with n.
 */
const BLOCK = 16

/** The largest power of the block that is less than half of n rounds, so that there are two at least. */
const blockOf = (n: number, step: number): number => {
  let size = BLOCK * step
  while (2 * BLOCK * size < n) size *= BLOCK
  return size
}

interface Setting {
  readonly w: Writer
  readonly way: Lanes
  readonly spec: ReduceSpec
  readonly combine: Combine
  readonly operands: readonly Expr[]
}

/** The term where its reads are at these indices; the last is that of the vectors, if there are any. */
const valueAt = (
  { w, way, spec, operands }: Setting,
  indices: readonly Expr[],
  vector: number,
): Expr => {
  const values = evaluate(w, way, [spec.term], term => {
    const read = term as Read
    const { bytes } = elements[read.dtype]
    const address = rowAddress(operands[read.operand] as Expr, read, indices)
    const stride = vector < 0 ? 0 : (read.strides[vector] as number)
    if (stride === 0) return way.splat(read.dtype, address, 0)
    if (stride === 1) return way.load(read.dtype, address, 0)
    return way.gather(read.dtype, w.body.keep(address), 0, stride * bytes)
  })
  return values.get(spec.term) as Expr
}

/** What is added up while the rounds go on: one local or several, side by side. */
type Totals = readonly Local[]

const fresh = ({ w, way, spec }: Setting, count: number, value: number): Totals =>
  Array.from({ length: count }, () =>
    w.body.local(
      way.count === 1 ? elements[spec.dtype].type : 'v128',
      way.constant(spec.dtype, value),
    ),
  )

/** Rounds from 0 to n: sums in blocks that have totals of their own, and blocks of blocks. */
const inBlocks = (
  setting: Setting,
  n: number,
  step: number,
  totals: Totals,
  value: (i: Local, which: number) => Expr,
): void => {
  const { w, spec, combine } = setting
  const { body } = w
  const add = (to: Totals, which: number, x: Expr): void =>
    body.set(to[which] as Local, combine(to[which] as Local, x))
  const rounds = (to: Totals, from: Arg, end: Arg, most: number): void => {
    if (spec.kind !== 'sum' || most <= 2 * BLOCK * step) {
      body.for(
        from,
        end,
        i => {
          for (const which of totals.keys()) add(to, which, value(i, which))
        },
        step,
      )
      return
    }
    const size = blockOf(most, step)
    const last = typeof end === 'number' ? constant('i32', end) : end
    const parts = fresh(setting, totals.length, 0)
    body.for(
      from,
      end,
      block => {
        for (const part of parts) body.set(part, setting.way.constant(spec.dtype, 0))
        const next = body.keep(i32.add(block, size))
        rounds(parts, block, body.keep(select(next, last, i32.lt_s(next, last))), size)
        for (const [which, part] of parts.entries()) add(to, which, part)
      },
      size,
    )
  }
  rounds(totals, 0, n, n)
}

/** The lanes of a vector as one element. */
const across = ({ way, spec }: Setting, vector: Local): Expr => {
  const one = single(spec.kind, spec.dtype)
  const parts = Array.from({ length: way.count }, (_, i) => lane(spec.dtype, vector, i))
  return parts.length === 2
    ? one(parts[0] as Expr, parts[1] as Expr)
    : one(one(parts[0] as Expr, parts[1] as Expr), one(parts[2] as Expr, parts[3] as Expr))
}

/** Along the reduced axes in vectors of the last, and what is left of it one by one. */
const alongRows = (setting: Setting, kept: readonly Local[], address: Expr): void => {
  const { w, way, spec } = setting
  const { body } = w
  const begin = start(spec.kind, spec.dtype)
  const alone = { ...setting, way: lanes[1], combine: single(spec.kind, spec.dtype) }
  const [total] = fresh(setting, 1, begin) as readonly [Local]
  const n = spec.reduced.at(-1) ?? 1
  const vector = kept.length + spec.reduced.length - 1
  const whole = n - (n % way.count)
  const [rest] = fresh(alone, 1, begin) as readonly [Local]
  nest(body, spec.reduced.slice(0, -1), undefined, outer => {
    const at = (i: Expr): readonly Expr[] => [...kept, ...outer, i]
    if (way.count > 1)
      inBlocks(setting, whole, way.count, [total], i => valueAt(setting, at(i), vector))
    const from = way.count > 1 ? whole : 0
    if (from < n)
      inBlocks(alone, n - from, 1, [rest], i =>
        valueAt(alone, at(from === 0 ? i : i32.add(i, from)), -1),
      )
  })
  const result = way.count === 1 ? rest : alone.combine(across(setting, total), rest)
  elements[spec.dtype].store(body, address, 0, result)
}

/** Vectors side by side in one go down the columns: a line of the cache. */
const SIDE_BY_SIDE = 4

/** Down the reduced axes for vectors of the last axis that stays. */
const downColumns = (setting: Setting, kept: readonly Local[], row: Expr): void => {
  const { w, way, spec } = setting
  const { body } = w
  const n = spec.kept.at(-1) as number
  const { bytes } = elements[spec.dtype]
  const inner = spec.reduced.at(-1) as number
  const group = (column: Local, count: number, last: number): void => {
    const totals = fresh(setting, count, start(spec.kind, spec.dtype))
    nest(body, spec.reduced.slice(0, -1), undefined, outer =>
      inBlocks(setting, inner, 1, totals, (i, which) =>
        valueAt(setting, [...kept, i32.add(column, which * way.count), ...outer, i], kept.length),
      ),
    )
    totals.forEach((total, which) => {
      const to = i32.add(row, i32.mul(i32.add(column, which * way.count), bytes))
      if (which === count - 1 && last > 0) way.storeSome(w, spec.dtype, to, total, last)
      else way.store(w, spec.dtype, to, total)
    })
  }
  const wide = SIDE_BY_SIDE * way.count
  const whole = n - (n % wide)
  body.for(0, whole, column => group(column, SIDE_BY_SIDE, 0), wide)
  const left = n - whole
  if (left > 0) group(body.local('i32', whole), Math.ceil(left / way.count), left % way.count)
}

const sameStride = (term: Term, axis: number): boolean =>
  axis >= 0 && reads([term]).every(read => [0, 1].includes(read.strides[axis] as number))

const isAlong = (term: Term, axis: number): boolean =>
  axis >= 0 && reads([term]).some(read => read.strides[axis] === 1)

/** The axes joined, so that loops are few. */
const joined = (given: ReduceSpec): ReduceSpec => {
  const strides = reads([given.term]).map(read => read.strides)
  const edge = given.kept.length - 1
  const { sizes, groups } = joinAxes([...given.kept, ...given.reduced], strides, [edge])
  const count = groups.filter(group => (group.at(-1) as number) <= edge).length
  const [term] = regroup([given.term], groups) as readonly [Term]
  return { ...given, term, kept: sizes.slice(0, count), reduced: sizes.slice(count) }
}

/** Parameters: operands, result, scratch, from, to; a unit is a row of what stays. */
export const reduce = (module: ModuleWriter, given: ReduceSpec): Kernel => {
  const spec = joined(given)
  const { kind, dtype, kept: stays, reduced, term } = spec
  const key = `reduce:${kind}${dtype}:${stays.join('x')}:${reduced.join('x')}:${spec.operands}:${keyOf([term])}`
  const vector = term.dtype === dtype ? vectors(kind, dtype) : undefined
  const way = vector === undefined ? lanes[1] : widest(ordered([term]))
  const lastKept = stays.length - 1
  const down =
    way.count > 1 &&
    reduced.length > 0 &&
    (stays.at(-1) ?? 0) >= way.count &&
    sameStride(term, lastKept) &&
    (isAlong(term, lastKept) || !isAlong(term, stays.length + reduced.length - 1))
  const combine = (way.count > 1 ? vector : undefined) ?? single(kind, dtype)
  const empty = stays.includes(0)
  const nothing = reduced.includes(0)
  const outer = down ? stays.slice(0, -1) : stays
  const row = down ? (stays.at(-1) as number) : 1
  const { bytes } = elements[dtype]

  const write = (body: Body, params: readonly Local[]): void => {
    if (empty) return
    const operands = params.slice(0, spec.operands)
    const [out, , from, to] = params.slice(spec.operands) as readonly Local[] as readonly [
      Local,
      Local,
      Local,
      Local,
    ]
    if (nothing) {
      const value = lanes[1].constant(dtype, start(kind, dtype))
      const total = stays.reduce((a, b) => a * b, 1)
      body.for(0, total, i => elements[dtype].store(body, along(out, i, 1, bytes), 0, value))
      return
    }
    const setting = { w: { module, body }, way, spec, combine, operands }
    nest(body, outer, outer.length === 0 ? undefined : { from, to }, kept => {
      const place = placeOf(outer, kept)
      const address =
        place === undefined ? out : body.keep(i32.add(out, i32.mul(place, row * bytes)))
      if (down) downColumns(setting, kept, address)
      else alongRows(setting, kept, address)
    })
  }
  const f = module.once(key, () =>
    module.function(
      `${kind}_${module.functions.length}`,
      { params: new Array<'i32'>(spec.operands + 4).fill('i32') },
      (body, ...params) => write(body, params),
    ),
  )
  return { f, units: empty || nothing ? 1 : (outer[0] ?? 1), scratch: 0 }
}
