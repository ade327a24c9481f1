/** How a product is cut: register tiles, panels of columns, parts of k, blocks of rows. */
import type { Lanes } from './matmul-lanes.js'
import { blocksOf } from './matmul-rows.js'
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
  /** Vectors along k instead of along columns: few rows, and both A and B in memory along k. */
  readonly dots: boolean
  /** Tiles of A are copied, so that each lies along memory (where its rows do already, only whole vectors of them). */
  readonly packA: boolean
  readonly packB: boolean
  /** Most rows of a register tile for a panel of this many columns. */
  readonly heightFor: (width: number) => number
  /** Work is shared by blocks of rows, or by panels of columns. */
  readonly share: 'rows' | 'columns'
  /** Rows of a block; the last block has the rest too. */
  readonly rows: number
  readonly blocks: number
  /** Blocks that a thread does at once, at most. */
  readonly together: number
}

/** Fifteen registers: sums, the vectors of B, an element of A, and a product (none with fused multiply-add). */
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

/** Rows, and bytes of them, that go beside a panel while the first cache has it. */
const [BESIDE, BESIDE_BYTES] = [128, 1 << 17]

/** Blocks that one thread does at once. */
const togetherOf = (rows: number, rowBytes: number): number =>
  Math.max(1, Math.floor(Math.min(BESIDE, BESIDE_BYTES / Math.max(1, rowBytes)) / rows))

/** A whole B of this many bytes rests in the first cache, however far apart its rows are. */
const SMALL = 16384

/**
 * Few rows take more columns, so that sums are enough to hide what an addition takes, and so that whole
 * cache lines of a B are read that does not rest in the first cache.
 */
const vectorsFor = (rows: number, large: boolean): number =>
  rows === 1 ? 8 : rows === 2 || (large && rows < 16) ? 4 : rows === 3 ? 3 : 2

const columnsOf = (rows: number, n: number, { count }: Lanes, large: boolean): Columns => {
  const width = vectorsFor(rows, large) * count
  const rest = n % width
  // One vector alone is slow: it joins the panel before it.
  const joined = width === 2 * count && rest > 0 && rest <= count && n > width ? 1 : 0
  return { width, full: Math.floor(n / width) - joined, last: rest + joined * width }
}

/** Up to this many rows of dot products; with more, packing B is worth it. */
const DOT_ROWS = 15

/** Dot products of one row with eight columns, or of two rows with four. */
const dotColumns = (rows: number, n: number): Columns => {
  const width = rows === 1 ? 8 : 4
  return { width, full: Math.floor(n / width), last: n % width }
}

/** Steps of k in a part, at most: a panel of B and a tile of A then rest in the first two caches. */
const PART = 1024

/** Bytes of B that are packed at once, about, and of an A that can be read again for every panel. */
const PACKED = 1 << 23
const AGAIN = 1 << 20

/** Steps of k in a part: as few parts as possible, all of them alike. */
const partOf = ({ n, k }: MatmulSpec, { bytes }: Lanes): number => {
  const most = Math.min(PART, Math.max(128, Math.floor(PACKED / (n * bytes))))
  return Math.max(4, 4 * Math.ceil(k / Math.max(1, Math.ceil(k / most)) / 4))
}

/** By rows, so that B is packed once; by columns if rows are few, or B large and A small. */
const shareOf = ({ m, n, k }: MatmulSpec, { bytes }: Lanes): Plan['share'] =>
  m < 16 || (k * n * bytes > PACKED && m * k * bytes <= AGAIN) ? 'columns' : 'rows'

/** Products of less than this many multiplications are not shared. */
const ALONE = 32768

export const planOf = (
  spec: MatmulSpec,
  lanes: Lanes,
  share: Plan['share'] = shareOf(spec, lanes),
): Plan => {
  const { m, n, k, transposeA, transposeB, relaxed, batch } = spec
  const dots = share === 'columns' && transposeB && (m === 1 || !transposeA) && m <= DOT_ROWS
  const large = k * n * lanes.bytes > SMALL
  const packB = !dots && (transposeB || (large && m >= 16))
  const alone = batch >= 16 || m * n * k < ALONE || share === 'columns'
  const columns = dots ? dotColumns(m, n) : columnsOf(m, n, lanes, large && !packB)
  const heightFor = (width: number): number =>
    dots ? Math.min(m, 2) : heightOf(Math.ceil(width / lanes.count), relaxed && lanes.key !== 'i32')
  const { rows, blocks } = alone ? { rows: m, blocks: 1 } : blocksOf(m, heightFor(columns.width))
  const part = share === 'columns' ? Math.max(1, k) : partOf(spec, lanes)
  return {
    columns,
    part,
    dots,
    packA: share === 'rows' && k >= 32 && n >= (transposeA ? 32 : 128),
    packB,
    heightFor,
    share,
    rows,
    blocks,
    together: togetherOf(rows, Math.min(k, part) * lanes.bytes),
  }
}
