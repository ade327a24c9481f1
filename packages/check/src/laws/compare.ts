/** Tensors compared up to rounding: relative to the largest number of the two, and not to each. */
import type { Tensor } from '@miniflow/core'

/** The largest finite number, by size. */
const largest = (xs: ArrayLike<number>): number =>
  Array.from(xs).reduce((most, x) => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most), 0)

const at = (shape: readonly number[], flat: number): string =>
  shape
    .reduceRight<{ readonly rest: number; readonly index: readonly number[] }>(
      ({ rest, index }, n) => ({ rest: Math.floor(rest / n), index: [rest % n, ...index] }),
      { rest: flat, index: [] },
    )
    .index.join(', ')

/** A number for people, who do not read seventeen digits. */
export const short = (x: number): string => String(Number(x.toPrecision(7)))

/** Tensors whose numbers are all below this are compared as if there were one of this size. */
export const SMALL: number = 2 ** -6

const describe = ({ dtype, shape }: Tensor): string => `${dtype}[${shape}]`

const data = (x: Tensor): readonly number[] => Array.from<number, number>(x.data(), Number)

/** Whether two numbers may be compared. */
type Comparable = (got: number, want: number) => boolean

const always: Comparable = () => true

/** Finite numbers alone: sums in which infinities meet are no statement. */
export const finite: Comparable = (got, want) => Number.isFinite(got) && Number.isFinite(want)

/** Where two scalars differ by more than is allowed. */
export const apart = (
  what: string,
  got: number,
  want: number,
  allowed: number,
): readonly string[] =>
  Object.is(got, want) || Math.abs(got - want) <= allowed
    ? []
    : [`${what} is ${short(got)}, expected ${short(want)}`]

/** Where two tensors differ by more than a fraction of the largest number in either. */
export const differing = (
  what: string,
  got: Tensor,
  want: Tensor,
  relative: number,
  comparable: Comparable = always,
): readonly string[] => {
  if (describe(got) !== describe(want))
    return [`${what} is ${describe(got)}, expected ${describe(want)}`]
  const [gs, ws] = [data(got), data(want)]
  const allowed = relative * Math.max(largest(gs), largest(ws), SMALL)
  return ws.flatMap((w, i) => {
    const g = gs[i] as number
    const place = want.rank === 0 ? what : `${what}[${at(want.shape, i)}]`
    return comparable(g, w) ? apart(place, g, w, allowed) : []
  })
}

export const allDiffering = (
  what: (i: number) => string,
  got: readonly Tensor[],
  want: readonly Tensor[],
  relative: number,
  comparable: Comparable = always,
): readonly string[] =>
  got.flatMap((x, i) => differing(what(i), x, want[i] as Tensor, relative, comparable))
