/**
 * Which operation of the tape is to blame: each is checked alone, at its own operands, its rule
 * against differences of its kernel. The first whose rule is wrong is the one.
 */
import {
  type Adjoint,
  type Apply,
  apply,
  isFloat,
  type Recorded,
  record,
  type Slot,
  type Value,
} from '@miniflow/core/extend'
import * as O from 'fp-ts/lib/Option.js'
import { weightsOf } from './examine.js'
import { judge } from './judge.js'
import { carefulSlopes, type Slope, weighted } from './numeric.js'
import { type Leafwise, numbersFrom, valuesFrom } from './problem.js'

/** An operation whose rule is wrong. */
export interface Blame {
  readonly op: string
  readonly slot: Slot
  readonly operand: number
  /** Which of the rule's two directions is wrong. */
  readonly mode: 'pull' | 'push' | 'both'
  readonly analytic: number
  readonly numeric: number
  readonly shapes: readonly (readonly number[])[]
  readonly result: readonly number[]
}

/** What was computed on the way: programs are looked into by running them, not by their tapes. */
export interface Run {
  readonly recorded: Recorded<readonly Value[]>
  readonly magnitude: number
}

const largest = (value: Value): number =>
  isFloat(value.dtype)
    ? (Array.prototype.reduce.call(
        value.data(),
        (m, x) => (Number.isFinite(x) ? Math.max(m as number, Math.abs(x as number)) : m) as number,
        0,
      ) as number)
    : 0

/** One run of f with everything it computed. */
export const runOf = (f: Leafwise, xs: readonly Value[]): Run => {
  const recorded = record(
    xs.map((value, i) => ({ value, path: `[${i}]` })),
    tracers => {
      const outputs = f(tracers)
      return { outputs, result: outputs }
    },
  )
  return {
    recorded,
    magnitude: recorded.env.reduce((m, value) => Math.max(m, largest(value)), 0),
  }
}

const STOPS: readonly string[] = ['stopGradient', 'astype']

const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((s, x, i) => s + x * (b[i] as number), 0)

const wrongRule = (
  { op, args: slots }: Apply,
  slot: Slot,
  env: readonly Value[],
  relative: number,
): Blame | undefined => {
  const args = slots.map(s => env[s] as Value)
  const out = env[slot] as Value
  if (!isFloat(out.dtype) || out.size === 0) return undefined
  const u = weightsOf(slot, 0, 90, out.size)
  const leaf = (x: Value) => [{ path: '', shape: x.shape, start: 0, size: x.size }]
  for (const [operand, arg] of args.entries()) {
    if (!isFloat(arg.dtype) || arg.size === 0) continue
    const x = numbersFrom([arg])
    const v = weightsOf(slot, operand, 91, arg.size).map(
      (t, i) => t * Math.max(1, Math.abs(x[i] as number)),
    )
    const along = (h: number): Float64Array => {
      const moved = x.map((xi, i) => xi + h * (v[i] as number))
      const [value] = valuesFrom(leaf(arg), moved) as readonly [Value]
      return numbersFrom([apply(op, ...args.with(operand, value))])
    }
    const numeric = carefulSlopes(along)
    const adjoint = op.partial(operand, args, out)
    const [tangent] = valuesFrom(leaf(arg), v) as readonly [Value]
    const [cotangent] = valuesFrom(leaf(out), u) as readonly [Value]
    const blame = (mode: Blame['mode'], analytic: number, slope: Slope): Blame => ({
      op: typeof op.params.rule === 'string' ? op.params.rule : op.name,
      slot,
      operand,
      mode,
      analytic,
      numeric: slope.value,
      shapes: args.map(({ shape }) => shape),
      result: out.shape,
    })
    const pulled = ruled(adjoint, rule => rule.pull(cotangent), x.length)
    const pushed = ruled(adjoint, rule => rule.push(tangent), out.size)
    const total = weighted(numeric, u)
    const pullWrong = pulled !== undefined && judge(dot(pulled, v), total, relative, 0) === 'wrong'
    const off = numeric.findIndex(
      (slope, j) =>
        pushed !== undefined && judge(pushed[j] as number, slope, relative, 0) === 'wrong',
    )
    if (pushed !== undefined && off >= 0)
      return blame(pullWrong ? 'both' : 'push', pushed[off] as number, numeric[off] as Slope)
    if (pullWrong) return blame('pull', dot(pulled, v), total)
  }
  return undefined
}

/** What a rule gives; nothing where it refuses, as loops of unknown length do in reverse mode. */
const ruled = (
  adjoint: O.Option<Adjoint>,
  rule: (adjoint: Adjoint) => Value,
  size: number,
): Float64Array | undefined => {
  if (O.isNone(adjoint)) return new Float64Array(size)
  try {
    return numbersFrom([rule(adjoint.value)])
  } catch {
    return undefined
  }
}

/** The first operation of the run whose rule is wrong where it was applied. */
export const blamed = ({ recorded }: Run, relative: number): O.Option<Blame> => {
  for (const [slot, node] of recorded.tape.nodes.entries()) {
    if (node.tag !== 'Apply' || STOPS.includes(node.op.name)) continue
    const blame = wrongRule(node, slot, recorded.env, relative)
    if (blame !== undefined) return O.some(blame)
  }
  return O.none
}

/** Whether the run hides a dependence by design. */
export const stops = ({ recorded }: Run): boolean =>
  recorded.tape.nodes.some(node => node.tag === 'Apply' && node.op.name === 'stopGradient')
