/** Rows cut into register tiles whose heights differ by one at most, and tiles gathered into blocks. */

/** `tall` tiles of `height` + 1 rows, then `low` tiles of `height` rows. */
export interface Tiles {
  readonly height: number
  readonly tall: number
  readonly low: number
}

export const tilesOf = (rows: number, most: number): Tiles => {
  const count = Math.ceil(rows / most)
  if (count === 0) return { height: most, tall: 0, low: 0 }
  const height = Math.floor(rows / count)
  return { height, tall: rows - height * count, low: count - (rows - height * count) }
}

/** The kinds of tiles that occur, lower rows last. */
export const groupsOf = ({
  height,
  tall,
  low,
}: Tiles): readonly { readonly height: number; readonly from: number; readonly count: number }[] =>
  [
    { height: height + 1, from: 0, count: tall },
    { height, from: tall, count: low },
  ].filter(({ count }) => count > 0)
