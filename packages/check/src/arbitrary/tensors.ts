/** Arbitrary shapes, and arbitrary tensors whose shape and numbers shrink together. */

import { ArgumentError, type FloatDType, type Shape, type Tensor, tensor } from '@miniflow/core'
import type * as fc from 'fast-check'
import { drawLength, filled, isSimple, type Lengths } from './draw.js'
import { gridOf, type Range } from './grid.js'
import { Shrinking } from './shrinking.js'
import { type Axis, type Part, type Place, type Specimen, shapeOf, simpler } from './specimen.js'

/** Which shapes may be drawn. */
export interface ShapeOptions {
  /** Fewest axes (default 0). */
  readonly minRank?: number | undefined
  /** Most axes (default 3). */
  readonly maxRank?: number | undefined
  /** Shortest axes (default 1); with 0 there are tensors without elements. */
  readonly minLength?: number | undefined
  /** Longest axes (default 4). */
  readonly maxLength?: number | undefined
}

/** Which tensors may be drawn; the lengths are those of axes given by name. */
export interface TensorOptions<D extends FloatDType = 'float64'> extends Range {
  /** The dtype (default float64). */
  readonly dtype?: D | undefined
  /** Shortest named axes (default 1). */
  readonly minLength?: number | undefined
  /** Longest named axes (default 4). */
  readonly maxLength?: number | undefined
}

/** The axes of a tensor: a length, or a name for a length that is drawn. */
export type AxisList = readonly (number | string)[]

/** The shape of a tensor on these axes, as far as it is known. */
export type ShapeOn<A extends AxisList> = {
  -readonly [K in keyof A]: A[K] extends number ? A[K] : number
}

/** The tensor on these axes. */
export type TensorOn<A extends AxisList, D extends FloatDType> =
  ShapeOn<A> extends infer S extends Shape ? Tensor<S, D> : never

const isLength = (n: number): boolean => Number.isInteger(n) && n >= 0

const wantBounds = (where: string, what: string, least: number, most: number): void => {
  if (!(isLength(least) && isLength(most) && least <= most))
    throw new ArgumentError(
      where,
      `there is no ${what} from ${least} to ${most}.`,
      'Give two whole numbers, the smaller one as the least.',
    )
}

export const lengthsIn = (where: string, options: ShapeOptions): Lengths => {
  const { minLength = 1, maxLength = Math.max(4, minLength) } = options
  wantBounds(where, 'length', minLength, maxLength)
  return { minLength, maxLength }
}

/** Some axes, each of which a tensor can do without. */
export const drawAxes = (
  random: fc.Random,
  simple: boolean,
  ranks: readonly [least: number, most: number],
  lengths: Lengths,
): Readonly<Record<string, Axis>> => {
  const [least, most] = ranks
  const rank = random.nextInt(least, simple ? Math.min(most, least + 1) : most)
  return Object.fromEntries(
    Array.from({ length: rank }, (_, i): [string, Axis] => [
      `axis ${i}`,
      { length: drawLength(random, lengths, simple), least: lengths.minLength, optional: true },
    ]),
  )
}

/** The arbitrary of `shapes`, which `tensors` takes as well. */
export class Shapes extends Shrinking<Specimen, number[]> {
  readonly ranks: readonly [least: number, most: number]
  readonly lengths: Lengths

  constructor(ranks: readonly [number, number], lengths: Lengths) {
    super({
      draw: (random, bias) => {
        const axes = drawAxes(random, isSimple(random, bias), ranks, lengths)
        return { axes, least: ranks[0], parts: [] }
      },
      simpler,
      build: ({ axes }) => Object.values(axes).map(({ length }) => length),
    })
    this.ranks = ranks
    this.lengths = lengths
  }
}

/**
 * Shapes of 0 to 3 axes of lengths 1 to 4. They shrink to fewer axes, then to shorter ones. Give them
 * to `tensors` to have shape and numbers shrink together.
 *
 * Throws `ArgumentError` for bounds that are not whole numbers in order.
 * @example fc.sample(shapes({ minRank: 2, maxRank: 2 }), 10).every((shape) => shape.length === 2) // => true
 */
export const shapes = (options: ShapeOptions = {}): Shapes => {
  const { minRank = 0, maxRank = Math.max(3, minRank) } = options
  wantBounds('shapes', 'rank', minRank, maxRank)
  return new Shapes([minRank, maxRank], lengthsIn('shapes', options))
}

/** The tensor that a part of a specimen describes. */
export const tensorOf =
  (grid: readonly number[], dtype: FloatDType) =>
  (axes: Specimen['axes'], part: Part): Tensor =>
    tensor(
      part.ranks.map(rank => grid[rank] as number),
      shapeOf(axes, part),
      { dtype },
    )

