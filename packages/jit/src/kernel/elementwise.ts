/** Loops that compute element by element: any number of results over the same places. */
import type { DType } from '@miniflow/core'
import type { Writer } from '../math/rule.js'
import type { Body, Local } from '../wasm/body.js'
import { constant, type Expr, i32, select } from '../wasm/code.js'
import type { ModuleWriter } from '../wasm/module.js'
import { elements } from './element.js'
import { evaluate, type Known } from './evaluate.js'
import type { Kernel } from './kernel.js'
import { type Lanes, lanes, widest } from './lanes.js'
import { joinAxes, nest, placeOf, regroup, rowAddress } from './loops.js'
import { keyOf, ordered, type Read, reads, type Term } from './term.js'

export interface ElementwiseSpec {
  /** The axes of the loop; results lie in its order, one after the other. */
  readonly sizes: readonly number[]
  readonly results: readonly Term[]
  /** How many operands the terms read. */
  readonly operands: number
}

/** Elements in a unit of work where there is one axis alone. */
const BLOCK = 1024

/** Whether a term is the same all along the last axis, and not known before. */
const standsStill = (terms: readonly Term[], last: number): ReadonlySet<Term> => {
  const still = new Set<Term>()
  for (const term of terms)
    switch (term.tag) {
      case 'Constant':
        still.add(term)
        break
      case 'Read':
        if (term.strides[last] === 0) still.add(term)
        break
      case 'Applied':
        if (term.args.every(arg => still.has(arg))) still.add(term)
        break
      case 'Given':
        break
    }
  return still
}

/** The largest terms that stand still: what can be computed before the last axis is gone along. */
const beforehand = (roots: readonly Term[], still: ReadonlySet<Term>): readonly Term[] => {
  const found = new Set<Term>()
  const visit = (term: Term): void => {
    if (still.has(term)) found.add(term)
    else if (term.tag === 'Applied') term.args.forEach(visit)
  }
  roots.forEach(visit)
  return [...found]
}

const readAt = (way: Lanes, read: Read, address: Expr, stride: number): Expr => {
  const { bytes } = elements[read.dtype]
  if (stride === 0) return way.splat(read.dtype, address, 0)
  if (stride === 1) return way.load(read.dtype, address, 0)
  return way.gather(read.dtype, address, 0, stride * bytes)
}

interface Row {
  readonly way: Lanes
  readonly results: readonly Term[]
  /** Where each read begins, and each result. */
  readonly bases: ReadonlyMap<Term, Expr>
  readonly targets: readonly Expr[]
}

/**
 * The results along the last axis from `from` to `to` in whole vectors, and then `remainder` more, if
 * `ends` holds.
 */
const writeRow = (
  w: Writer,
  row: Row,
  from: Expr,
  to: Expr,
  remainder: number,
  ends?: Expr,
): void => {
  const { body } = w
  const { way, results, bases, targets } = row
  const terms = ordered(results)
  const last = (terms.find(term => term.tag === 'Read')?.strides.length ?? 1) - 1
  const still = standsStill(terms, last)
  const known = evaluate(
    w,
    way,
    beforehand(results, still).filter(term => way.count > 1 || term.tag !== 'Constant'),
    term => way.splat(term.dtype, bases.get(term) as Expr, 0),
  )
  const kept: Known = new Map(
    [...known].map(([term, code]) => [term, 'index' in code ? code : body.keep(code)]),
  )
  const at = (i: Local): Known =>
    evaluate(
      w,
      way,
      results,
      term => {
        const read = term as Read
        const { bytes } = elements[read.dtype]
        const stride = read.strides[last] as number
        const address = i32.add(bases.get(read) as Expr, i32.mul(i, stride * bytes))
        return readAt(way, read, address, stride)
      },
      kept,
    )
  const put = (i: Local, store: (address: Expr, value: Expr, dtype: DType) => void): void => {
    const values = at(i)
    results.forEach((result, k) => {
      const { bytes } = elements[result.dtype]
      store(
        i32.add(targets[k] as Expr, i32.mul(i, bytes)),
        values.get(result) as Expr,
        result.dtype,
      )
    })
  }
  body.for(
    from,
    to,
    i => put(i, (address, value, dtype) => way.store(w, dtype, address, value)),
    way.count,
  )
  if (remainder === 0) return
  const rest = (): void =>
    put(body.keep(to), (address, value, dtype) =>
      way.storeSome(w, dtype, address, value, remainder),
    )
  if (ends === undefined) rest()
  else body.if(ends, rest)
}

