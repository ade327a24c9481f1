/**
 * A strip of the product: some columns that fit in registers, and as many rows as wanted, a register
 * tile at a time. For each k, every row's element of A in all lanes meets the vectors of B.
 */
import type { Body, FunctionRef, Local } from '../wasm/body.js'
import { type Expr, i32, load } from '../wasm/code.js'
import type { ModuleWriter } from '../wasm/module.js'
import { accumulate, type Registers } from './matmul-accumulate.js'
import { dotProducts } from './matmul-dot.js'
import { type Lanes, storeFirst } from './matmul-lanes.js'
import type { Epilogue } from './matmul-spec.js'

export interface StripSpec {
  readonly lanes: Lanes
  /** Rows of a register tile. */
  readonly height: number
  /** Columns; the registers hold whole vectors of them. */
  readonly width: number
  readonly k: number
  /** Bytes in A: from row to row of a tile, from tile to tile, and for one step of k. */
  readonly a: { readonly row: number; readonly tile: number; readonly step: number }
  /** Bytes in B for one step of k. */
  readonly bStep: number
  /** Columns of the whole result. */
  readonly n: number
  /** Bytes in B from column to column, for dot products along k (`bStep` is not used). */
  readonly dots?: number
  /** Starts from what C holds, not from 0. */
  readonly resume: boolean
  readonly epilogue?: Epilogue
}

/** Where a strip works. With an epilogue it needs to know its place in the result. */
export interface StripPlace {
  readonly a: Expr
  readonly b: Expr
  /** Sums are kept here between parts of k. */
  readonly sums: Expr
  /** Finished values go here. */
  readonly out: Expr
  /** Tiles. */
  readonly count: Expr
  readonly row: Expr
  readonly column: Expr
  readonly index: Expr
  readonly operands: readonly Expr[]
}

const keyOf = (s: StripSpec): string =>
  [
    `strip:${s.lanes.key}:${s.height}x${s.width}x${s.k}`,
    `a${s.a.row}/${s.a.tile}/${s.a.step}:b${s.bStep}:n${s.n}`,
    ...(s.dots === undefined ? [] : [`dots${s.dots}`]),
    ...(s.resume ? ['resume'] : []),
    ...(s.epilogue === undefined ? [] : [s.epilogue.key]),
  ].join(':')

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

/** The result of a tile, through the epilogue if there is one. */
const finish = (
  w: { readonly module: ModuleWriter; readonly body: Body },
  spec: StripSpec,
  sums: Registers['sums'],
  at: Omit<StripPlace, 'a' | 'b' | 'sums' | 'count'>,
): void => {
  const { lanes, width, n, epilogue } = spec
  sums.forEach((row, r) => {
    row.forEach((sum, v) => {
      const first = v * lanes.count
      const value =
        epilogue === undefined
          ? sum
          : w.body.keep(
              epilogue.write(
                w,
                sum,
                {
                  row: i32.add(at.row, r),
                  column: i32.add(at.column, first),
                  index: i32.add(at.index, r * n + first),
                  lanes: lanes.count,
                },
                at.operands,
              ),
            )
      storeFirst(w.body, lanes, width - first, at.out, (r * n + first) * lanes.bytes, value)
    })
  })
}

/** Writes a strip where the body stands. */
export const writeStrip = (
  w: { readonly module: ModuleWriter; readonly body: Body },
  spec: StripSpec,
  place: StripPlace,
): void => {
  const { body } = w
  const { lanes, height, width, a, n, resume } = spec
  const vectors = Math.ceil(width / lanes.count)
  const registers = {
    sums: range(height).map(() => range(vectors).map(() => body.local('v128'))),
    columns: range(vectors).map(() => body.local('v128')),
    element: body.local('v128'),
  }
  const moving = {
    a: body.keep(place.a),
    sums: resume ? body.keep(place.sums) : place.sums,
    out: body.keep(place.out),
    row: spec.epilogue === undefined ? place.row : body.keep(place.row),
    index: spec.epilogue === undefined ? place.index : body.keep(place.index),
  }
  const advance = (at: Expr, by: number): void => body.set(at as Local, i32.add(at, by))
  const tile = (): void => {
    registers.sums.forEach((row, r) => {
      row.forEach((sum, v) => {
        body.set(
          sum,
          resume
            ? load('v128.load', moving.sums, (r * n + v * lanes.count) * lanes.bytes)
            : lanes.zero(),
        )
      })
    })
    const from = { a: moving.a, b: place.b }
    if (spec.dots === undefined) accumulate(body, spec, registers, from)
    else
      dotProducts(
        body,
        { lanes, height, width, k: spec.k, row: a.row, column: spec.dots },
        from,
        registers.sums,
      )
    finish(w, spec, registers.sums, { ...place, ...moving })
    advance(moving.a, a.tile)
    advance(moving.out, height * n * lanes.bytes)
    if (resume) advance(moving.sums, height * n * lanes.bytes)
    if (spec.epilogue !== undefined) {
      advance(moving.row, height)
      advance(moving.index, height * n)
    }
  }
  // Counted down: one register less.
  body.for(place.count, 0, tile, -1)
}

const PARAMS = ['a', 'b', 'sums', 'out', 'count', 'row', 'column', 'index'] as const

/** A strip as a function of its own: (a, b, out, count), then what a resumed strip and an epilogue need. */
export const strip = (
  module: ModuleWriter,
  spec: StripSpec,
): ((body: Body, place: StripPlace) => void) => {
  const key = keyOf(spec)
  const used = PARAMS.filter(name =>
    name === 'sums'
      ? spec.resume
      : name === 'row' || name === 'column' || name === 'index'
        ? spec.epilogue !== undefined
        : true,
  )
  const operands = spec.epilogue?.operands ?? 0
  const f: FunctionRef = module.once(key, () =>
    module.function(
      key,
      { params: [...used, ...range(operands)].map(() => 'i32' as const) },
      (body, ...params) => {
        const named = Object.fromEntries(used.map((name, i) => [name, params[i]]))
        const place = { ...named, operands: params.slice(used.length) } as unknown as StripPlace
        writeStrip({ module, body }, spec, place)
      },
    ),
  )
  return (body, place) =>
    body.call(f, ...used.map(name => place[name]), ...place.operands.slice(0, operands))
}
