/** Matrices as nested arrays and plain loops, to compare with. */
export type Row = readonly number[]
export type Rows = readonly Row[]

export const at = (row: Row | undefined, i: number): number => row?.[i] ?? Number.NaN

export const dot = (a: Row, b: Row): number => a.reduce((sum, x, i) => sum + x * at(b, i), 0)

export const column = (m: Rows, j: number): Row => m.map(row => at(row, j))

/** x w + b, row by row. */
export const affine = (x: Rows, w: Rows, b: Row): Rows =>
  x.map(row => b.map((bias, j) => bias + dot(row, column(w, j))))

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

/** The numbers of nested arrays in order. */
export const flat = (nested: unknown): Row =>
  [nested].flat(Number.POSITIVE_INFINITY) as readonly number[]
