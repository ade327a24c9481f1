/**
 * Sums and extremes over axes that lie side by side, read in the order of memory: x is [before, n,
 * after] and n goes. A loop for each, since one shared loop calls a function for every element: over
 * the fourth axis of 64 x 14 x 14 x 4 x 16 the sum takes 2.3 ms and the maximum 5, with rows gathered
 * first and such calls 7 and 17.
 */
import type { Values } from '../data/dtype.js'
import type { Shape } from '../data/types.js'

/** An array as [before, n, after]. */
export interface Block {
  readonly before: number
  readonly n: number
  readonly after: number
}

/** The block that ascending axes make, where they follow one another. */
export const blockOf = (shape: Shape, axes: readonly number[]): Block | undefined => {
  const first = axes[0] ?? 0
  if (axes.some((axis, i) => axis !== first + i)) return undefined
  const product = (part: Shape): number => part.reduce((a, b) => a * b, 1)
  return {
    before: product(shape.slice(0, first)),
    n: product(shape.slice(first, first + axes.length)),
    after: product(shape.slice(first + axes.length)),
  }
}

/** Accumulated in double precision whatever the elements are. */
export const sum = (x: Values, out: Values, { before, n, after }: Block): void => {
  if (after < NARROW)
    for (let b = 0, to = 0; b < before; b++)
      for (let c = 0; c < after; c++) {
        let acc = 0
        let at = b * n * after + c
        for (let i = 0; i < n; i++, at += after) acc += x[at]!
        out[to++] = acc
      }
  else {
    const acc = new Float64Array(after)
    for (let b = 0, at = 0; b < before; b++) {
      acc.fill(0)
      for (let i = 0; i < n; i++) for (let c = 0; c < after; c++) acc[c] = acc[c]! + x[at++]!
      out.set(acc, b * after)
    }
  }
}

/** Below this, going down columns costs less than a list of sums that is cleared and copied. */
const NARROW = 32

/** The first of [n, after] copied, then each of the others kept where it is better; NaN stays. */
export const max = (x: Values, out: Values, { before, n, after }: Block): void => {
  for (let b = 0, at = 0; b < before; b++) {
    const to = b * after
    for (let c = 0; c < after; c++) out[to + c] = x[at++]!
    for (let i = 1; i < n; i++)
      for (let c = to; c < to + after; c++) {
        const v = x[at++]!
        if (v > out[c]! || v !== v) out[c] = v
      }
  }
}

export const min = (x: Values, out: Values, { before, n, after }: Block): void => {
  for (let b = 0, at = 0; b < before; b++) {
    const to = b * after
    for (let c = 0; c < after; c++) out[to + c] = x[at++]!
    for (let i = 1; i < n; i++)
      for (let c = to; c < to + after; c++) {
        const v = x[at++]!
        if (v < out[c]! || v !== v) out[c] = v
      }
  }
}
