/** Drawing specimens: lengths of axes, then positions in the grid for every element. */
import type * as fc from 'fast-check'
import { type Axis, type Part, type Place, type Specimen, shapeOf } from './specimen.js'

/** How long axes are where nothing says it. */
export interface Lengths {
  readonly minLength: number
  readonly maxLength: number
}

/** One draw in `bias` is of simple things only: short axes, simple numbers. */
export const isSimple = (random: fc.Random, bias: number | undefined): boolean =>
  bias !== undefined && random.nextInt(1, bias) === 1

export const drawLength = (
  random: fc.Random,
  { minLength, maxLength }: Lengths,
  simple: boolean,
): number => random.nextInt(minLength, simple ? Math.min(maxLength, minLength + 1) : maxLength)

/** How many of the simplest numbers a simple draw is from. */
const SIMPLEST = 4

/** Fills the tensors of a specimen with numbers of a grid of so many. */
export const filled = (
  random: fc.Random,
  simple: boolean,
  count: number,
  axes: Readonly<Record<string, Axis>>,
  tensors: readonly (readonly Place[])[],
  least = 0,
): Specimen => ({
  axes,
  least,
  parts: tensors.map((places): Part => {
    const size = shapeOf(axes, { places }).reduce((a, b) => a * b, 1)
    const last = (simple ? Math.min(SIMPLEST, count) : count) - 1
    return { places, ranks: Array.from({ length: size }, () => random.nextInt(0, last)) }
  }),
})
