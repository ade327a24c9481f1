/**
 * Strips of a product whose left matrix is never written down: its elements lie in images, and where
 * the next row or the next step of k lies is a matter of steps through memory.
 */
import type { Body, FunctionRef, Local } from '../wasm/body.js'
import { type Expr, i32, load } from '../wasm/code.js'
import type { ModuleWriter } from '../wasm/module.js'
import { accumulate } from './matmul-accumulate.js'
import { type Lanes, storeFirst } from './matmul-lanes.js'
import { tilesOf } from './matmul-rows.js'
import type { Epilogue } from './matmul-spec.js'

/** Rows of the result: bytes from one to the next in the images, and rows of the result from one to the next. */
interface Steps {
  readonly step: number
  readonly apart: number
}

export interface ConvStripSpec {
  readonly lanes: Lanes
  /** Columns; the registers hold whole vectors of them. */
  readonly width: number
  /** Most rows of a register tile. */
  readonly height: number
  /** Rows in a line, a register tile at a time. */
  readonly places: Steps & { readonly count: number }
  /** From line to line; a call says how many there are. */
  readonly lines: Steps
  /**
   * Steps of k, `count` of them `step` bytes apart in the images, again for each round of the loops, the
   * outermost first; where a loop has no count, a call says it.
   */
  readonly run: { readonly count: number; readonly step: number }
  readonly loops: readonly { readonly count?: number; readonly step: number }[]
  /** Bytes in B for one step of k. */
  readonly bStep: number
  /** Columns of the whole result. */
  readonly n: number
  /** Starts from what is in `sums`, not from 0. */
  readonly resume: boolean
  readonly epilogue?: Epilogue
}

/** Where a strip works: the addresses of its first elements, and its place in the result. */
export interface ConvStripPlace {
  readonly a: Expr
  readonly b: Expr
  readonly sums: Expr
  readonly out: Expr
  readonly lines: Expr
  readonly row: Expr
  readonly column: Expr
  /** Of the loops that have no count. */
  readonly counts: readonly Expr[]
  readonly operands: readonly Expr[]
}

const keyOf = (s: ConvStripSpec): string =>
  [
    `conv-strip:${s.lanes.key}:${s.height}x${s.width}:n${s.n}:b${s.bStep}`,
    `${s.places.count}/${s.places.step}/${s.places.apart}:${s.lines.step}/${s.lines.apart}`,
    [...s.loops, s.run].map(({ count = '', step }) => `${count}/${step}`).join('_'),
    ...(s.resume ? ['resume'] : []),
    ...(s.epilogue === undefined ? [] : [s.epilogue.key]),
  ].join(':')

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

type Sums = readonly (readonly Local[])[]

/** sums += A B: a run of k for every round of the loops. */
const allRuns = (
  body: Body,
  spec: ConvStripSpec,
  { a, b, counts }: Pick<ConvStripPlace, 'a' | 'b' | 'counts'>,
  sums: Sums,
): void => {
  const { lanes, places, run, loops, bStep } = spec
  const registers = {
    sums,
    columns: (sums[0] ?? []).map(() => body.local('v128')),
    element: body.local('v128'),
  }
  const atB = body.local('i32', b)
  const stripOf = { ...spec, height: sums.length, k: run.count }
  const walk = (from: Expr, left: ConvStripSpec['loops'], given: readonly Expr[]): void => {
    const [loop, ...inner] = left
    if (loop === undefined) {
      accumulate(
        body,
        { ...stripOf, lanes, bStep, a: { row: places.step, step: run.step } },
        registers,
        { a: from, b: atB },
      )
      if (loops.length > 0) body.set(atB, i32.add(atB, run.count * bStep))
      return
    }
    const [count = loop.count as number, ...rest] = loop.count === undefined ? given : []
    const at = body.local('i32', from)
    body.for(0, count, () => {
      walk(at, inner, loop.count === undefined ? rest : given)
      body.set(at, i32.add(at, loop.step))
    })
  }
  walk(a, loops, counts)
}

