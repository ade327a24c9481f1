/** Arbitrary operands: two tensors that broadcast, two tensors that multiply as matrices. */

import type { FloatDType, Tensor } from '@miniflow/core'
import type * as fc from 'fast-check'
import { drawLength, filled, isSimple, type Lengths } from './draw.js'
import { gridOf, type Range } from './grid.js'
import { Shrinking } from './shrinking.js'
import { type Axis, type Part, type Place, type Specimen, simpler } from './specimen.js'
import { drawAxes, lengthsIn, type ShapeOptions, tensorOf } from './tensors.js'

/** What is drawn: ranks and lengths of the result, numbers, dtype. */
export interface PairOptions<D extends FloatDType = 'float64'> extends ShapeOptions, Range {
  readonly dtype?: D | undefined
}

/** Two operands. */
export type Pair<D extends FloatDType = 'float64'> = [
  x: Tensor<number[], D>,
  y: Tensor<number[], D>,
]

const pairOf =
  (grid: readonly number[], dtype: FloatDType) =>
  ({ axes, parts }: Specimen): Pair<never> =>
    parts.map(part => tensorOf(grid, dtype)(axes, part)) as Tensor[] as Pair<never>

/** From some axis on, with some of the axes of length 1. */
const operand = (random: fc.Random, names: readonly string[], from: number): readonly Place[] =>
  names.slice(from).map(axis => ({ axis, one: random.nextInt(0, 3) === 0 }))

/** Shapes that broadcast to one: the first operand has all axes or the second does. */
const drawBroadcast = (random: fc.Random, names: readonly string[]) => {
  const offsets = [0, random.nextInt(0, 1) === 0 ? 0 : random.nextInt(0, names.length)] as const
  const [first, second] = random.nextInt(0, 1) === 0 ? offsets : ([offsets[1], offsets[0]] as const)
  return [operand(random, names, first), operand(random, names, second)]
}

/**
 * Pairs of float64 tensors whose shapes broadcast: axes of length 1, and missing ones. Options are
 * those of `shapes`, for the shape of the result, and of `tensors`. They shrink together to fewer
 * axes, shorter ones, simpler numbers.
 *
 * @example fc.sample(broadcastablePairs(), 9).every(([x, y]) => add(x, y).rank === Math.max(x.rank, y.rank)) // => true
 */
export const broadcastablePairs = <D extends FloatDType = 'float64'>(
  options: PairOptions<D> = {},
): fc.Arbitrary<Pair<D>> => {
  const where = 'broadcastablePairs'
  const { minRank = 0, maxRank = Math.max(3, minRank), dtype = 'float64' } = options
  const lengths = lengthsIn(where, options)
  const grid = gridOf(where, options)
  return new Shrinking<Specimen, Pair<D>>({
    draw: (random, bias) => {
      const simple = isSimple(random, bias)
      const axes = drawAxes(random, simple, [minRank, maxRank], lengths)
      const operands = drawBroadcast(random, Object.keys(axes))
      return filled(random, simple, grid.length, axes, operands, minRank)
    },
    simpler,
    build: pairOf(grid, dtype),
  })
}

const own = (axis: string): Place => ({ axis, one: false })

/** A vector, a matrix, or a stack of matrices. */
const factor = (
  random: fc.Random,
  core: readonly [vector: string, ...matrix: string[]],
  stack: readonly Place[],
): readonly Place[] => {
  const [vector, ...matrix] = core
  return [[own(vector)], matrix.map(own), [...stack, ...matrix.map(own)]][
    random.nextInt(0, 2)
  ] as readonly Place[]
}

/** Whether the axes are where matmul looks for them: a matrix has lost no axis to its stack. */
const multiply = ({ parts: [x, y] }: Specimen): boolean => {
  const [left, right] = [x as Part, y as Part].map(({ places }) => places.map(({ axis }) => axis))
  return (
    left?.at(-1) === 'k' &&
    (left.length === 1 || left.at(-2) === 'm') &&
    (right?.length === 1 ? right[0] === 'k' : right?.at(-2) === 'k' && right.at(-1) === 'n')
  )
}

function* multiplying(specimens: Iterable<Specimen>): Iterable<Specimen> {
  for (const specimen of specimens) if (multiply(specimen)) yield specimen
}

const axesFor = (
  random: fc.Random,
  simple: boolean,
  lengths: Lengths,
  stack: Readonly<Record<string, Axis>>,
): Readonly<Record<string, Axis>> => {
  const axis = (optional: boolean): Axis => ({
    length: drawLength(random, lengths, simple),
    least: lengths.minLength,
    optional,
  })
  return { ...stack, m: axis(true), k: axis(false), n: axis(true) }
}

/** Without the axes that no tensor has. */
const tidy = (specimen: Specimen): Specimen => {
  const used = new Set(specimen.parts.flatMap(({ places }) => places.map(({ axis }) => axis)))
  const axes = Object.entries(specimen.axes).filter(([name]) => used.has(name))
  return { ...specimen, axes: Object.fromEntries(axes) }
}

/**
 * Pairs of float64 tensors that `matmul` takes: vectors, matrices, and stacks of matrices that
 * broadcast. `maxRank` (default 3) bounds the rank of the stacks; lengths and numbers are as for
 * `tensors`. They shrink together: to vectors, to shorter ones, to simpler numbers.
 *
 * @example fc.sample(matmulPairs(), 9).every(([x, y]) => matmul(x, y).rank <= 3) // => true
 */
export const matmulPairs = <D extends FloatDType = 'float64'>(
  options: Omit<PairOptions<D>, 'minRank'> = {},
): fc.Arbitrary<Pair<D>> => {
  const where = 'matmulPairs'
  const { maxRank = 3, dtype = 'float64' } = options
  const lengths = lengthsIn(where, options)
  const grid = gridOf(where, options)
  return new Shrinking<Specimen, Pair<D>>({
    draw: (random, bias) => {
      const simple = isSimple(random, bias)
      const stack = drawAxes(random, simple, [0, Math.max(0, maxRank - 2)], lengths)
      const axes = axesFor(random, simple, lengths, stack)
      const [left, right] = drawBroadcast(random, Object.keys(stack))
      return tidy(
        filled(random, simple, grid.length, axes, [
          factor(random, ['k', 'm', 'k'], left ?? []),
          factor(random, ['k', 'k', 'n'], right ?? []),
        ]),
      )
    },
    simpler: specimen => multiplying(simpler(specimen)),
    build: pairOf(grid, dtype),
  })
}
