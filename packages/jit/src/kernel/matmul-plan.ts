/** How a product is cut: register tiles, panels of columns, parts of k, blocks of rows. */
import type { Lanes } from './matmul-lanes.js'
import type { MatmulSpec } from './matmul-spec.js'

/** Columns side by side: `full` panels of `width`, then one of `last` columns if that is not 0. */
export interface Columns {
  readonly width: number
  readonly full: number
  readonly last: number
}

export interface Plan {
  readonly columns: Columns
  /** Steps of k done at once; sums rest in memory between parts. */
  readonly part: number
  readonly packA: boolean
  readonly packB: boolean
  /** Work is shared by blocks of rows, or by panels of columns. */
  readonly share: 'rows' | 'columns'
  /** Most rows of a register tile for a panel of this many columns. */
  readonly heightFor: (width: number) => number
  /** Rows of a block; the last block has the rest too. */
  readonly rows: number
  readonly blocks: number
}

/** Sixteen registers: sums, the vectors of B, an element of A, a product (none with fused multiply-add), one for the engine. */
const heightOf = (vectors: number, fused: boolean): number => {
  switch (vectors) {
    case 1:
      return 8
    case 2:
      return fused ? 6 : 5
    case 3:
      return 3
    case 4:
      return 2
    default:
      return 1
  }
}

/** Few rows take more columns, so that sums are enough to hide what an addition takes. */
const vectorsFor = (rows: number): number => (rows === 1 ? 8 : rows === 2 ? 4 : rows === 3 ? 3 : 2)

const columnsOf = (rows: number, n: number, { count }: Lanes): Columns => {
  const width = vectorsFor(rows) * count
  const rest = n % width
  // One vector alone is slow: it joins the panel before it.
  const joined = width === 2 * count && rest > 0 && rest <= count && n > width ? 1 : 0
  return { width, full: Math.floor(n / width) - joined, last: rest + joined * width }
}

/** Rows of a block, about. */
const ROWS = 30

/** A whole B of this many bytes rests in the first cache, however far apart its rows are. */
const SMALL = 16384

export const planOf = (
  spec: MatmulSpec,
  lanes: Lanes,
  share: Plan['share'] = spec.m >= 16 ? 'rows' : 'columns',
): Plan => {
  const { m, n, k, transposeA, transposeB, relaxed, batch } = spec
  const columns = columnsOf(m, n, lanes)
  const parts = share === 'rows' ? Math.max(1, Math.ceil(k / 1024)) : 1
  const alone = batch >= 16 || m * n * k < 32768 || share === 'columns'
  // An even number of blocks, so that two threads have the same to do.
  const blocks = alone ? 1 : Math.max(1, 2 * Math.round(m / (2 * ROWS)))
  const rows = blocks === 1 ? m : Math.max(5, 5 * Math.round(m / blocks / 5))
  return {
    columns,
    part: Math.max(4, Math.ceil(k / parts / 4) * 4),
    packA: share === 'rows' && transposeA && n >= 32 && k >= 32,
    packB: transposeB || (share === 'rows' && k * n * lanes.bytes > SMALL),
    share,
    heightFor: width => heightOf(Math.ceil(width / lanes.count), relaxed && lanes.key !== 'i32'),
    rows,
    blocks,
  }
}
