/** What is probably wrong, in words, where the numbers are telling. */

/** Analytic and numeric derivatives of one argument, complete and in order, with its shape. */
export interface Compared {
  readonly shape: readonly number[]
  readonly analytic: readonly number[]
  readonly numeric: readonly number[]
  /** Lengths of axes, and sizes of results, that a mean or a sum may have gone over. */
  readonly counts: readonly number[]
  /**
   * The numeric derivative split by the axes of the result: for each axis, the parts that its
   * places contribute.
   */
  readonly parts?: readonly (readonly (readonly number[])[])[]
}

const near = (a: number, b: number): boolean =>
  Math.abs(a - b) <= 1e-4 * Math.max(Math.abs(a), Math.abs(b), 1e-9)

const allNear = (as: readonly number[], bs: readonly number[]): boolean =>
  as.length === bs.length && as.every((a, i) => near(a, bs[i] as number))

/** The one factor between the lists, where there is one. */
const ratioOf = ({ analytic, numeric }: Compared): number | undefined => {
  const first = analytic.findIndex((a, i) => a !== 0 && numeric[i] !== 0)
  if (first < 0) return undefined
  const ratio = (analytic[first] as number) / (numeric[first] as number)
  return analytic.every((a, i) => near(a, ratio * (numeric[i] as number))) ? ratio : undefined
}

const transposedOf = ({ shape, numeric }: Compared): readonly number[] | undefined => {
  const [rows, columns] = shape.slice(-2)
  if (rows === undefined || columns === undefined || rows !== columns || rows === 1)
    return undefined
  const block = rows * columns
  return numeric.map((_, n) => {
    const [at, inside] = [Math.floor(n / block), n % block]
    return numeric[at * block + (inside % columns) * rows + Math.floor(inside / columns)] as number
  })
}

const axes = (n: number): string => (n === 1 ? 'an axis' : `${n} elements`)

/** A guess, or nothing. */
export const guess = (compared: Compared): string | undefined => {
  const { analytic, numeric, counts, parts = [] } = compared
  if (analytic.every(a => a === 0)) return 'it is 0: the dependence is cut.'
  const ratio = ratioOf(compared)
  const count = (r: number): number | undefined => counts.find(n => n > 2 && near(r, n))
  const partial = parts.findIndex(
    along => along.length > 1 && along.some(part => allNear(analytic, part)),
  )
  if (ratio !== undefined && near(ratio, 2)) return 'it is twice what it should be: counted twice?'
  if (ratio !== undefined && near(ratio, -1)) return 'the sign is wrong.'
  if (ratio !== undefined && count(ratio) !== undefined)
    return `it is ${count(ratio)} times what it should be: a sum where there is a mean over ${axes(count(ratio) as number)}?`
  if (partial >= 0)
    return `it is what one place of axis ${partial} of the result contributes: the sum over that axis is missing; was the argument broadcast along it?`
  if (ratio !== undefined && count(1 / ratio) !== undefined)
    return `it is 1/${count(1 / ratio)} of what it should be: a mean where there is a sum over ${axes(count(1 / ratio) as number)}, or a missing sum over an axis that was broadcast?`
  if (ratio !== undefined && near(ratio, 0.5))
    return 'it is half of what it should be: one of two uses forgotten, or a mean where there is a sum over two?'
  const transposed = transposedOf(compared)
  if (transposed !== undefined && allNear(analytic, transposed)) return 'it is transposed.'
  if (ratio !== undefined) return `it is ${Number(ratio.toPrecision(4))} times what it should be.`
  if (numeric.every((x, i) => near(x, 0) || near(x, analytic[i] as number)))
    return 'it is right but for elements whose derivative is 0.'
  return undefined
}