/** A register tile: its sums, and what becomes of them. */
const tile = (
  w: { readonly module: ModuleWriter; readonly body: Body },
  spec: ConvStripSpec,
  height: number,
  at: Omit<ConvStripPlace, 'lines'>,
): void => {
  const { body } = w
  const { lanes, width, n, places, resume, epilogue } = spec
  const vectors = range(Math.ceil(width / lanes.count))
  const offset = (r: number, v: number): number => r * places.apart * n + v * lanes.count
  const sums = range(height).map(() => vectors.map(() => body.local('v128')))
  const each = (visit: (sum: Local, r: number, v: number) => void): void =>
    sums.forEach((row, r) => {
      row.forEach((sum, v) => {
        visit(sum, r, v)
      })
    })
  each((sum, r, v) => {
    const before = resume && load('v128.load', at.sums, offset(r, v) * lanes.bytes)
    body.set(sum, before || lanes.zero())
  })
  allRuns(body, spec, at, sums)
  const index = epilogue && body.keep(i32.add(i32.mul(at.row, n), at.column))
  each((sum, r, v) => {
    const value =
      epilogue === undefined
        ? sum
        : body.keep(
            epilogue.write(
              w,
              sum,
              {
                row: i32.add(at.row, r * places.apart),
                column: i32.add(at.column, v * lanes.count),
                index: i32.add(index as Local, offset(r, v)),
                lanes: lanes.count,
              },
              at.operands,
            ),
          )
    storeFirst(body, lanes, width - v * lanes.count, at.out, offset(r, v) * lanes.bytes, value)
  })
}

const writeStrip = (
  w: { readonly module: ModuleWriter; readonly body: Body },
  spec: ConvStripSpec,
  place: ConvStripPlace,
): void => {
  const { body } = w
  const { lanes, n, places, lines, height: most } = spec
  const bytes = n * lanes.bytes
  /** What moves from row to row, as locals of its own that begin `by` rows later. */
  const moving = (from: Pick<ConvStripPlace, 'a' | 'sums' | 'out' | 'row'>, by: number) => ({
    a: body.local('i32', i32.add(from.a, by * places.step)),
    sums: body.local('i32', i32.add(from.sums, by * places.apart * bytes)),
    out: body.local('i32', i32.add(from.out, by * places.apart * bytes)),
    row: body.local('i32', i32.add(from.row, by * places.apart)),
  })
  const advance = (at: ReturnType<typeof moving>, { step, apart }: Steps): void => {
    body.set(at.a, i32.add(at.a, step))
    body.set(at.sums, i32.add(at.sums, apart * bytes))
    body.set(at.out, i32.add(at.out, apart * bytes))
    body.set(at.row, i32.add(at.row, apart))
  }
  const line = moving(place, 0)
  body.for(0, place.lines, () => {
    for (const { height, count, row } of tilesOf(places.count, most)) {
      const at = moving(line, row)
      body.for(0, count, () => {
        tile(w, spec, height, { ...place, ...at })
        advance(at, { step: height * places.step, apart: height * places.apart })
      })
    }
    advance(line, lines)
  })
}

const FIXED = 7

/** A strip as a function of its own. */
export const convStrip = (
  module: ModuleWriter,
  spec: ConvStripSpec,
): ((body: Body, place: ConvStripPlace) => void) => {
  const key = keyOf(spec)
  const counts = spec.loops.filter(({ count }) => count === undefined).length
  const operands = spec.epilogue?.operands ?? 0
  const f: FunctionRef = module.once(key, () =>
    module.function(
      key,
      { params: new Array<'i32'>(FIXED + counts + operands).fill('i32') },
      (body, ...params) => {
        const [a, b, sums, out, lines, row, column] = params as readonly Local[] as readonly [
          ...[Local, Local, Local, Local, Local, Local, Local],
        ]
        const given = params.slice(FIXED)
        const more = { counts: given.slice(0, counts), operands: given.slice(counts) }
        writeStrip({ module, body }, spec, { a, b, sums, out, lines, row, column, ...more })
      },
    ),
  )
  return (body, { a, b, sums, out, lines, row, column, counts: given, operands: read }) =>
    body.call(f, a, b, sums, out, lines, row, column, ...given, ...read.slice(0, operands))
}
