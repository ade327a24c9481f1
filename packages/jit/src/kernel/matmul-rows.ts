/** Rows cut into blocks, and into register tiles whose heights differ by one at most. */

/** Tiles of one height, one below the other, the first at `row`. */
export interface TileGroup {
  readonly height: number
  readonly count: number
  readonly row: number
}

/** Tiles of 4 rows are faster than tiles of 5, which are for what remains. */
const preferred = (most: number): number => (most === 5 ? 4 : most)

/** As few tiles of at most `most` rows as possible (but of 4 rather than 5): the higher ones first. */
export const tilesOf = (rows: number, most: number): readonly TileGroup[] => {
  const count = Math.max(Math.ceil(rows / most), Math.floor(rows / preferred(most)))
  if (count === 0) return []
  const height = Math.floor(rows / count)
  const high = rows - height * count
  return [
    { height: height + 1, count: high, row: 0 },
    { height, count: count - high, row: high * (height + 1) },
  ].filter(group => group.count > 0)
}

/** Rows of a block, about. */
const ROWS = 32

const even = (x: number): number => Math.max(1, 2 * Math.round(x / 2))

/**
 * Blocks of whole tiles, an even number of them, so that two threads have the same to do; the last block
 * has what remains.
 */
export const blocksOf = (
  m: number,
  most: number,
): { readonly rows: number; readonly blocks: number } => {
  const height = preferred(most)
  const rows = height * Math.max(1, Math.round(m / even(m / ROWS) / height))
  const blocks = Math.min(Math.ceil(m / rows), even(m / rows))
  return blocks === 1 ? { rows: m, blocks } : { rows, blocks }
}