/** What stands for the axes of a list: a name is shared by all lists, a length stands alone. */
export const placesOn = (list: AxisList, owner: number): readonly Place[] =>
  list.map((axis, i) => ({
    axis: typeof axis === 'string' ? `name ${axis}` : `length ${owner}.${i}`,
    one: false,
  }))

/** Lengths for the axes of some lists. */
export const drawOn = (
  random: fc.Random,
  simple: boolean,
  lists: readonly AxisList[],
  lengths: Lengths,
): Readonly<Record<string, Axis>> => {
  const axes = new Map<string, Axis>()
  for (const [owner, list] of lists.entries())
    for (const [i, { axis }] of placesOn(list, owner).entries()) {
      const given = list[i]
      if (axes.has(axis)) continue
      axes.set(
        axis,
        typeof given === 'number'
          ? { length: given, least: given, optional: false }
          : {
              length: drawLength(random, lengths, simple),
              least: lengths.minLength,
              optional: false,
            },
      )
    }
  return Object.fromEntries(axes)
}

/** Tensors of any of the shapes. */
const ofShapes = (of: Shapes, grid: readonly number[], dtype: FloatDType): fc.Arbitrary<Tensor> =>
  new Shrinking({
    draw: (random, bias) => {
      const simple = isSimple(random, bias)
      const axes = drawAxes(random, simple, of.ranks, of.lengths)
      const places = Object.keys(axes).map((axis): Place => ({ axis, one: false }))
      return filled(random, simple, grid.length, axes, [places], of.ranks[0])
    },
    simpler,
    build: ({ axes, parts: [part] }) => tensorOf(grid, dtype)(axes, part as Part),
  })

/** Tensors on the axes of a list. */
const onAxes = (
  list: AxisList,
  lengths: Lengths,
  grid: readonly number[],
  dtype: FloatDType,
): fc.Arbitrary<Tensor> =>
  new Shrinking({
    draw: (random, bias) => {
      const simple = isSimple(random, bias)
      const axes = drawOn(random, simple, [list], lengths)
      return filled(random, simple, grid.length, axes, [placesOn(list, 0)])
    },
    simpler,
    build: ({ axes, parts: [part] }) => tensorOf(grid, dtype)(axes, part as Part),
  })

export const wantAxes = (where: string, list: AxisList): void => {
  const wrong = list.find(axis => typeof axis !== 'string' && !isLength(axis))
  if (wrong !== undefined)
    throw new ArgumentError(
      where,
      `${String(wrong)} is no length of an axis.`,
      "Give a whole number, or a name such as 'n' for a length that is drawn.",
    )
}

/**
 * Float64 tensors of a shape, or of any of `shapes(...)`; an axis given by a name, such as
 * `['n', 3]`, has a length that is drawn. Their numbers are from a grid of short binary fractions
 * between `min` and `max` (default -3 and 3, an eighth apart), and keep clear of the points to
 * `avoid`: kinks, poles. They shrink to fewer axes, then shorter ones, then simpler numbers: 0, 1,
 * 0.5, whole numbers, halves.
 *
 * Throws `ArgumentError` where no number is left to draw, or for an axis that is no length.
 * @example fc.sample(tensors([2, 3], { min: 1, max: 2 }), 5).every((x) => x.size === 6) // => true
 * @example fc.sample(tensors(shapes({ maxRank: 1 })), 5).every((x) => x.rank < 2) // => true
 */
export const tensors: {
  <const A extends AxisList, D extends FloatDType = 'float64'>(
    shape: A,
    options?: TensorOptions<D>,
  ): fc.Arbitrary<TensorOn<A, D>>
  <D extends FloatDType = 'float64'>(
    shape: fc.Arbitrary<number[]>,
    options?: TensorOptions<D>,
  ): fc.Arbitrary<Tensor<number[], D>>
} = (shape: AxisList | fc.Arbitrary<number[]>, options: TensorOptions<FloatDType> = {}) => {
  const { dtype = 'float64' } = options
  const grid = gridOf('tensors', options)
  if (shape instanceof Shapes) return ofShapes(shape, grid, dtype) as fc.Arbitrary<never>
  if (!Array.isArray(shape))
    throw new ArgumentError(
      'tensors',
      'the shape is neither a list of axes nor made by shapes().',
      "Write tensors([2, 3]), tensors(['n', 3]) or tensors(shapes({ maxRank: 2 })).",
    )
  wantAxes('tensors', shape)
  return onAxes(shape, lengthsIn('tensors', options), grid, dtype) as fc.Arbitrary<never>
}
