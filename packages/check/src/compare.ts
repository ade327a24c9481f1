/** All derivatives in one argument beside their numeric values, for guesses at what is wrong. */
import { apply, isFloat, sizeOf, type Value } from '@miniflow/core/extend'
import type { Blame, Run } from './blame.js'
import type { Mode } from './examine.js'
import { type Compared, guess } from './guess.js'
import { carefulSlopes, STEP } from './numeric.js'
import { type Leaf, type Problem, problemOf } from './problem.js'

/** The largest argument and result that are compared in full. */
const NUMBERS = 64

const dot = (a: Float64Array, b: ArrayLike<number>): number =>
  a.reduce((s, x, i) => s + x * (b[i] ?? 0), 0)

const unit = (n: number, i: number): Float64Array =>
  Float64Array.from({ length: n }, (_, k) => (k === i ? 1 : 0))

/** For each axis of the result and each place on it, the weights of what stands there. */
const slabs = (outputs: readonly Leaf[], u: Float64Array): readonly (readonly Float64Array[])[] => {
  const [only, another] = outputs
  if (only === undefined || another !== undefined) return []
  return only.shape.map((length, axis) => {
    const below = sizeOf(only.shape.slice(axis + 1))
    return Array.from({ length }, (_, place) =>
      u.map((w, j) => (Math.floor(j / below) % length === place ? w : 0)),
    )
  })
}

const counts = (leaves: readonly Leaf[]): readonly number[] =>
  leaves.flatMap(({ shape, size }) => [...shape, size])

/** The derivatives of the weighted result in every number of one leaf. */
const comparedIn = (
  problem: Problem,
  leaf: Leaf,
  mode: Mode,
  u: Float64Array,
): Compared | undefined => {
  const { at, f, value, inputs, outputs } = problem
  if (leaf.size > NUMBERS || value.length > NUMBERS ** 2) return undefined
  const gradient = mode === 'reverse' ? problem.pull(u) : undefined
  const all = Array.from({ length: leaf.size }, (_, k) => leaf.start + k)
  const columns = all.map(i =>
    carefulSlopes(h => (h === 0 ? value : f(at.map((x, k) => (k === i ? x + h : x)))), {
      step: STEP * Math.max(1, Math.abs(at[i] as number)),
    }).map(slope => slope.value),
  )
  return {
    shape: leaf.shape,
    analytic: all.map(i => gradient?.[i] ?? dot(problem.push(unit(at.length, i)), u)),
    numeric: columns.map(column => dot(u, column)),
    counts: [...new Set(counts([...inputs, ...outputs]))],
    parts: slabs(outputs, u).map(along => along.map(w => columns.map(column => dot(w, column)))),
  }
}

/** The blamed operation as a function of its operand. */
const problemOfOp = ({ slot, operand }: Blame, { recorded }: Run): Problem | undefined => {
  const node = recorded.tape.nodes[slot]
  if (node?.tag !== 'Apply') return undefined
  const args = node.args.map(s => recorded.env[s] as Value)
  const x = args[operand] as Value
  if (!isFloat(x.dtype)) return undefined
  return problemOf(([y]) => [apply(node.op, ...args.with(operand, y as Value))], [x], [''], [''])
}

/** A guess at what is wrong: at the blamed operation first, where its parts can be seen. */
export const guessed = (
  problem: Problem,
  leaf: Leaf,
  mode: Mode,
  u: Float64Array,
  blame: Blame | undefined,
  run: Run,
): string | undefined => {
  const op = blame === undefined ? undefined : problemOfOp(blame, run)
  const inside = op?.inputs[0]
  const u1 = op?.value.map((_, j) => 1 / 2 + ((j * 0.618) % 1))
  const compared = [
    op !== undefined && inside !== undefined && u1 !== undefined
      ? comparedIn(op, inside, blame?.mode === 'push' ? 'forward' : 'reverse', u1)
      : undefined,
    comparedIn(problem, leaf, mode, u),
  ]
  return compared.map(c => (c === undefined ? undefined : guess(c))).find(g => g !== undefined)
}