/** Single elements one after the other, without a loop. */
const writeLine = (
  w: Writer,
  results: readonly Term[],
  operands: readonly Expr[],
  targets: readonly Expr[],
): void => {
  const values = evaluate(w, lanes[1], results, term => {
    const read = term as Read
    return elements[read.dtype].load(
      operands[read.operand] as Expr,
      read.offset * elements[read.dtype].bytes,
    )
  })
  results.forEach((result, k) => {
    elements[result.dtype].store(w.body, targets[k] as Expr, 0, values.get(result) as Expr)
  })
}

/** Parameters: operands, results, scratch, from, to. */
export const elementwise = (module: ModuleWriter, spec: ElementwiseSpec): Kernel => {
  const strides = reads(spec.results).map(read => read.strides)
  const { sizes, groups } = joinAxes(spec.sizes, strides)
  const results = regroup(spec.results, groups)
  const count = sizes.reduce((a, b) => a * b, 1)
  const key = `elementwise:${sizes.join('x')}:${spec.operands}:${keyOf(results)}`
  const outs = results.length
  const n = sizes.at(-1) ?? 1
  const outer = sizes.slice(0, -1)
  const flat = sizes.length <= 1
  const way = n === 1 ? lanes[1] : widest(ordered(results))
  const units =
    count === 0 || sizes.length === 0 ? 1 : flat ? Math.ceil(n / BLOCK) : (outer[0] as number)
  const write = (body: Body, params: readonly Local[]): void => {
    if (count === 0) return
    const w = { module, body }
    const operands = params.slice(0, spec.operands)
    const targets = params.slice(spec.operands, spec.operands + outs)
    const [from, to] = params.slice(-2) as [Local, Local]
    if (sizes.length === 0) {
      writeLine(w, results, operands, targets)
      return
    }
    const rowOf = (indices: readonly Expr[]): Row => ({
      way,
      results,
      bases: new Map(
        reads(results).map(read => [
          read,
          body.keep(rowAddress(operands[read.operand] as Expr, read, indices)),
        ]),
      ),
      targets: results.map((result, k) =>
        indices.length === 0
          ? (targets[k] as Expr)
          : body.keep(
              i32.add(
                targets[k] as Expr,
                i32.mul(placeOf(outer, indices) as Expr, n * elements[result.dtype].bytes),
              ),
            ),
      ),
    })
    if (!flat) {
      const remainder = n % way.count
      nest(body, outer, { from, to }, indices =>
        writeRow(w, rowOf(indices), constant('i32', 0), constant('i32', n - remainder), remainder),
      )
      return
    }
    const row = rowOf([])
    const start = body.keep(i32.mul(from, BLOCK))
    const end = body.keep(i32.mul(to, BLOCK))
    const remainder = n % way.count
    // The last unit may be shorter, and its end no multiple of the lanes.
    const isLast = body.keep(i32.ge_s(end, n))
    const whole = body.keep(select(constant('i32', n - remainder), end, isLast))
    writeRow(w, row, start, whole, remainder, isLast)
  }
  const f = module.once(key, () =>
    module.function(
      `elementwise_${module.functions.length}`,
      { params: new Array<'i32'>(spec.operands + outs + 3).fill('i32') },
      (body, ...params) => write(body, params),
    ),
  )
  return { f, units, scratch: 0 }
}
