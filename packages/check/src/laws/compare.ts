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

/** Where `got` is not `want`, as text: `allowed` is the difference that element i may have. */
export const beyond = (
  what: string,
  got: readonly number[],
  want: readonly number[],
  allowed: (i: number) => number,
  shape: readonly number[] = [want.length],
): readonly string[] =>
  want.flatMap((w, i) => {
    const g = got[i] as number
    return Object.is(g, w) || Math.abs(g - w) <= allowed(i)
      ? []
      : [
          `${what}${shape.length === 0 ? '' : `[${at(shape, i)}]`} is ${short(g)}, expected ${short(w)}`,
        ]
  })

/** Where two tensors differ by more than a fraction of the largest number in either. */
export const differing = (
  what: string,
  got: Tensor,
  want: Tensor,
  relative: number,
): readonly string[] => {
  if (describe(got) !== describe(want))
    return [`${what} is ${describe(got)}, expected ${describe(want)}`]
  const [g, w] = [data(got), data(want)]
  const allowed = relative * Math.max(largest(g), largest(w), SMALL)
  return beyond(what, g, w, () => allowed, want.shape)
}

export const allDiffering = (
  what: (i: number) => string,
  got: readonly Tensor[],
  want: readonly Tensor[],
  relative: number,
): readonly string[] => got.flatMap((x, i) => differing(what(i), x, want[i] as Tensor, relative))
