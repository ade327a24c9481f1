/** A block of rows of the product, for one part of k: the strips of some panels of columns. */
import type { Body } from '../wasm/body.js'
import { constant, type Expr, i32 } from '../wasm/code.js'
import type { ModuleWriter } from '../wasm/module.js'
import type { Lanes } from './matmul-lanes.js'
import { packColumns, packRows, packTiles, panelBytes } from './matmul-pack.js'
import type { Plan } from './matmul-plan.js'
import { type TileGroup, tilesOf } from './matmul-rows.js'
import type { MatmulSpec } from './matmul-spec.js'
import { strip } from './matmul-strip.js'

export interface Task {
  readonly module: ModuleWriter
  readonly spec: MatmulSpec
  readonly lanes: Lanes
  readonly plan: Plan
}

/** A part of k, and whether sums begin or end with it. */
export interface Part {
  readonly k: number
  readonly first: boolean
  readonly last: boolean
}

/** Panels of one width, side by side. */
export interface Panels {
  readonly width: number
  readonly count: number
  /** The first column. */
  readonly column: number
}

export const panelsOf = ({ plan: { columns } }: Task): readonly Panels[] =>
  [
    { width: columns.width, count: columns.full, column: 0 },
    { width: columns.last, count: 1, column: columns.full * columns.width },
  ].filter(({ width, count }) => width * count > 0)

/** Bytes from panel to panel. */
export const panelStep = ({ plan, lanes, spec }: Task, k: number, width: number): number =>
  plan.packB ? panelBytes({ lanes, width, k, stride: spec.n }) : width * lanes.bytes

/** Packs `count` panels of B from `source` on. */
export const packB = (
  { module, spec, lanes }: Task,
  body: Body,
  { k, width }: { readonly k: number; readonly width: number },
  source: Expr,
  target: Expr,
  count: Expr,
): void => {
  const pack = spec.transposeB ? packColumns : packRows
  const stride = spec.transposeB ? spec.k : spec.n
  body.call(pack(module, { lanes, width, k, stride }), source, target, count)
}

/** Where a block stands: the addresses of its first elements, its first row, and its place in the result. */
export interface BlockPlace {
  readonly a: Expr
  readonly packed: Expr
  readonly sums: Expr
  readonly out: Expr
  readonly row: Expr
  readonly index: Expr
  readonly operands: readonly Expr[]
  /** Blocks done together, if more than one may be. */
  readonly blocks?: Expr
}

const groups = ({ plan }: Task, rows: number, width: number): readonly TileGroup[] =>
  tilesOf(rows, plan.heightFor(width))

const plus = (x: Expr, by: number): Expr => (by === 0 ? x : i32.add(x, by))

/** How often the tiles of a block follow one another: blocks of tiles of one height may be done together. */
const times = (count: number, blocks: Expr | undefined): Expr =>
  blocks === undefined ? constant('i32', count) : i32.mul(blocks, count)

/** Whether blocks may be done together: beside each panel, all their tiles have one height. */
export const uniform = (task: Task, rows: number): boolean =>
  panelsOf(task).every(({ width }) => groups(task, rows, width).length === 1)

/** Whether the tiles of a block beside panels of this width are packed. */
export const packsA = (task: Task, rows: number, width: number): boolean =>
  task.plan.packA &&
  (task.spec.transposeA ||
    groups(task, rows, width).every(({ height }) => height % task.lanes.count === 0))

/** Packs the rows of a block of A as the tiles beside panels of this width read them: each step of k together. */
export const packA = (
  task: Task,
  body: Body,
  { k, width, rows }: { readonly k: number; readonly width: number; readonly rows: number },
  place: BlockPlace,
): void => {
  const { module, lanes, spec } = task
  for (const { height, count, row } of groups(task, rows, width)) {
    const pack = spec.transposeA
      ? packTiles(module, { lanes, height, k, stride: spec.m })
      : packColumns(module, { lanes, width: height, k, stride: spec.k })
    body.call(
      pack,
      plus(place.a, row * (spec.transposeA ? 1 : spec.k) * lanes.bytes),
      plus(place.packed, row * k * lanes.bytes),
      times(count, place.blocks),
    )
  }
}

/** The strips of `rows` rows beside one panel. */
export const strips = (
  task: Task,
  body: Body,
  { k, first, last }: Part,
  rows: number,
  panel: { readonly width: number; readonly b: Expr; readonly column: Expr },
  place: BlockPlace,
): void => {
  const { module, lanes, plan, spec } = task
  const { bytes } = lanes
  const { width } = panel
  const packed = packsA(task, rows, width)
  const bStep = plan.packB ? Math.ceil(width / lanes.count) * 16 : spec.n * bytes
  for (const { height, count, row } of groups(task, rows, width)) {
    const step = height * bytes
    const a = packed
      ? { row: bytes, tile: k * step, step }
      : spec.transposeA
        ? { row: bytes, tile: height * bytes, step: spec.m * bytes }
        : { row: spec.k * bytes, tile: height * spec.k * bytes, step: bytes }
    const write = strip(module, {
      lanes,
      height,
      width,
      k,
      a,
      bStep,
      n: spec.n,
      resume: !first,
      ...(plan.dots ? { dots: spec.k * bytes } : {}),
      ...(last && spec.epilogue !== undefined ? { epilogue: spec.epilogue } : {}),
    })
    const atA = packed
      ? plus(place.packed, row * k * bytes)
      : plus(place.a, row * (spec.transposeA ? 1 : spec.k) * bytes)
    const down = (x: Expr): Expr =>
      i32.add(plus(x, row * spec.n * bytes), i32.mul(panel.column, bytes))
    write(body, {
      a: atA,
      b: panel.b,
      sums: down(place.sums),
      out: down(last ? place.out : place.sums),
      count: times(count, place.blocks),
      row: plus(place.row, row),
      column: panel.column,
      index: i32.add(plus(place.index, row * spec.n), panel.column),
      operands: place.operands,
    })
  }
}
