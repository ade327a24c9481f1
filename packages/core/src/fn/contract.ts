/** Products of tensors with named axes, summed over the names that are not kept. */
import { checkSize, sizeOf } from '../data/shape.js'
import type { Value } from '../data/tensor.js'
import { orRaise } from '../error.js'
import { mul } from '../ops/arithmetic.js'
import { broadcastTo, sum } from '../ops/broadcast.js'
import { reshape, transpose } from '../ops/layout.js'
import { matmul } from '../ops/matmul.js'
import { slice } from '../ops/slice.js'

export type Label = string

/** A tensor and the name of each of its axes. */
export interface Labelled {
  readonly value: Value
  readonly labels: readonly Label[]
}

const both = (a: readonly Label[], b: readonly Label[]): readonly Label[] =>
  a.filter(label => b.includes(label))

const only = (a: readonly Label[], b: readonly Label[]): readonly Label[] =>
  a.filter(label => !b.includes(label))

const lengthOf = ({ value, labels }: Labelled, label: Label): number =>
  value.shape[labels.indexOf(label)] as number

const lengths = (x: Labelled, labels: readonly Label[]): readonly number[] =>
  labels.map(label => lengthOf(x, label))

export const ordered = (x: Labelled, labels: readonly Label[]): Labelled => ({
  value: transpose(
    x.value,
    labels.map(label => x.labels.indexOf(label)),
  ),
  labels,
})

/** The axes of one name as one: every (n + 1)-th element of the n x n that they span. */
export const diagonal = (x: Labelled): Labelled => {
  const twice = x.labels.find((label, i) => x.labels.indexOf(label) !== i)
  if (twice === undefined) return x
  const first = x.labels.indexOf(twice)
  const second = x.labels.lastIndexOf(twice)
  const n = x.value.shape[first] as number
  const others = x.labels.map((_, i) => i).filter(i => i !== first && i !== second)
  const lead = others.map(i => x.value.shape[i] as number)
  const square = reshape(transpose(x.value, [...others, first, second]), [...lead, n * n])
  const zeros = square.shape.map(() => 0)
  const steps = [...lead.map(() => 1), n + 1]
  return diagonal({
    value: slice(square, zeros, [...lead, n], steps),
    labels: [...others.map(i => x.labels[i] as Label), twice],
  })
}

/** Summed over all names but these. */
export const summed = ({ value, labels }: Labelled, keep: readonly Label[]): Labelled => ({
  value: sum(
    value,
    labels.flatMap((label, i) => (keep.includes(label) ? [] : [i])),
  ),
  labels: both(labels, keep),
})

/** x as stacks of matrices; `across` says that it lies there with rows and columns exchanged. */
const matrices = (
  x: Labelled,
  stack: readonly Label[],
  rows: readonly Label[],
  columns: readonly Label[],
) => {
  const lies = [...stack, ...columns, ...rows]
  const across = lies.every((label, i) => label === x.labels[i])
  const [r, c] = [sizeOf(lengths(x, rows)), sizeOf(lengths(x, columns))]
  const { value } = across ? x : ordered(x, [...stack, ...rows, ...columns])
  const sides = across ? [c, r] : [r, c]
  return { value: reshape(value, [sizeOf(lengths(x, stack)), ...sides]), across }
}

/**
 * The product of two tensors, summed over the names that both have and `keep` has not: one matrix
 * product, or a pointwise one where there is nothing to sum. Names that one of them alone has must
 * be among those kept.
 */
export const contract = (
  where: string,
  a: Labelled,
  b: Labelled,
  keep: readonly Label[],
): Labelled => {
  const common = both(a.labels, b.labels)
  const stack = both(common, keep)
  const inner = only(common, keep)
  const rows = only(a.labels, b.labels)
  const columns = only(b.labels, a.labels)
  const labels = [...stack, ...rows, ...columns]
  const shape = [...lengths(a, stack), ...lengths(a, rows), ...lengths(b, columns)]
  orRaise(where, checkSize(shape))
  if (inner.length > 0) {
    const left = matrices(a, stack, rows, inner)
    const right = matrices(b, stack, inner, columns)
    return {
      value: reshape(matmul(left.value, right.value, left.across, right.across), shape),
      labels,
    }
  }
  const spread = (x: Labelled, own: readonly Label[]): Value => {
    const { value } = ordered(x, [...stack, ...own])
    const beside = [...rows, ...columns].map(label =>
      own.includes(label) ? lengthOf(x, label) : 1,
    )
    return broadcastTo(reshape(value, [...lengths(x, stack), ...beside]), shape)
  }
  return { value: mul(spread(a, rows), spread(b, columns)), labels }
}

/** The pair whose product takes the fewest multiplications; the first of equals. */
const cheapest = (xs: readonly Labelled[]): readonly [number, number] => {
  const cost = (a: Labelled, b: Labelled): number =>
    sizeOf(a.value.shape) * sizeOf(lengths(b, only(b.labels, a.labels)))
  const pairs = xs.flatMap((a, i) =>
    xs.slice(i + 1).map((b, d) => ({ i, j: i + 1 + d, cost: cost(a, b) })),
  )
  const { i, j } = pairs.reduce((best, next) => (next.cost < best.cost ? next : best))
  return [i, j]
}

/** All operands multiplied, two at a time, and summed over the names that are not in the output. */
export const contractAll = (
  where: string,
  xs: readonly Labelled[],
  output: readonly Label[],
): Labelled => {
  const keepOf = (...used: readonly number[]): readonly Label[] => [
    ...output,
    ...xs.flatMap((x, i) => (used.includes(i) ? [] : x.labels)),
  ]
  const own = xs.map((x, i) => summed(x, keepOf(i)))
  if (own.length === 1) return ordered(own[0] as Labelled, output)
  const [i, j] = cheapest(own)
  const product = contract(where, own[i] as Labelled, own[j] as Labelled, keepOf(i, j))
  const rest = own.filter((_, k) => k !== i && k !== j)
  return contractAll(where, [...rest.slice(0, i), product, ...rest.slice(i)], output)
}
