/**
 * A program that is being written. Beside every name stands its value at the inputs and a little to
 * either side of them, so that what is about to break (a kink nearby, a slope too steep for
 * differences) is seen when it is written, and avoided.
 */
import { mul, type Tensor, tensor } from '@miniflow/core'
import type { Choices } from './choices.js'
import { call, type Expression, evaluate, type Line, name, plain } from './expression.js'

/** Values at the inputs, before and after them along their directions. */
export type Values = readonly [Tensor, Tensor, Tensor]

/** How far to either side. */
export const NEAR = 2 ** -12

/** Slopes and bends beyond these are scaled down, so that differences stay accurate. */
const STEEP = 20
const LARGE = 10

/** How far operands stay from where a derivative jumps. */
export const MARGIN = 2 ** -5

export interface Draft {
  readonly choose: Choices
  readonly lines: Line[]
  /** The names that may be read, with their values. */
  readonly known: Map<string, Values>
  readonly scopes: readonly [Map<string, unknown>, Map<string, unknown>, Map<string, unknown>]
  /** How deep in functions of functions this is written. */
  readonly depth: number
  /** Whether the values that stand beside the names are all that they will have. */
  readonly certain: boolean
  readonly fresh: () => string
}

export const shapeOf = (values: Values): readonly number[] => values[0].shape

const largest = (xs: Float64Array): number => xs.reduce((m, x) => Math.max(m, Math.abs(x)), 0)

const asFloats = (x: Tensor): Float64Array => Float64Array.from(x.data())

/** How steep, how bent and how large values are along the direction. */
const measure = ([here, before, after]: Values) => {
  const [x, a, b] = [here, before, after].map(asFloats) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  return {
    steep: largest(x.map((_, i) => ((b[i] as number) - (a[i] as number)) / (2 * NEAR))),
    bent: largest(
      x.map((y, i) => ((b[i] as number) - 2 * y + (a[i] as number)) / (10 * NEAR * NEAR)),
    ),
    large: largest(x),
  }
}

/** What the expression is worth at the three places; its tensors are float64. */
export const valuesOf = (draft: Draft, e: Expression): Values =>
  draft.scopes.map(scope => evaluate(e, scope)) as unknown as Values

/** Writes a line and gives its name; what is not to be read again is not made known. */
export const write = (draft: Draft, value: Expression): string => {
  const line = { name: draft.fresh(), value }
  const values = valuesOf(draft, value)
  draft.lines.push(line)
  draft.scopes.forEach((scope, i) => {
    scope.set(line.name, values[i])
  })
  return line.name
}

/** Writes a line whose value later lines may read; one that is too steep is scaled down first. */
export const publish = (draft: Draft, value: Expression): string => {
  const first = write(draft, value)
  const values = draft.scopes.map(scope => scope.get(first)) as unknown as Values
  const { steep, bent, large } = measure(values)
  const factor = Math.max(steep / STEEP, bent / STEEP, large / LARGE)
  if (!Number.isFinite(factor)) throw new Error(`not finite: ${first}`)
  if (factor <= 1) {
    draft.known.set(first, values)
    return first
  }
  const by = Number((1 / factor).toPrecision(2))
  const tamed = write(draft, call('mul', name(first), plain(by)))
  draft.known.set(tamed, values.map(x => mul(x, by)) as unknown as Values)
  return tamed
}

/** A constant of a shape, of numbers between -1 and 1 that print short. */
export const numbersOf = (choose: Choices, shape: readonly number[], low = -1, high = 1): Tensor =>
  tensor(
    Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () =>
      choose.between(low, high),
    ),
    shape,
  )
