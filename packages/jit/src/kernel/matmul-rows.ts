/** Rows cut into register tiles whose heights differ by one at most. */

/** Tiles of one height, one below the other, the first at `row`. */
export interface TileGroup {
  readonly height: number
  readonly count: number
  readonly row: number
}

/** As few tiles of at most `most` rows as possible: the higher ones first. */
export const tilesOf = (rows: number, most: number): readonly TileGroup[] => {
  const count = Math.max(Math.ceil(rows / most), most === 5 ? Math.floor(rows / 4) : 0)
  if (count === 0) return []
  const height = Math.floor(rows / count)
  const high = rows - height * count
  return [
    { height: height + 1, count: high, row: 0 },
    { height, count: count - high, row: high * (height + 1) },
  ].filter(group => group.count > 0)
}
